"""What tills copy: everything that changed since a cursor, in the shape of docs/documents.md.

The cursor is `installation.transaction.position.transaction.variant`: which copy of the data, how
far in the change feed, how far in the stock levels of the till's location.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tillbook.catalog import queries as catalog
from tillbook.identity import queries as identity
from tillbook.kernel import changes
from tillbook.kernel.changes import Changed
from tillbook.kernel.money import minor_digits
from tillbook.kernel.refusals import Refusal
from tillbook.org import queries as org
from tillbook.org.types import BusinessFacts, LocationFacts
from tillbook.payments import queries as payments
from tillbook.stock import queries as stock

_NOBODY = UUID(int=0)

Reader = Callable[[Sequence[str], datetime], Mapping[str, Any]]
"""Reads things of one kind by id, as they are at a moment; what is gone is missing."""


class CursorUnreadable(Refusal):
    """A cursor that this server never gave."""

    code = "sync.cursor_unreadable"


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a till has copied."""

    installation: UUID
    transaction: int = 0
    position: int = 0
    stock_transaction: int = 0
    stock_variant: UUID = _NOBODY

    def __str__(self) -> str:
        """Write the cursor for the wire."""
        return (
            f"{self.installation}.{self.transaction}.{self.position}"
            f".{self.stock_transaction}.{self.stock_variant}"
        )


def read_cursor(text: str) -> Cursor:
    """Read a cursor from the wire; raises CursorUnreadable."""
    try:
        installation, transaction, position, stock_transaction, variant = text.split(".")
        return Cursor(
            UUID(installation),
            int(transaction),
            int(position),
            int(stock_transaction),
            UUID(variant),
        )
    except ValueError as unreadable:
        raise CursorUnreadable("The cursor is not one of ours; start without it.") from unreadable


def since(text: str, *, location: UUID, limit: int, at: datetime) -> dict[str, Any]:
    """Give up to `limit` changed things after the cursor, and where to go on.

    `reset` says that the cursor is of other data (none yet, or restored from a backup): forget
    everything, this is the first page.
    """
    installation = changes.installation()
    cursor = read_cursor(text) if text else Cursor(installation)
    reset = cursor.installation != installation
    if reset:
        cursor = Cursor(installation)
    changed = changes.since(transaction=cursor.transaction, position=cursor.position, limit=limit)
    levels = stock.levels_changed(
        location=location,
        transaction=cursor.stock_transaction,
        variant=cursor.stock_variant,
        limit=limit - len(changed),
    )
    after = Cursor(
        installation,
        changed[-1].transaction if changed else cursor.transaction,
        changed[-1].position if changed else cursor.position,
        levels[-1].transaction if levels else cursor.stock_transaction,
        levels[-1].variant if levels else cursor.stock_variant,
    )
    shown = _with_data(changed, at=at)
    shown += [
        {
            "kind": "stock",
            "id": str(level.variant),
            "deleted": False,
            "data": {"id": str(level.variant), "on_hand": level.on_hand},
        }
        for level in levels
    ]
    return {
        "cursor": str(after),
        "has_more": len(shown) >= limit,
        "reset": reset or not text,
        "changes": shown,
    }


def _with_data(changed: Sequence[Changed], *, at: datetime) -> list[dict[str, Any]]:
    """Read what each changed thing is by now, one set of statements for each kind."""
    data = {
        kind: _READERS[kind]([each.id for each in changed if each.kind == kind], at)
        for kind in {each.kind for each in changed}
        if kind in _READERS
    }
    return [
        {
            "kind": each.kind,
            "id": each.id,
            "deleted": each.deleted or each.id not in data[each.kind],
            "data": None if each.deleted else data[each.kind].get(each.id),
        }
        for each in changed
        if each.kind in _READERS
    ]


def _catalogue(kind: str) -> Reader:
    def read(ids: Sequence[str], at: datetime) -> Mapping[str, Any]:
        found = catalog.feed(kind, [UUID(each) for each in ids], at=at)
        return {str(key): value for key, value in found.items()}

    return read


def _staff(ids: Sequence[str], _at: datetime) -> Mapping[str, Any]:
    return {
        str(person.id): {
            "id": str(person.id),
            "name": person.name,
            "role": person.role.value,
            "permissions": sorted(person.permissions),
            "pin": None
            if person.pin is None
            else {
                "algorithm": "pbkdf2-sha256",
                "iterations": person.pin.iterations,
                "salt": person.pin.salt,
                "hash": person.pin.hash,
            },
            "locked": person.pin_locked,
            "archived": person.archived,
        }
        for person in identity.people_by_id([UUID(each) for each in ids]).values()
    }


def _tenders(_ids: Sequence[str], _at: datetime) -> Mapping[str, Any]:
    return {each["code"]: each for each in payments.tender_types()}


def _business(_ids: Sequence[str], _at: datetime) -> Mapping[str, Any]:
    business = org.business()
    return {str(business.id): business_on_wire(business)}


def _locations(ids: Sequence[str], _at: datetime) -> Mapping[str, Any]:
    found = org.locations_by_id([UUID(each) for each in ids])
    return {str(key): location_on_wire(location) for key, location in found.items()}


def _registers(ids: Sequence[str], _at: datetime) -> Mapping[str, Any]:
    found = org.registers_by_id([UUID(each) for each in ids])
    return {
        str(key): {
            "id": str(key),
            "code": register.code,
            "name": register.name,
            "epoch": register.epoch,
            "location": str(register.location),
        }
        for key, register in found.items()
    }


def business_on_wire(business: BusinessFacts) -> dict[str, Any]:
    """Shape the business for tills."""
    return {
        "id": str(business.id),
        "name": business.name,
        "currency": business.currency,
        "minor_digits": minor_digits(business.currency),
        "locale": business.locale,
        "rounding": business.rounding,
    }


def location_on_wire(location: LocationFacts) -> dict[str, Any]:
    """Shape a location for tills."""
    return {
        "id": str(location.id),
        "code": location.code,
        "name": location.name,
        "address": location.address,
        "time_zone": location.time_zone,
        "day_cutoff": location.day_cutoff.isoformat("minutes"),
    }


_READERS: Mapping[str, Reader] = {
    "item": _catalogue("item"),
    "category": _catalogue("category"),
    "tax": _catalogue("tax"),
    "staff": _staff,
    "tender": _tenders,
    "business": _business,
    "location": _locations,
    "register": _registers,
}
