"""`tillbook setup-link`: the one-time link by which the owner signs in first."""

import argparse
import json
import os

from tillbook.cli import first_run, options, places, serving
from tillbook.cli.database import reach


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the link, or say that the shop has its owner already."""
    data = places.data_directory(arguments.data)
    base_url = os.environ.get("TILLBOOK_BASE_URL", "http://127.0.0.1:8000")
    with reach.database(data) as addresses:
        serving.enter(data, addresses)
        link = first_run.setup_url(addresses, data, base_url=base_url)
    if arguments.json:
        print(json.dumps({"setup_url": link}))
    else:
        print(link or "This shop has its owner already.")
    return 0
