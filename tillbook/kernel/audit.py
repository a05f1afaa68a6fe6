"""The audit log: append-only, written in the transaction of what it tells."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tillbook.kernel import sets
from tillbook.kernel.actors import Actor
from tillbook.kernel.ids import new_id
from tillbook.kernel.work import in_transaction


@in_transaction
def record(
    verb: str, subject: object, *, by: Actor, at: datetime, facts: Mapping[str, Any] | None = None
) -> None:
    """Note that an actor did something (`module.past_tense`) to a subject."""
    sets.execute(
        """
        INSERT INTO kernel_auditentry
               (id, at, actor_kind, actor_id, actor_name, verb, subject, facts)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb)
        """,
        [
            new_id(),
            at,
            by.kind,
            by.id,
            by.name,
            verb,
            str(subject),
            json.dumps(dict(facts or {}), default=str),
        ],
    )
