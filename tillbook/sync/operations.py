"""Writes around the journal: what heartbeats tell, what was left to post, what was quarantined."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tillbook.kernel import attention, sets
from tillbook.kernel.actors import Actor
from tillbook.kernel.attention import Finding
from tillbook.kernel.work import in_transaction
from tillbook.org import queries as org
from tillbook.org.types import DeviceFacts
from tillbook.sync import dispatch, queries, reading

_LEFT = """
SELECT id, content FROM sync_document
 WHERE state = 'RECEIVED' ORDER BY received_at, id LIMIT %s
   FOR UPDATE SKIP LOCKED
"""

_ADVANCE = """
UPDATE sync_document
   SET state = 'POSTED',
       content = CASE WHEN kind IN ('sale', 'return') THEN NULL ELSE content END
 WHERE id = ANY(%s) AND state = 'RECEIVED'
RETURNING id
"""


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
def post_received(*, limit: int, by: Actor, at: datetime) -> int:
    """Post documents that an upload left to the worker; say how many there were."""
    left = sets.execute(_LEFT, [limit])
    arrived = [
        each for row in left if isinstance(each := reading.read(row[1].encode()), reading.Arrived)
    ]
    assert len(arrived) == len(left), "only readable documents are received"
    registers = org.registers_by_id({each.document.register for each in arrived})
    ids = [each.document.id for each in arrived]
    complete = dispatch.complete(arrived, registers, dict.fromkeys(ids, by))
    dispatch.post(complete, at=at)
    _advance(ids)
    return len(arrived)


def _advance(ids: Sequence[UUID]) -> None:
    if ids:
        moved = sets.execute(_ADVANCE, [list(ids)])
        assert len(moved) == len(ids), "received documents were locked"
