"""`tillbook openapi`: the description of the REST API, as JSON. Needs no database."""

import argparse
import json

from tillbook.cli import serving


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Declare no options."""


def run(_arguments: argparse.Namespace) -> int:
    """Print the description."""
    serving.enter_without_database()
    from tillbook.config.api import api

    print(json.dumps(api.get_openapi_schema(), indent=2, sort_keys=True, ensure_ascii=False))
    return 0
