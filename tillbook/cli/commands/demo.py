"""`tillbook demo NAME`: fill the database with a demo shop."""

import argparse
import json
from datetime import UTC, datetime

from tillbook.cli import businesses, demo, options, places, serving
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
        from django.utils.module_loading import import_string

        load: demo.Shop = import_string(demo.SHOPS[arguments.name])
        facts = load(businesses.first(data), datetime.now(UTC))
    if arguments.json:
        print(json.dumps(dict(facts)))
    else:
        for name, value in facts.items():
            print(f"{name}: {value}")
    return 0
