"""`tillbook demo NAME`: fill the database with a demo shop."""

import argparse
import json

from tillbook.cli import demo, options, places, serving
from tillbook.cli.database import reach


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", metavar="NAME", choices=sorted(demo.SHOPS), help="which shop")
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Load the shop and print how to begin in it."""
    data = places.data_directory(arguments.data)
    with reach.database(data) as addresses:
        serving.enter(data, addresses)
        facts = demo.SHOPS[arguments.name]()
    if arguments.json:
        print(json.dumps(dict(facts)))
    else:
        for name, value in facts.items():
            print(f"{name}: {value}")
    return 0
