"""Facts about sales and returns. Amounts are minor units, quantities thousandths.

A return is a sale with negative amounts; `cart` and `priced` are the engine's own shapes
(tillbook_pricing/README.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

SALE = "sale"
RETURN = "return"


@dataclass(frozen=True, slots=True)
class Tender:
    """Money taken (negative: given back) with one tender type."""

    tender: str
    amount: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Sale:
    """A finished sale or return, as it was made.

    `priced` is what the till charged, `expected` what this server's engine makes of the same
    cart. `content` is the canonical text of the whole document. `from_till` says that it came
    from an enrolled device.
    """

    id: UUID
    kind: str
    number: str
    register: UUID
    location: UUID
    shift: UUID | None
    business_date: date
    made_at: datetime
    by: UUID
    customer: UUID | None
    of: UUID | None
    cart: Mapping[str, Any]
    priced: Mapping[str, Any]
    expected: Mapping[str, Any]
    tenders: Sequence[Tender]
    change: int
    content: str
    from_till: bool

    @property
    def received(self) -> int:
        """Give the money that stayed: tenders less change."""
        return sum(tender.amount for tender in self.tenders) - self.change


@dataclass(frozen=True, slots=True)
class Original:
    """The sale that a return takes back: as charged, what came back before, what lines cost.

    `returned_milli` and `cost` are by line id.
    """

    id: UUID
    cart: Mapping[str, Any]
    priced: Mapping[str, Any]
    returned_milli: Mapping[str, int]
    cost: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Goods:
    """What one line does to the stock: nothing when `variant` is None.

    `quantity_milli` is negative for goods that leave; `value` is what returned goods had cost,
    None where the stock values them.
    """

    line: str
    variant: UUID | None
    quantity_milli: int
    value: int | None = None
