"""`tillbook check`: every module's invariants, in every business; nothing found is good."""

import argparse
import importlib
import importlib.util
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from tillbook.cli import businesses, options, places, progress, serving
from tillbook.cli.database import reach


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print each broken promise; 1 when there is one."""
    data, found = places.data_directory(arguments.data), []
    with progress.shown(quiet=arguments.json) as say, reach.database(data) as addresses:
        serving.enter(data, addresses)
        for business in businesses.all_of(addresses, data):
            with businesses.acting_in(business.id):
                for module, checks in every_check():
                    say(f"checking {module} of {business.name}")
                    broken = [violation for check in checks for violation in check()]
                    found += [{"business": str(business.id)} | asdict(each) for each in broken]
    if arguments.json:
        print(json.dumps({"violations": found}))
    for each in [] if arguments.json else found:
        print(f"{each['check']}: {each['subject']} ({each['facts']}), business {each['business']}")
    return 1 if found else 0


def every_check() -> Iterator[tuple[str, Sequence[Callable[[], Sequence[Any]]]]]:
    """Give each module's invariants by its label. Django must be set up."""
    from django.apps import apps

    for config in apps.get_app_configs():
        name = f"{config.name}.checks"
        if config.name.startswith("tillbook.") and importlib.util.find_spec(name):
            yield config.label, importlib.import_module(name).CHECKS
