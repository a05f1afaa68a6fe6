"""HTTP doors of the figures."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Router, Schema

from tillbook.kernel.doors import Request, allow
from tillbook.kernel.refusals import NotFound
from tillbook.reporting import queries
from tillbook.sales.permissions import SALES_READ

router = Router()


class Sum(Schema):
    """How many documents, and what they come to with tax, in minor units."""

    count: int
    total: int


class OpenShift(Schema):
    """A drawer that was opened and not counted yet."""

    id: UUID
    register_id: UUID
    location: UUID
    business_date: date
    opened_at: datetime
    opened_by: UUID
    float_amount: int


class Behind(Schema):
    """A till that holds documents it could not send."""

    register_id: UUID
    device: str
    unsent: int
    seen_at: datetime | None


class Open(Schema):
    """How many items nobody has settled."""

    open: int


class BestSeller(Schema):
    """What brought most today."""

    variant: UUID | None
    name: str
    quantity: str
    total: int


class Today(Schema):
    """One business day so far; amounts are minor units."""

    business_date: date
    sales: Sum
    returns: Sum
    net: int
    tax: int
    open_shifts: list[OpenShift]
    unsent: list[Behind]
    attention: Open
    top: list[BestSeller]


@router.get("/today", response=Today)
@allow(SALES_READ)
def today(request: Request, location: UUID | None = None) -> dict[str, Any]:
    """Tell how the business day is going, at one location or all."""
    if location is None and request.actor.locations is not None:
        location = next(iter(sorted(request.actor.locations)), None)
    if location is not None and not request.actor.may_at(location):
        raise NotFound
    return queries.today(location=location, at=request.at)
