"""HTTP doors of sales and returns."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Query, Router, Schema

from tillbook.kernel import pages
from tillbook.kernel.doors import Request, allow
from tillbook.kernel.quantity import from_milli
from tillbook.kernel.refusals import NotFound
from tillbook.sales import queries
from tillbook.sales.permissions import SALES_READ

router = Router()

Limit = Annotated[int, Query(ge=1, le=pages.LIMIT_MAX)]


class SaleRow(Schema):
    """A finished sale or return; amounts are minor units, negative for returns."""

    id: UUID
    number: str
    kind: Literal["sale", "return"]
    made_at: datetime
    business_date: date
    location: UUID
    register_id: UUID
    by: UUID
    customer: UUID | None
    of: UUID | None
    net: int
    tax: int
    total: int
    currency: str


class SalePage(Schema):
    """A page of sales and returns."""

    data: list[SaleRow]
    next_cursor: str | None
    has_more: bool


class SaleLine(Schema):
    """One line: `list` before discounts, `discount` at most zero for a sale."""

    line: str
    variant: UUID | None
    sku: str
    name: str
    quantity: str
    list: int
    discount: int
    net: int
    tax: int
    reverses: str
    reason: str


class SaleShown(SaleRow):
    """A sale with its lines, its returns and the whole document as it was made."""

    lines: list[SaleLine]
    returns: list[UUID]
    document: dict[str, Any]


@router.get("/sales", response=SalePage)
@allow(SALES_READ)
def sales(
    request: Request,
    q: str = "",
    since: Annotated[date | None, Query(alias="from")] = None,
    until: date | None = None,
    location: UUID | None = None,
    kind: Literal["sale", "return"] | None = None,
    cursor: str | None = None,
    limit: Limit = pages.LIMIT_DEFAULT,
) -> dict[str, Any]:
    """Page through sales and returns, newest first; `q` is the beginning of a number."""
    return queries.page_of_sales(
        since=since,
        until=until,
        location=location,
        locations=request.actor.locations,
        kind=kind,
        q=q,
        cursor=cursor,
        limit=limit,
    )


@router.get("/sales/{sale_id}", response=SaleShown)
@allow(SALES_READ)
def sale(request: Request, sale_id: UUID) -> dict[str, Any]:
    """Give one sale or return with its lines and the document as it was made."""
    found = queries.sale_with_lines(sale_id)
    if not request.actor.may_at(found["location"]):
        raise NotFound
    for line in found["lines"]:
        line["quantity"] = from_milli(line.pop("quantity_milli"))
        del line["cost"]
    return {**found, "document": queries.document(sale_id)}
