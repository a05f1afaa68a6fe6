"""The chart of accounts a new business starts with."""

from dataclasses import dataclass

from tillbook.ledger import types

ASSET = "ASSET"
LIABILITY = "LIABILITY"
EQUITY = "EQUITY"
INCOME = "INCOME"
EXPENSE = "EXPENSE"


@dataclass(frozen=True, slots=True)
class Template:
    """One account of the template."""

    code: str
    name: str
    kind: str
    role: str


RETAIL: tuple[Template, ...] = (
    Template("1000", "Cash in drawers", ASSET, types.CASH_DRAWER),
    Template("1010", "Cash in safe", ASSET, types.CASH_SAFE),
    Template("1100", "Card payments on the way", ASSET, types.CARD_CLEARING),
    Template("1190", "Other tenders on the way", ASSET, types.OTHER_TENDERS),
    Template("1300", "Inventory", ASSET, types.INVENTORY),
    Template("2200", "Sales tax payable", LIABILITY, types.TAX_PAYABLE),
    Template("3000", "Opening balances", EQUITY, types.OPENING_BALANCE),
    Template("4000", "Sales", INCOME, types.REVENUE),
    Template("4900", "Sale differences", INCOME, types.SALE_DIFFERENCES),
    Template("5000", "Cost of goods sold", EXPENSE, types.COST_OF_GOODS),
    Template("5100", "Inventory adjustments", EXPENSE, types.INVENTORY_ADJUSTMENT),
    Template("6000", "Cash paid in and out", EXPENSE, types.CASH_MOVEMENTS),
    Template("6900", "Cash over and short", EXPENSE, types.CASH_OVER_SHORT),
)
