"""Facts that cross the payments' border. Amounts are minor units."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

# Kinds of tender.
CASH = "cash"
CARD = "card"
OTHER = "other"

# Purposes of a payment.
TENDER = "tender"
CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Tendered:
    """Money taken (positive) or given back (negative) with one tender for one document."""

    source: UUID
    purpose: str
    position: int
    tender: str
    amount: int
    shift: UUID | None
    register: UUID
    business_date: date
    reference: str = ""


@dataclass(frozen=True, slots=True)
class TenderKind:
    """What the books need to know of a tender type."""

    code: str
    kind: str
    account_role: str


@dataclass(frozen=True, slots=True)
class ShiftOpening:
    """A drawer opened with a counted float; the shift's id is the document's."""

    id: UUID
    register: UUID
    location: UUID
    business_date: date
    at: datetime
    by: UUID
    float_amount: int


@dataclass(frozen=True, slots=True)
class CashMovement:
    """Cash put into the drawer (positive) or taken out (negative) with a reason."""

    id: UUID
    shift: UUID | None
    register: UUID
    location: UUID
    business_date: date
    at: datetime
    by: UUID
    amount: int
    reason: str


@dataclass(frozen=True, slots=True)
class ShiftClosing:
    """A drawer counted at the end of a shift."""

    id: UUID
    shift: UUID
    register: UUID
    location: UUID
    business_date: date
    at: datetime
    by: UUID
    counted: int
