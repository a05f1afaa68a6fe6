"""Options that several commands share."""

import argparse
import os
import sys


def add_log_format(parser: argparse.ArgumentParser) -> None:
    """Declare --log-format."""
    parser.add_argument(
        "--log-format",
        choices=("json", "pretty"),
        help="how to log (default: TILLBOOK_LOG_FORMAT, or pretty at a terminal, json elsewhere)",
    )


def set_log_format(arguments: argparse.Namespace) -> None:
    """Hand the log format down to the settings and to child processes."""
    usual = "pretty" if sys.stdout.isatty() else "json"
    chosen = arguments.log_format or os.environ.get("TILLBOOK_LOG_FORMAT") or usual
    os.environ["TILLBOOK_LOG_FORMAT"] = chosen


def add_json(parser: argparse.ArgumentParser) -> None:
    """Declare --json."""
    parser.add_argument("--json", action="store_true", help="answer as JSON, for programs")


def add_address(parser: argparse.ArgumentParser) -> None:
    """Declare where the web server listens and how many processes answer."""
    parser.add_argument("--host", default="127.0.0.1", help="listen here (default: %(default)s)")
    parser.add_argument(
        "--port", type=int, default=8000, help="on this port (default: %(default)s; 0: a free one)"
    )
    parser.add_argument("--workers", type=int, default=0, help="web processes (default: by CPUs)")
    parser.add_argument("--threads", type=int, default=4, help="threads in each of them")
