"""Rows that only the bearer of a credential may see, before the business is known."""

from typing import Any

from tillbook.kernel import sets


def presenting(credential: str, sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """Present a credential and run a query over what it opens, in one statement.

    The query refers to it as `presented.credential`. The credential must be set before the
    policies read it; LATERAL with OFFSET keeps PostgreSQL to that order.
    """
    return sets.execute(
        f"""
        SELECT found.*
          FROM (SELECT set_config('tillbook.credential', %s, true) AS credential OFFSET 0)
               presented, LATERAL ({sql} OFFSET 0) found
        """,
        [credential, *params],
    )
