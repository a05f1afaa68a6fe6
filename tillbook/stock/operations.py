"""Writes to the stock."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tillbook.kernel import sets
from tillbook.kernel.work import in_transaction
from tillbook.ledger import operations as ledger
from tillbook.ledger import types as accounts
from tillbook.ledger.types import Entry
from tillbook.stock import rules
from tillbook.stock.types import Costed, Level, Move

_LOCK = """
SELECT level.place_id, level.variant_id, level.on_hand_milli, level.value, level.unit_cost_micro
  FROM unnest(%b::uuid[], %b::uuid[]) AS wanted (place, variant)
  JOIN stock_level AS level
    ON level.place_id = wanted.place
   AND level.variant_id = wanted.variant
   AND level.business_id = (SELECT tillbook_business())
 ORDER BY level.place_id, level.variant_id
   FOR UPDATE OF level
"""

_CREATE = """
WITH places AS (
    INSERT INTO stock_place (id, location_id, kind)
    SELECT DISTINCT place, place, 'FLOOR' FROM unnest(%(places)s::uuid[]) AS place
        ON CONFLICT DO NOTHING
)
INSERT INTO stock_level
       (place_id, variant_id, on_hand_milli, value, unit_cost_micro, transaction)
SELECT place, variant, 0, 0, 0, pg_current_xact_id()::text::bigint
  FROM unnest(%(places)s::uuid[], %(variants)s::uuid[]) AS missing (place, variant)
 ORDER BY place, variant
    ON CONFLICT DO NOTHING
"""

_WRITE = """
WITH moves AS (
    INSERT INTO stock_move (place_id, variant_id, quantity_milli, value, source, purpose, line,
                            reason, moved_at, business_date, by)
    SELECT * FROM unnest(%b::uuid[], %b::uuid[], %b::bigint[], %b::bigint[], %b::uuid[],
                         %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::date[],
                         %b::uuid[])
)
UPDATE stock_level AS level
   SET on_hand_milli = fresh.on_hand_milli,
       value = fresh.value,
       unit_cost_micro = fresh.unit_cost_micro,
       transaction = pg_current_xact_id()::text::bigint
  FROM unnest(%b::uuid[], %b::uuid[], %b::bigint[], %b::bigint[], %b::bigint[])
       AS fresh (place, variant, on_hand_milli, value, unit_cost_micro)
 WHERE level.place_id = fresh.place
   AND level.variant_id = fresh.variant
   AND level.business_id = (SELECT tillbook_business())
"""


@in_transaction
def record(moves: Sequence[Move]) -> list[Costed]:
    """Write moves in the order given, keep the levels, and say what each move was worth.

    Levels are locked in the order of their keys. Two statements for one move or a thousand, two
    more when a variant is at a place for the first time. Raises IntegrityError when a move of
    this source, purpose and line was recorded before.
    """
    if not moves:
        return []
    keys = sorted({(move.place, move.variant) for move in moves})
    levels = _lock(keys)
    if len(levels) < len(keys):
        _create([key for key in keys if key not in levels])
        levels = _lock(keys)
    costed, after = rules.cost_at_average(levels, moves)
    _write(costed, [(key, after[key]) for key in keys])
    return costed


def _lock(keys: Sequence[rules.Place]) -> Mapping[rules.Place, Level]:
    places, variants = zip(*keys, strict=True)
    rows = sets.execute(_LOCK, [list(places), list(variants)])
    return {(row[0], row[1]): Level(*row[2:]) for row in rows}


def _create(keys: Sequence[rules.Place]) -> None:
    places, variants = zip(*keys, strict=True)
    sets.execute(_CREATE, {"places": list(places), "variants": list(variants)})


def _write(costed: Sequence[Costed], levels: Sequence[tuple[rules.Place, Level]]) -> None:
    moves = [
        (
            each.move.place,
            each.move.variant,
            each.move.quantity_milli,
            each.value,
            each.move.source,
            each.move.purpose,
            each.move.line,
            each.move.reason,
            each.move.moved_at,
            each.move.business_date,
            each.move.by,
        )
        for each in costed
    ]
    after: list[tuple[UUID, UUID, int, int, int]] = [
        (*key, level.on_hand_milli, level.value, level.unit_cost_micro) for key, level in levels
    ]
    columns = [*zip(*moves, strict=True), *zip(*after, strict=True)]
    sets.execute(_WRITE, [list(column) for column in columns])


@in_transaction
def adjust(moves: Sequence[Move], *, account_role: str) -> list[Costed]:
    """Record moves that no sale or purchase explains, and book their value.

    `account_role` is the ledger account against which the inventory changes: opening balance or
    inventory adjustment. One ledger entry for each source.
    """
    costed = record(moves)
    worth: dict[UUID, tuple[Move, int]] = {}
    for each in costed:
        move, value = worth.get(each.move.source, (each.move, 0))
        worth[each.move.source] = (move, value + each.value)
    ledger.post(
        [
            Entry(
                source=source,
                purpose=f"stock.{move.purpose}",
                business_date=move.business_date,
                location=move.place,
                amounts={accounts.INVENTORY: value, account_role: -value},
            )
            for source, (move, value) in worth.items()
        ]
    )
    return costed
