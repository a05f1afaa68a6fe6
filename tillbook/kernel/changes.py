"""The change feed: which things a till must copy again, in an order safe to continue from.

A cursor is the pair (transaction, position). Only rows of transactions that ended before every
one still running are shown, so a slow transaction can never commit behind a cursor.
Source of the rule: PostgreSQL documentation, "Transaction ID and Snapshot Information Functions".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tillbook.kernel import sets
from tillbook.kernel.ids import new_id
from tillbook.kernel.models import Installation
from tillbook.kernel.work import in_transaction


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing of a kind ("item", "tax", ...) that changed or was removed."""

    kind: str
    id: str
    deleted: bool
    transaction: int
    position: int


@in_transaction
def note(kind: str, ids: Iterable[UUID | str], *, deleted: bool = False) -> None:
    """Put things at the end of the feed, once each."""
    sets.execute(
        """
        INSERT INTO kernel_change (kind, object_id, transaction, position, deleted)
        SELECT %s, id, pg_current_xact_id()::text::bigint, nextval('kernel_change_position'), %s
          FROM unnest(%s::text[]) AS id ORDER BY id
            ON CONFLICT (business_id, kind, object_id) DO UPDATE
           SET transaction = EXCLUDED.transaction,
               position = EXCLUDED.position,
               deleted = EXCLUDED.deleted
        """,
        [kind, deleted, sorted({str(each) for each in ids})],
    )


def since(*, transaction: int, position: int, limit: int) -> list[Changed]:
    """List what changed after the cursor, oldest first, at most `limit` things."""
    rows = sets.execute(
        """
        SELECT kind, object_id, deleted, transaction, position
          FROM kernel_change
         WHERE (transaction, position) > (%s, %s)
           AND transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
         ORDER BY transaction, position
         LIMIT %s
        """,
        [transaction, position, limit],
    )
    return [Changed(*row) for row in rows]


def installation() -> UUID:
    """Name this copy of the data; a till that meets another one starts its copy afresh."""
    return Installation.objects.values_list("id", flat=True).get()


def rename_installation() -> None:
    """Name this copy of the data anew, after a restore. Needs the owner's connection."""
    Installation.objects.update(id=new_id())
