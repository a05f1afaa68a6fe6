"""Needs attention: what was booked or kept all the same and a person must look at."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from tillbook.kernel import audit, pages, sets
from tillbook.kernel.actors import Actor
from tillbook.kernel.ids import new_id
from tillbook.kernel.models import Attention
from tillbook.kernel.refusals import Conflict, NotFound
from tillbook.kernel.work import in_transaction

_ROW = ("id", "code", "source", "location", "message", "facts", "state", "raised_at", "settled_at",
        "settled_by", "note")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd about a source (a document, a register), said in words for a person."""

    code: str
    source: UUID
    message: str
    location: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)


class AlreadySettled(Conflict):
    """Somebody settled it before."""

    code = "kernel.attention_already_settled"


@in_transaction
def raise_all(findings: Sequence[Finding], *, at: datetime) -> None:
    """File findings for people; the same code about the same source is filed once."""
    sets.insert(
        "kernel_attention",
        {
            "id": "uuid",
            "code": "text",
            "source": "uuid",
            "location": "uuid",
            "message": "text",
            "facts": "jsonb",
            "state": "text",
            "raised_at": "timestamptz",
        },
        [
            (
                new_id(),
                finding.code,
                finding.source,
                finding.location,
                finding.message,
                json.dumps(finding.facts, default=str),
                Attention.State.OPEN.value,
                at,
            )
            for finding in findings
        ],
        tail="ON CONFLICT DO NOTHING",
    )


def page_of(
    *,
    state: str,
    cursor: str | None,
    limit: int,
    locations: Collection[UUID] | None = None,
) -> dict[str, Any]:
    """Page through findings of a state (`OPEN`, `SETTLED`), newest first.

    `locations` limits to findings there and to those of the whole business; None: everywhere.
    """
    raised_at, last = pages.decode(cursor, 2) if cursor else (None, None)
    rows = sets.execute(
        """
        SELECT id, code, source, location, message, facts::text, state, raised_at, settled_at,
               settled_by, note
          FROM kernel_attention
         WHERE state = %(state)s
           AND (%(locations)s::uuid[] IS NULL OR location IS NULL OR location = ANY(%(locations)s))
           AND (%(raised_at)s::timestamptz IS NULL
                OR (raised_at, id) < (%(raised_at)s::timestamptz, %(last)s::uuid))
         ORDER BY raised_at DESC, id DESC
         LIMIT %(rows)s
        """,
        {
            "state": state,
            "locations": None if locations is None else list(locations),
            "raised_at": raised_at,
            "last": last,
            "rows": limit + 1,
        },
    )
    shaped = [dict(zip(_ROW, row, strict=True)) for row in rows]
    for row in shaped:
        row["facts"] = json.loads(row["facts"])
    return pages.page(shaped, limit=limit, keys=lambda row: (row["raised_at"], row["id"]))


def count_open(*, locations: Collection[UUID] | None = None) -> int:
    """Say how many findings nobody has settled, limited as in `page_of`."""
    [(count,)] = sets.execute(
        """
        SELECT count(*) FROM kernel_attention
         WHERE state = 'OPEN'
           AND (%(locations)s::uuid[] IS NULL OR location IS NULL OR location = ANY(%(locations)s))
        """,
        {"locations": None if locations is None else list(locations)},
    )
    return int(count)


@in_transaction
def settle(attention: UUID, *, note: str, by: Actor, at: datetime) -> None:
    """Close one item with a note.

    Raises NotFound, also for who is limited to other locations, or AlreadySettled when somebody
    was faster.
    """
    found = Attention.objects.filter(id=attention)
    if by.locations is not None:
        found = found.filter(Q(location=None) | Q(location__in=by.locations))
    moved = found.filter(state=Attention.State.OPEN).update(
        state=Attention.State.SETTLED, settled_at=at, settled_by=by.id, note=note
    )
    if not moved:
        if found.exists():
            raise AlreadySettled("This was settled before; nothing was changed.")
        raise NotFound
    audit.record("attention.settled", attention, by=by, at=at, facts={"note": note})
