"""What cannot be booked is kept as it came, and filed for a person."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tillbook.kernel import attention, sets
from tillbook.kernel.attention import Finding
from tillbook.kernel.work import in_transaction
from tillbook.sync.reading import Arrived, Unreadable

_KEEP = {
    "fingerprint": "text",
    "document": "uuid",
    "code": "text",
    "reason": "text",
    "raw": "bytea",
    "sender": "uuid",
    "received_at": "timestamptz",
}


@in_transaction
def keep(unreadable: Sequence[tuple[Unreadable, UUID]], *, at: datetime) -> None:
    """Keep bytes with their sender, once however often they come, and tell a person."""
    rows = {hashlib.sha256(each.raw).hexdigest(): (each, sender) for each, sender in unreadable}
    kept = sets.insert(
        "sync_quarantined",
        _KEEP,
        [
            (fingerprint, each.id, each.code, each.reason, each.raw, sender, at)
            for fingerprint, (each, sender) in sorted(rows.items())
        ],
        tail="ON CONFLICT DO NOTHING RETURNING fingerprint",
    )
    attention.raise_all([_finding(rows[row[0]][0], row[0]) for row in kept], at=at)


def unknown_register(arrived: Arrived) -> Unreadable:
    """Describe a document of a register that this business does not have."""
    return Unreadable(
        arrived.content.encode(),
        arrived.document.id,
        "sync.register_unknown",
        f"There is no register {arrived.document.register}.",
    )


def different_content(arrived: Arrived) -> Unreadable:
    """Describe a document whose id was taken by other content."""
    return Unreadable(
        arrived.content.encode(),
        arrived.document.id,
        "sync.content_differs",
        "Another document with this id arrived before; that one stands.",
    )


def poisoned(arrived: Arrived, reason: str) -> Unreadable:
    """Describe a document that could be read but not be posted."""
    return Unreadable(arrived.content.encode(), arrived.document.id, "sync.not_posted", reason)


def _finding(each: Unreadable, fingerprint: str) -> Finding:
    return Finding(
        code=each.code,
        source=each.id or UUID(fingerprint[:32]),
        message="A document was kept but not booked. " + each.reason,
        facts={"fingerprint": fingerprint},
    )
