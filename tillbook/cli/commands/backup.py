"""`tillbook backup`: the whole database into one file."""

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tillbook.cli import backup, options, places, progress
from tillbook.cli.database import reach


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--to", metavar="FILE", help="the file to write (default: a dated one in DIR/backups)"
    )
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the file; a running shop may sell on meanwhile."""
    data, now = places.data_directory(arguments.data), datetime.now(UTC)
    usual = data / "backups" / f"tillbook-{now:%Y%m%d-%H%M%S}.backup"
    target = Path(arguments.to).absolute() if arguments.to else usual
    with progress.shown(quiet=arguments.json) as say, reach.database(data) as addresses:
        manifest = backup.write(reach.admin(addresses), target, at=now, say=say)
    if arguments.json:
        print(json.dumps({"file": str(target)} | asdict(manifest)))
    else:
        rows = sum(manifest.tables.values())
        size = target.stat().st_size / 1_000_000
        print(f"{target}: {rows:,} rows of {len(manifest.tables)} tables, {size:.1f} MB")
    return 0
