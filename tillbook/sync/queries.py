"""Reads of the journal."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tillbook.kernel import sets
from tillbook.kernel.quantity import from_milli
from tillbook.kernel.refusals import NotFound
from tillbook.sales import queries as sales
from tillbook.sync import rules


def document(key: UUID) -> Mapping[str, Any]:
    """Give a document as it was made, its state, and how much of each line came back.

    Raises NotFound.
    """
    rows = sets.execute(
        "SELECT state, hash, content, position FROM sync_document WHERE id = %s", [key]
    )
    if not rows:
        raise NotFound
    [(state, hash_, content, position)] = rows
    whole = json.loads(content) if content is not None else dict(sales.document(key))
    if position is not None:
        whole["hash"] = hash_
    returned = sales.returned_milli([key]).get(key, {})
    return {
        "document": whole,
        "state": state.lower(),
        "returned": {line: from_milli(milli) for line, milli in returned.items()},
    }


def missing(register: UUID, *, epoch: int, claimed: int) -> list[tuple[int, int]]:
    """List the places up to `claimed` of a register's chain at which nothing has arrived."""
    rows = sets.execute(
        """
        SELECT position FROM sync_document
         WHERE register_id = %s AND epoch = %s AND position <= %s ORDER BY position
        """,
        [register, epoch, claimed],
    )
    return rules.missing_ranges((row[0] for row in rows), claimed)
