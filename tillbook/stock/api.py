"""HTTP doors of the stock."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from tillbook.catalog import queries as catalog
from tillbook.kernel import audit, pages
from tillbook.kernel.doors import Request, allow
from tillbook.kernel.ids import new_id
from tillbook.kernel.quantity import from_milli, to_milli
from tillbook.kernel.refusals import NotFound
from tillbook.ledger import types as accounts
from tillbook.org import queries as org
from tillbook.org import rules as clock
from tillbook.org.types import LocationFacts
from tillbook.stock import operations as stock
from tillbook.stock import queries, types
from tillbook.stock.permissions import STOCK_ADJUST, STOCK_READ

router = Router()

Limit = Annotated[int, Query(ge=1, le=pages.LIMIT_MAX)]


class LevelRow(Schema):
    """What lies at a location: quantity, its value and one unit's cost in millionths of a cent."""

    variant: UUID
    item: UUID | None
    name: str
    sku: str
    location: UUID
    on_hand: str
    value: int
    unit_cost_micro: int


class LevelPage(Schema):
    """A page of levels."""

    data: list[LevelRow]
    next_cursor: str | None
    has_more: bool


class MoveRow(Schema):
    """Goods that came (positive) or left."""

    id: int
    variant: UUID
    name: str
    sku: str
    location: UUID
    quantity: str
    value: int
    source: UUID
    purpose: str
    line: str
    reason: str
    moved_at: datetime
    business_date: date
    by: UUID


class MovePage(Schema):
    """A page of moves."""

    data: list[MoveRow]
    next_cursor: str | None
    has_more: bool


class InventoryUpdate(Schema):
    """A change of stock: product by SKU, barcode or id, location by code or id."""

    model_config = ConfigDict(extra="forbid")

    product_id: str
    quantity_change: Decimal
    location_id: str
    reason: Annotated[str, Field(max_length=200)] = ""


class InventoryUpdated(Schema):
    """The new level after the change."""

    product_id: str
    location_id: str
    quantity: str
    move_id: UUID


@router.get("/stock/levels", response=LevelPage)
@allow(STOCK_READ)
def levels(
    request: Request,
    q: str = "",
    location: UUID | None = None,
    cursor: str | None = None,
    limit: Limit = pages.LIMIT_DEFAULT,
) -> dict[str, Any]:
    """Page through what lies where; `q` searches name, options, SKU and barcode."""
    found = None
    if q.strip():
        items = catalog.page_of_items(q=q, limit=pages.LIMIT_MAX)
        found = [variant.id for item in items for variant in item.variants]
    page = queries.levels(
        variants=found,
        location=location,
        locations=request.actor.locations,
        cursor=cursor,
        limit=limit,
    )
    page["data"] = _named(page["data"], request.at)
    for row in page["data"]:
        row["on_hand"] = from_milli(row.pop("on_hand_milli"))
    return page


@router.get("/stock/moves", response=MovePage)
@allow(STOCK_READ)
def moves(
    request: Request,
    variant: UUID | None = None,
    location: UUID | None = None,
    source: UUID | None = None,
    cursor: str | None = None,
    limit: Limit = pages.LIMIT_DEFAULT,
) -> dict[str, Any]:
    """Page through moves, newest first: of a variant, a location, or one document."""
    page = queries.moves(
        variant=variant,
        location=location,
        source=source,
        locations=request.actor.locations,
        cursor=cursor,
        limit=limit,
    )
    page["data"] = _named(page["data"], request.at)
    for row in page["data"]:
        row["quantity"] = from_milli(row.pop("quantity_milli"))
    return page


@router.post("/inventory/update", response=InventoryUpdated)
@allow(STOCK_ADJUST)
def update_inventory(request: Request, body: InventoryUpdate) -> dict[str, Any]:
    """Change the stock of one product at one location, and book what it is worth."""
    location = org.location(body.location_id)
    if not request.actor.may_at(location.id):
        raise NotFound
    variant = _variant(body.product_id, request.at)
    [costed] = stock.adjust(
        [_adjustment(request, variant, location, to_milli(body.quantity_change), body.reason)],
        account_role=accounts.INVENTORY_ADJUSTMENT,
    )
    audit.record(
        "stock.adjusted",
        variant,
        by=request.actor,
        at=request.at,
        facts={"quantity": str(body.quantity_change), "location": location.code},
    )
    return {
        "product_id": body.product_id,
        "location_id": body.location_id,
        "quantity": from_milli(costed.on_hand_milli),
        "move_id": costed.move.source,
    }


def _adjustment(
    request: Request, variant: UUID, location: LocationFacts, quantity_milli: int, reason: str
) -> types.Move:
    return types.Move(
        place=location.id,
        variant=variant,
        quantity_milli=quantity_milli,
        source=new_id(),
        purpose=types.ADJUSTMENT,
        line="1",
        moved_at=request.at,
        business_date=clock.business_date(request.at, location.time_zone, location.day_cutoff),
        by=request.actor.id,
        reason=reason,
    )


def _variant(name: str, at: datetime) -> UUID:
    """Find a variant by SKU or barcode, then by its id; raises NotFound."""
    found = catalog.variants_by_code([name]).get(name)
    if found is not None:
        return found
    try:
        wanted = UUID(name)
    except ValueError:
        raise NotFound(_("There is no product “%(name)s”.") % {"name": name}) from None
    if not catalog.facts_for([wanted], at=at):
        raise NotFound
    return wanted


def _named(rows: list[dict[str, Any]], at: datetime) -> list[dict[str, Any]]:
    facts = catalog.facts_for({row["variant"] for row in rows}, at=at)
    for row in rows:
        known = facts.get(row["variant"])
        row["item"] = known.item if known else None
        row["name"] = known.name if known else ""
        row["sku"] = known.sku if known else ""
    return rows
