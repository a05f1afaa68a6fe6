"""`tillbook migrate`: bring the database to this version, as its owner."""

import argparse

from tillbook.cli import places, serving
from tillbook.cli.database import foreign, reach
from tillbook.cli.trouble import Trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--quiet", action="store_true", help="say nothing unless it fails")


def run(arguments: argparse.Namespace) -> int:
    """Prepare the roles of an own server, then run the migrations."""
    data = places.data_directory(arguments.data)
    with reach.database(data) as addresses:
        if not addresses.owner:
            raise Trouble(
                "DATABASE_URL alone names the serving role, which may not change tables. "
                "Set DATABASE_OWNER_URL to the role that owns the database."
            )
        if not addresses.embedded:
            foreign.prepare(addresses.app, addresses.owner)
        serving.enter(data, addresses, as_owner=True)
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0 if arguments.quiet else 1)
    return 0
