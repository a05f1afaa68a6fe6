"""What cash there should be in a drawer."""

from collections.abc import Mapping
from dataclasses import dataclass

from tillbook.ledger import types as accounts


@dataclass(frozen=True, slots=True)
class DrawerCount:
    """Expected and counted cash of a shift, in minor units."""

    expected: int
    counted: int

    @property
    def variance(self) -> int:
        """Positive when there is more than expected."""
        return self.counted - self.expected


def expected_cash(*, float_amount: int, taken: int, moved: int) -> int:
    """Add float, cash tenders less change, and cash put in less cash taken out (I-7)."""
    return float_amount + taken + moved


def opening_amounts(float_amount: int) -> Mapping[str, int]:
    """Book the float: it leaves the safe for the drawer."""
    return {accounts.CASH_DRAWER: float_amount, accounts.CASH_SAFE: -float_amount}


def movement_amounts(amount: int) -> Mapping[str, int]:
    """Book cash put in (positive) or taken out (negative)."""
    return {accounts.CASH_DRAWER: amount, accounts.CASH_MOVEMENTS: -amount}


def closing_amounts(count: DrawerCount) -> Mapping[str, int]:
    """Book the count: all counted cash leaves the drawer for the safe, the variance is named."""
    return {
        accounts.CASH_SAFE: count.counted,
        accounts.CASH_DRAWER: -count.expected,
        accounts.CASH_OVER_SHORT: -count.variance,
    }
