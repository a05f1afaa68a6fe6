"""Invariants of the stock."""

from collections.abc import Sequence

from tillbook.kernel.checks import Check, Violation, violations


def levels_equal_moves() -> list[Violation]:
    """On hand and value of each level are the sums of its moves (I-14, I-16)."""
    return violations(
        "stock.levels_equal_moves",
        """
        WITH moved AS (
            SELECT place_id, variant_id, sum(quantity_milli) AS quantity, sum(value) AS value
              FROM stock_move GROUP BY place_id, variant_id
        )
        SELECT COALESCE(level.variant_id, moved.variant_id),
               COALESCE(level.place_id, moved.place_id),
               level.on_hand_milli, moved.quantity, level.value, moved.value
          FROM stock_level AS level
          FULL JOIN moved USING (place_id, variant_id)
         WHERE COALESCE(level.on_hand_milli, 0) <> COALESCE(moved.quantity, 0)
            OR COALESCE(level.value, 0) <> COALESCE(moved.value, 0)
        """,
    )


CHECKS: Sequence[Check] = (levels_equal_moves,)
