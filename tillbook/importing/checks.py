"""Invariants of importing: queries that must return nothing."""

from collections.abc import Sequence

from tillbook.kernel.checks import Check, Violation, violations


def applied_items_exist() -> Sequence[Violation]:
    """Say which items an import wrote that are not in the catalogue."""
    return violations(
        "importing.applied_items_exist",
        """
        SELECT a.item, a.name FROM importing_applied a
         WHERE NOT EXISTS (SELECT 1 FROM catalog_item i WHERE i.id = a.item)
        """,
    )


def batches_wrote_what_they_promised() -> Sequence[Violation]:
    """Say which imports wrote another number of items than their check counted."""
    return violations(
        "importing.batches_wrote_what_they_promised",
        """
        SELECT b.id, b.file_name, count(a.id) FROM importing_batch b
          LEFT JOIN importing_applied a ON a.batch_id = b.id
         GROUP BY b.id, b.file_name, b.state, b.outcome
        HAVING count(a.id) <> CASE b.state WHEN 'CHECKED' THEN 0 ELSE
               (b.outcome #>> '{counts,new}')::int + (b.outcome #>> '{counts,changed}')::int END
        """,
    )


CHECKS: Sequence[Check] = (applied_items_exist, batches_wrote_what_they_promised)
