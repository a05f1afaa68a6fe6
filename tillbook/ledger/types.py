"""Facts that cross the ledger's border. Amounts are minor units: debits positive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

# Roles: what the house posts to by itself. An owner may rename or renumber their accounts.
CASH_DRAWER = "cash_drawer"
CASH_SAFE = "cash_safe"
CASH_MOVEMENTS = "cash_movements"
CASH_OVER_SHORT = "cash_over_short"
CARD_CLEARING = "card_clearing"
OTHER_TENDERS = "other_tenders"
INVENTORY = "inventory"
INVENTORY_ADJUSTMENT = "inventory_adjustment"
OPENING_BALANCE = "opening_balance"
TAX_PAYABLE = "tax_payable"
REVENUE = "revenue"
COST_OF_GOODS = "cost_of_goods"
SALE_DIFFERENCES = "sale_differences"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one document does to the books for one purpose: amounts by account role."""

    source: UUID
    purpose: str
    business_date: date
    location: UUID | None
    amounts: Mapping[str, int]
