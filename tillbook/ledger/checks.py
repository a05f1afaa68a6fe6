"""Invariants of the books."""

from collections.abc import Sequence

from tillbook.kernel.checks import Check, Violation, violations


def entries_balance() -> list[Violation]:
    """The lines of each entry add up to zero (I-8)."""
    return violations(
        "ledger.entries_balance",
        """
        SELECT entry_id, sum(amount) FROM ledger_line GROUP BY entry_id HAVING sum(amount) <> 0
        """,
    )


def entries_have_lines() -> list[Violation]:
    """No entry is empty."""
    return violations(
        "ledger.entries_have_lines",
        """
        SELECT id, source, purpose FROM ledger_entry AS entry
         WHERE NOT EXISTS (SELECT 1 FROM ledger_line WHERE entry_id = entry.id)
        """,
    )


CHECKS: Sequence[Check] = (entries_balance, entries_have_lines)
