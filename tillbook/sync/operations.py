"""Writes around the journal: what heartbeats tell, what was left to post, what was quarantined."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.utils import InterfaceError, OperationalError

from tillbook.kernel import attention, sets
from tillbook.kernel.actors import house
from tillbook.kernel.attention import Finding
from tillbook.kernel.work import in_transaction
from tillbook.org import queries as org
from tillbook.org.types import DeviceFacts
from tillbook.sync import dispatch, intake, quarantine, queries, reading
from tillbook.sync.reading import Arrived

_log = logging.getLogger("tillbook.sync")

_LEFT = """
SELECT id, content, hash, sender FROM sync_document
 WHERE state = 'RECEIVED' ORDER BY received_at, id LIMIT %s
   FOR UPDATE SKIP LOCKED
"""

_POSTED = """
UPDATE sync_document
   SET state = 'POSTED',
       content = CASE WHEN kind IN ('sale', 'return') THEN NULL ELSE content END
 WHERE id = ANY(%s) AND state = 'RECEIVED'
RETURNING id
"""

_QUARANTINED = """
UPDATE sync_document SET state = 'QUARANTINED' WHERE id = ANY(%s) AND state = 'RECEIVED'
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class _Left:
    """A document that was received but not posted, as the journal keeps it."""

    id: UUID
    content: str
    hash: str
    sender: UUID

    def arrived(self) -> Arrived:
        """Read the document again; its hash is no part of the content it was taken over."""
        again = reading.read(f'{self.content[:-1]},"hash":"{self.hash}"}}'.encode())
        assert isinstance(again, Arrived), "only readable documents are received"
        return again


@in_transaction
def file_missing(
    device: DeviceFacts, *, epoch: int, position: int, unsent: int, at: datetime
) -> list[tuple[int, int]]:
    """Compare what a till says it issued with what arrived; file each gap for a person.

    What the till still holds unsent is not missing. Gives back the gaps, both ends inside.
    """
    gaps = queries.missing(device.register, epoch=epoch, claimed=position - unsent)
    attention.raise_all(
        [
            Finding(
                code=f"sync.documents_missing_{epoch}_{first}",
                source=device.register,
                location=device.location,
                message="Documents of this register were issued but never arrived. "
                "Do not wipe the till: send them again, or scan the receipts' codes.",
                facts={"epoch": epoch, "from": first, "to": last, "device": str(device.id)},
            )
            for first, last in gaps
        ],
        at=at,
    )
    return gaps


@in_transaction
def post_received(*, limit: int, business: UUID, at: datetime) -> int:
    """Post documents that an upload left to the worker; say how many there were.

    One that cannot be posted for a reason nobody foresaw is set aside and filed for a person.
    """
    left = [_Left(*row) for row in sets.execute(_LEFT, [limit])]
    _halving(left, business=business, at=at)
    return len(left)


def _halving(left: Sequence[_Left], *, business: UUID, at: datetime) -> None:
    try:
        with transaction.atomic():
            _post(left, business=business, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as unforeseen:  # noqa: BLE001 - whatever it is, the rest must be posted
        _log.exception("%d received documents could not be posted", len(left))
        if len(left) == 1:
            _set_aside(left[0], str(unforeseen), at=at)
            return
        middle = len(left) // 2
        for half in (left[:middle], left[middle:]):
            _halving(half, business=business, at=at)


def _post(left: Sequence[_Left], *, business: UUID, at: datetime) -> None:
    arrived = [each.arrived() for each in left]
    registers = org.registers_by_id({each.document.register for each in arrived})
    # Whoever sent a document in was asked for a permission then: only the name counts here.
    senders = {each.id: replace(house(business), id=each.sender) for each in left}
    complete = dispatch.complete(arrived, registers, senders)
    intake.write_numbers(complete)
    dispatch.post(complete, at=at)
    _advance(_POSTED, [each.id for each in left])


def _set_aside(left: _Left, reason: str, *, at: datetime) -> None:
    _advance(_QUARANTINED, [left.id])
    quarantine.keep([(quarantine.poisoned(left.arrived(), reason), left.sender)], at=at)


def _advance(statement: str, ids: Sequence[UUID]) -> None:
    moved = sets.execute(statement, [list(ids)])
    assert len(moved) == len(ids), "received documents were locked"
