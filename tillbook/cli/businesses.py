"""Which businesses this installation holds, for commands that act in one or in all."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg

from tillbook.cli.database.cluster import write_private
from tillbook.cli.database.reach import Addresses
from tillbook.cli.trouble import Trouble

FIRST = "first-business"


@dataclass(frozen=True)
class Business:
    """One business: its id and the name people know."""

    id: UUID
    name: str


def all_of(addresses: Addresses, data: Path) -> list[Business]:
    """List the businesses, oldest first.

    Row-level security shows nobody a business but its own, so only the administrator can list
    them. On an own server without DATABASE_ADMIN_URL the first business is all that is known.
    """
    if addresses.admin:
        with psycopg.connect(addresses.admin) as connection:
            rows = connection.execute("SELECT id, name FROM org_business ORDER BY id").fetchall()
        return [Business(*row) for row in rows]
    with psycopg.connect(addresses.app) as connection:
        connection.execute("SELECT set_config('tillbook.business', %s, true)", [str(first(data))])
        rows = connection.execute("SELECT id, name FROM org_business").fetchall()
    return [Business(*row) for row in rows]


def first(data: Path) -> UUID:
    """Answer the id of the first business, chosen before it is founded and kept from then on.

    So all one-time links made before lead to the same business.
    """
    path = data / FIRST
    if not path.exists():
        from tillbook.kernel.ids import new_id

        write_private(path, f"{new_id()}\n")
    return UUID(path.read_text(encoding="ascii").strip())


def chosen(addresses: Addresses, data: Path, named: str | None) -> Business:
    """Answer the business named by id or name; unnamed, the only one there is."""
    known = all_of(addresses, data)
    found = [each for each in known if named is None or named in {str(each.id), each.name}]
    if len(found) == 1:
        return found[0]
    if not known:
        raise Trouble("There is no business yet: open the link of 'tillbook setup-link' first.")
    listed = "\n".join(f"  {each.id}  {each.name}" for each in known)
    raise Trouble(f"Name one of these businesses with --business:\n{listed}")


@contextlib.contextmanager
def acting_in(business: UUID) -> Iterator[None]:
    """Open a unit of work of the house itself in a business. Django must be set up."""
    from tillbook.kernel.actors import house
    from tillbook.kernel.work import unit_of_work

    with unit_of_work(by=house(business)):
        yield
