"""The first start of a new shop: the owner signs in by a one-time link, never a default word."""

from datetime import UTC, datetime
from pathlib import Path

from tillbook.cli import businesses
from tillbook.cli.database.reach import Addresses


def setup_url(addresses: Addresses, data: Path, *, base_url: str) -> str | None:
    """Make the one-time link by which the owner comes in; None when somebody signs in already.

    Django must be set up, as the serving role.
    """
    from tillbook.identity import operations as identity
    from tillbook.identity import queries as people
    from tillbook.kernel.actors import house

    known = businesses.all_of(addresses, data)
    business = known[0].id if known else businesses.first(data)
    with businesses.acting_in(business):
        if people.somebody_signs_in():
            return None
        return identity.first_owner_link(
            base_url=base_url, by=house(business), at=datetime.now(UTC)
        )
