"""The environment in which Tillbook's own processes run."""

import contextlib
import logging
import os
import sys
from pathlib import Path

import tillbook
from tillbook.cli import places
from tillbook.cli.database.reach import Addresses

SETTINGS = "tillbook.config.settings"


def environment(data: Path, addresses: Addresses, *, as_owner: bool = False) -> dict[str, str]:
    """Answer our environment with what a process needs to serve, or, as owner, to migrate.

    A serving process never learns the owner's password.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_OWNER_URL", "DATABASE_ADMIN_URL", "TILLBOOK_AS_OWNER"}
    }
    kept |= {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "DATABASE_URL": addresses.app,
        "TILLBOOK_DATA": str(data),
    }
    root = Path(tillbook.__file__).parents[1]
    if "site-packages" not in root.parts:  # run from a checkout, maybe from another directory
        kept["PYTHONPATH"] = os.pathsep.join(filter(None, [str(root), kept.get("PYTHONPATH")]))
    if not {"TILLBOOK_SECRET_KEY", "TILLBOOK_SECRET_KEY_FILE"} & kept.keys():
        kept["TILLBOOK_SECRET_KEY"] = places.secret_key(data)
    if as_owner and addresses.owner:
        kept |= {"DATABASE_OWNER_URL": addresses.owner, "TILLBOOK_AS_OWNER": "1"}
    return kept


def enter(data: Path, addresses: Addresses, *, as_owner: bool = False) -> None:
    """Make this very process one of them, Django included.

    What a command prints on stdout is its answer, so the logs go to stderr, and only when they
    are about trouble.
    """
    _enter_quietly(environment(data, addresses, as_owner=as_owner))


def enter_without_database() -> None:
    """Set Django up for a command that asks the code alone."""
    _enter_quietly(os.environ | {"DJANGO_SETTINGS_MODULE": SETTINGS})


def _enter_quietly(chosen: dict[str, str]) -> None:
    logging.disable(logging.INFO)
    with contextlib.redirect_stdout(sys.stderr):
        _enter(chosen)


def enter_as_server(data: Path, addresses: Addresses) -> None:
    """Make this very process a serving one, which logs to stdout."""
    _enter(environment(data, addresses))


def _enter(chosen: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(chosen)
    import django

    django.setup()
