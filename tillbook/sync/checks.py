"""Invariants of the journal and the chains."""

import hashlib
from collections.abc import Sequence

from tillbook.kernel import sets
from tillbook.kernel.checks import Check, Violation, violations
from tillbook.sales import queries as sales

_BATCH = 1000


def chains_hold() -> list[Violation]:
    """Each document names the hash of the one before it, or that was filed (I-18)."""
    return violations(
        "sync.chains_hold",
        """
        SELECT later.id, later.number
          FROM sync_document AS later
          JOIN sync_document AS earlier
            ON earlier.register_id = later.register_id
           AND earlier.epoch = later.epoch
           AND earlier.position = later.position - 1
         WHERE later.previous_hash <> earlier.hash
           AND NOT EXISTS (
                 SELECT 1 FROM kernel_attention AS filed
                  WHERE filed.source IN (later.id, earlier.id)
                    AND filed.code IN ('sync.chain_broken', 'sync.hash_differs',
                                       'sync.position_taken'))
        """,
    )


def chains_begin_at_their_start() -> list[Violation]:
    """The first document of an epoch names the hash of its register and epoch (I-18)."""
    return violations(
        "sync.chains_begin_at_their_start",
        """
        SELECT first.id, first.number
          FROM sync_document AS first
         WHERE first.position = 1
           AND first.previous_hash
               <> encode(sha256(convert_to(first.register_id || ':' || first.epoch, 'UTF8')), 'hex')
           AND NOT EXISTS (SELECT 1 FROM kernel_attention AS filed
                            WHERE filed.source = first.id AND filed.code = 'sync.chain_broken')
        """,
    )


def contents_have_their_hash() -> list[Violation]:
    """What is stored is what was hashed when it was made: nobody edited a document (I-2)."""
    found: list[Violation] = []
    last = None
    while True:
        rows = sets.execute(
            """
            SELECT id, hash, content FROM sync_document
             WHERE position IS NOT NULL AND (%s::uuid IS NULL OR id > %s) ORDER BY id LIMIT %s
            """,
            [last, last, _BATCH],
        )
        if not rows:
            return found
        last = rows[-1][0]
        kept = sales.contents_of([row[0] for row in rows if row[2] is None])
        for key, claimed, content in rows:
            text = content if content is not None else kept.get(key, "")
            if hashlib.sha256(text.encode()).hexdigest() != claimed:
                found.append(Violation("sync.contents_have_their_hash", str(key), claimed))


def everything_received_is_posted() -> list[Violation]:
    """Nothing waits to be posted for more than ten minutes (I-25)."""
    return violations(
        "sync.everything_received_is_posted",
        """
        SELECT id, kind, received_at FROM sync_document
         WHERE state = 'RECEIVED' AND received_at < now() - interval '10 minutes'
        """,
    )


def sales_came_through_the_journal() -> list[Violation]:
    """Each posted sale of the journal is among the sales, once (I-1)."""
    return violations(
        "sync.sales_came_through_the_journal",
        """
        SELECT document.id, document.number FROM sync_document AS document
         WHERE document.state = 'POSTED' AND document.kind IN ('sale', 'return')
           AND NOT EXISTS (SELECT 1 FROM sales_sale AS sale WHERE sale.id = document.id)
        """,
    )


def numbers_are_unique() -> list[Violation]:
    """No two documents have one number, unless that was filed (I-17)."""
    return violations(
        "sync.numbers_are_unique",
        """
        SELECT number, count(*) FROM sync_document AS document
         WHERE number <> ''
           AND NOT EXISTS (SELECT 1 FROM kernel_attention AS filed
                            WHERE filed.source = document.id
                              AND filed.code IN ('sync.number_differs', 'sync.position_taken'))
         GROUP BY number HAVING count(*) > 1
        """,
    )


CHECKS: Sequence[Check] = (
    chains_hold,
    chains_begin_at_their_start,
    contents_have_their_hash,
    everything_received_is_posted,
    sales_came_through_the_journal,
    numbers_are_unique,
)
