"""`tillbook restore FILE`: bring a backup back, verified."""

import argparse
import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

from tillbook.cli import backup, options, places, progress, serving
from tillbook.cli.database import cluster as clusters
from tillbook.cli.database import reach
from tillbook.cli.trouble import Trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", metavar="FILE", help="a file written by 'tillbook backup'")
    parser.add_argument(
        "--replace", action="store_true", help="put it in the place of the data that is there"
    )
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Restore beside the present data, verify, change places, and bring it to this version."""
    data = places.data_directory(arguments.data)
    with contextlib.ExitStack() as held:
        say = held.enter_context(progress.shown(quiet=arguments.json))
        manifest, dump = held.enter_context(backup.unpacked(Path(arguments.file)))
        addresses = held.enter_context(_database_alone(data))
        admin = reach.admin(addresses)
        if not arguments.replace and not backup.is_empty(admin):
            raise Trouble(f"{data} holds data already. Add --replace to give it up.")
        backup.restore(admin, manifest, dump, say=say)
        say("bringing it to this version")
        _begin_anew(data, addresses)
    rows = sum(manifest.tables.values())
    if arguments.json:
        print(json.dumps({"restored": True, "made_at": manifest.made_at, "rows": rows}))
    else:
        print(
            f"Restored {rows:,} rows as of {manifest.made_at}. The tills will send what is newer."
        )
    return 0


@contextlib.contextmanager
def _database_alone(data: Path) -> Iterator[reach.Addresses]:
    """Have the database up with nobody else in it."""
    named = reach.given()
    if named is not None:
        yield named
        return
    held = clusters.lock(data)
    if held is None:
        raise Trouble(f"Tillbook runs on {data} (process {clusters.holder(data)}): stop it first.")
    with held, reach.embedded(data) as server:
        yield reach.addresses_of(server.cluster)


def _begin_anew(data: Path, addresses: reach.Addresses) -> None:
    """Migrate, and name this copy of the data anew, so that tills send again what it lacks."""
    serving.enter(data, addresses, as_owner=True)
    from django.core.management import call_command

    from tillbook.kernel import changes

    call_command("migrate", interactive=False, verbosity=0)
    changes.rename_installation()
