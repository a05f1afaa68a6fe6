"""The first start of a new shop: the owner signs in by a one-time link, never a default word."""

import importlib
import importlib.util


def setup_url(base_url: str) -> str | None:
    """Answer the one-time link by which the owner makes the first account, None when one exists.

    Django must be set up, as the serving role.
    """
    name = "tillbook.identity.operations"
    if importlib.util.find_spec(name) is None:
        return None
    link: str | None = importlib.import_module(name).first_owner_link(base_url=base_url)
    return link
