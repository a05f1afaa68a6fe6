"""The `tillbook` command: one row a command, each in a file of its own under commands/."""

import argparse
import importlib
import keyword
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from tillbook.cli.database.problems import DatabaseProblem
from tillbook.cli.trouble import Trouble

DONE, FOUND, MISUSED = 0, 1, 2

COMMANDS = {
    "run": "start everything a shop needs on this machine: database, web, worker",
    "web": "start the web server alone",
    "work": "start the worker for background jobs alone",
    "migrate": "bring the database to this version",
    "setup-link": "print the one-time link by which the owner signs in first",
    "demo": "fill the database with a demo shop",
    "import": "bring in the product export of another system",
    "check": "look for broken promises in the books of every business",
    "apikey": "make a key for an integrator",
    "openapi": "print the description of the REST API",
    "doctor": "look at everything and say in words what to do",
    "backup": "write the whole database into one file",
    "restore": "bring a backup back, verified",
}


class Command(Protocol):
    """What a file in commands/ offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's own options."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it and answer the exit code: 0 done, 1 something found or failed, 2 misused."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="tillbook", description="The till and the books.")
    table = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        chosen = table.add_parser(name, help=summary, description=summary)
        # Only the command that is called is loaded, so that each starts quickly.
        if words[:1] == [name]:
            _add_common(chosen)
            _load(name).add_arguments(chosen)
    arguments = parser.parse_args(words)
    try:
        return _load(arguments.command).run(arguments)
    except (DatabaseProblem, Trouble) as trouble:
        print(f"tillbook {arguments.command}: {trouble}", file=sys.stderr)
        return FOUND
    except KeyboardInterrupt:
        return FOUND


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="the data directory (default: TILLBOOK_DATA, or the platform's own place)",
    )


def _load(name: str) -> Command:
    file = f"{name}_" if keyword.iskeyword(name) else name.replace("-", "_")
    module = importlib.import_module(f"tillbook.cli.commands.{file}")
    return cast("Command", module)


if __name__ == "__main__":
    sys.exit(main())
