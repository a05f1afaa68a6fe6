"""How goods are valued: the moving average, in whole numbers.

After each receipt the average cost of one unit is value / quantity; goods leave at that average,
and the last unit takes whatever value is left, so that value and quantity reach zero together
(IAS 2, paragraph 27: weighted average cost formula, calculated as each shipment is received).
Below zero goods leave at the last known cost of a unit.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tillbook.stock.types import Costed, Level, Move

_MICRO_PER_MILLI = 10**9  # unit_cost_micro x milli -> minor units
_MICRO_OF = 10**9  # minor units / milli -> unit_cost_micro

Place = tuple[UUID, UUID]
"""A place and a variant."""


def cost_at_average(
    levels: Mapping[Place, Level], moves: Sequence[Move]
) -> tuple[list[Costed], dict[Place, Level]]:
    """Value moves one after the other; give them back costed, and the levels they lead to."""
    after = dict(levels)
    costed = []
    for move in moves:
        key = (move.place, move.variant)
        level = after.get(key, Level())
        value = _value_of(level, move)
        after[key] = _moved(level, move.quantity_milli, value)
        costed.append(Costed(move, value, after[key].on_hand_milli))
    return costed, after


def _value_of(level: Level, move: Move) -> int:
    if move.quantity_milli >= 0:
        if move.value is not None:
            return move.value
        return _at_unit_cost(level, move.quantity_milli)
    leaving = -move.quantity_milli
    there = max(level.on_hand_milli, 0)
    if leaving >= there > 0:
        return -(level.value + _at_unit_cost(level, leaving - there))
    if there == 0:
        return -_at_unit_cost(level, leaving)
    return -half_up(level.value * leaving, there)


def _moved(level: Level, quantity_milli: int, value: int) -> Level:
    on_hand_milli = level.on_hand_milli + quantity_milli
    total = level.value + value
    unit_cost_micro = level.unit_cost_micro
    if quantity_milli > 0 and on_hand_milli > 0 and total >= 0:
        unit_cost_micro = half_up(total * _MICRO_OF, on_hand_milli)
    return Level(on_hand_milli, total, unit_cost_micro)


def _at_unit_cost(level: Level, quantity_milli: int) -> int:
    return half_up(level.unit_cost_micro * quantity_milli, _MICRO_PER_MILLI)


def half_up(numerator: int, denominator: int) -> int:
    """Divide and round half away from zero; the denominator is positive."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))
