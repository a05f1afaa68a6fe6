"""Reads of imports; each is one statement."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from tillbook.importing.rules.memory import item_from_json
from tillbook.importing.types import AppliedFacts, BatchFacts, State
from tillbook.kernel import sets

_BATCH = """
    SELECT id, profile, file_name, sha256, location, read_on, {outcome}, state, checked_at,
           applied_at, undone_at, made::json, kept::json
      FROM importing_batch
"""
_WHOLE = _BATCH.format(outcome="outcome::json")
_COUNTED = _BATCH.format(outcome="json_build_object('counts', outcome -> 'counts')")


def batch(key: UUID) -> BatchFacts | None:
    """Read an import."""
    rows = sets.execute(f"{_WHOLE} WHERE id = %s", [key])
    return _facts(rows[0]) if rows else None


def page_of_batches(*, after: tuple[datetime, UUID] | None, limit: int) -> list[BatchFacts]:
    """List imports, the newest first, with the counts of their outcomes only.

    `after` is when the last one seen was checked, and its id.
    """
    rows = sets.execute(
        f"""
        {_COUNTED}
         WHERE %(at)s::timestamptz IS NULL OR (checked_at, id) < (%(at)s::timestamptz, %(id)s::uuid)
         ORDER BY checked_at DESC, id DESC LIMIT %(limit)s
        """,
        {
            "at": after[0] if after else None,
            "id": after[1] if after else None,
            "limit": limit,
        },
    )
    return [_facts(row) for row in rows]


def raw_of(key: UUID) -> bytes:
    """Read the file of an import as it was given."""
    return bytes(sets.execute("SELECT raw FROM importing_batch WHERE id = %s", [key])[0][0])


def references(profile: str, keys: Iterable[str]) -> dict[str, UUID]:
    """Find the items that an old system's keys stand for."""
    rows = sets.execute(
        "SELECT key, item FROM importing_reference WHERE profile = %s AND key = ANY(%s)",
        [profile, list(keys)],
    )
    return dict(rows)


def applied_by(batch_: UUID) -> list[AppliedFacts]:
    """List what an import wrote, in the order of the file."""
    rows = sets.execute(
        """
        SELECT item, row, name, before::json, after::json, openings::json FROM importing_applied
         WHERE batch_id = %s ORDER BY row, item
        """,
        [batch_],
    )
    return [
        AppliedFacts(
            item=row[0],
            row=row[1],
            name=row[2],
            before=item_from_json(row[3]) if row[3] else None,
            after=item_from_json(row[4]) if row[4] else None,
            openings=tuple((UUID(v), UUID(place), milli) for v, place, milli in row[5]),
        )
        for row in rows
    ]


def _facts(row: tuple[Any, ...]) -> BatchFacts:
    head, state, dates, made, kept = row[:7], row[7], row[8:11], row[11], row[12]
    return BatchFacts(*[*head, State(state), *dates, made, tuple(kept)])
