"""Facts that cross the stock's border. Quantities are thousandths, values minor units."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

# Purposes: what a move was for. Unique together with its source and line.
SALE = "sale"
RETURN = "return"
ADJUSTMENT = "adjustment"
OPENING = "opening"
OPENING_UNDONE = "opening_undone"


@dataclass(frozen=True, slots=True)
class Move:
    """Goods that come to a place (positive quantity) or leave it (negative).

    `place` is the location's id for its shop floor. `value` is what coming goods cost in all;
    None values them at the place's average. Leaving goods are always costed by the stock itself.
    """

    place: UUID
    variant: UUID
    quantity_milli: int
    source: UUID
    purpose: str
    line: str
    moved_at: datetime
    business_date: date
    by: UUID
    value: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """What lies at a place: quantity, its value, and the last known cost of one unit.

    `unit_cost_micro` is millionths of a minor unit for one whole unit.
    """

    on_hand_milli: int = 0
    value: int = 0
    unit_cost_micro: int = 0


@dataclass(frozen=True, slots=True)
class Costed:
    """A recorded move with its value: positive for coming goods, negative for leaving ones."""

    move: Move
    value: int
    on_hand_milli: int
