"""HTTP doors of the catalogue: items, categories, taxes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from tillbook.catalog import operations as catalog
from tillbook.catalog import queries
from tillbook.catalog.permissions import CATALOG_EDIT, CATALOG_READ
from tillbook.catalog.refusals import NoSuchCategory, NoSuchItem, NoSuchTax, Unfit, flaw_on_wire
from tillbook.catalog.types import Category, Flaw, Item, Tax, Unit, Variant
from tillbook.kernel import pages
from tillbook.kernel.doors import Request, allow, etag, require_version
from tillbook.kernel.ids import new_id
from tillbook.kernel.quantity import to_milli

router = Router()

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=pages.LIMIT_MAX)]
Decimal3 = Annotated[str, Field(pattern=r"^\d{1,9}(\.\d{1,3})?$", examples=["1", "0.1"])]


class Given(Schema):
    """Something sent to us: a field we do not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class VariantGiven(Given):
    """A variant to save; without an id it is a new one. `price` null is asked at the till."""

    id: UUID | None = None
    sku: str = ""
    options: list[str] = []
    price: int | None = None
    price_per: Decimal3 = "1"
    barcodes: list[str] = []
    archived: bool = False


class OptionGiven(Given):
    """An option of an item; its values are those of the variants."""

    name: str
    values: list[str] = []


class ItemGiven(Given):
    """An item to save, whole."""

    name: str
    variants: Annotated[list[VariantGiven], Field(min_length=1)]
    category: UUID | None = None
    description: str = ""
    unit: Unit = Unit.PIECE
    track_stock: bool = True
    options: list[OptionGiven] = []
    taxes: list[UUID] | None = None
    archived: bool = False


class ItemChanged(Given):
    """The fields of an item that change; `variants`, when given, are all of them."""

    name: str | None = None
    variants: Annotated[list[VariantGiven] | None, Field(min_length=1)] = None
    category: UUID | None = None
    description: str | None = None
    unit: Unit | None = None
    track_stock: bool | None = None
    options: list[OptionGiven] | None = None
    taxes: list[UUID] | None = None
    archived: bool | None = None


class OptionShown(Schema):
    """An option with the values that occur."""

    name: str
    values: list[str]


class VariantShown(Schema):
    """A variant as stored; `price` is minor units for `price_per` of the item's unit."""

    id: UUID
    sku: str
    name: str
    options: list[str]
    price: int | None
    price_per: str
    barcodes: list[str]
    archived: bool
    position: int


class ItemShown(Schema):
    """An item as stored; `version` is its ETag."""

    id: UUID
    name: str
    category: UUID | None
    description: str
    unit: Unit
    archived: bool
    track_stock: bool
    options: list[OptionShown]
    taxes: list[UUID]
    variants: list[VariantShown]
    version: int


class ItemPage(Schema):
    """A page of items, by name."""

    data: list[ItemShown]
    next_cursor: str | None
    has_more: bool


class CategoryGiven(Given):
    """A category to save, whole."""

    name: str
    parent: UUID | None = None
    position: int = 0
    archived: bool = False


class CategoryShown(Schema):
    """A category as stored."""

    id: UUID
    name: str
    parent: UUID | None
    position: int
    archived: bool
    version: int


class CategoryList(Schema):
    """All categories, in their order."""

    data: list[CategoryShown]
    next_cursor: str | None = None
    has_more: bool = False


class TaxGiven(Given):
    """A tax to save, whole; `rate_ppm` is parts per million (19 % is 190000)."""

    name: str
    rate_ppm: int
    inclusive: bool = True
    compound: bool = False
    standard: bool = False
    position: int = 0
    archived: bool = False


class TaxShown(Schema):
    """A tax as stored."""

    id: UUID
    name: str
    rate_ppm: int
    inclusive: bool
    compound: bool
    standard: bool
    position: int
    archived: bool
    version: int


class TaxList(Schema):
    """All taxes, in their order."""

    data: list[TaxShown]
    next_cursor: str | None = None
    has_more: bool = False


@router.get("/items", response=ItemPage)
@allow(CATALOG_READ)
def items(
    request: Request,
    q: str = "",
    category: UUID | None = None,
    cursor: str = "",
    limit: Limit = pages.LIMIT_DEFAULT,
    *,
    archived: bool = False,
) -> dict[str, Any]:
    """List items by name; `q` finds words of name, options, SKU and barcode.

    `category` takes in the categories below it.
    """
    after = None
    if cursor:
        name, key = pages.decode(cursor, 2)
        after = (name, _key(key))
    rows = queries.page_of_items(
        q=q, category=category, after=after, limit=limit + 1, archived=archived
    )
    page = pages.page(rows, limit=limit, keys=lambda item: (item.name.lower(), item.id))
    page["data"] = [_shown(item) for item in page["data"]]
    return page


@router.post("/items", response={201: ItemShown})
@allow(CATALOG_EDIT)
def add_item(request: Request, response: HttpResponse, given: ItemGiven) -> Any:
    """Add an item; without `taxes` it gets the shop's standard taxes."""
    saved = _saved(catalog.save_items, _item(new_id(), given), request)
    response["ETag"] = etag(saved.version)
    return 201, _shown(saved)


@router.get("/items/{item}", response=ItemShown)
@allow(CATALOG_READ)
def item(request: Request, response: HttpResponse, item: UUID) -> dict[str, Any]:
    """Read an item."""
    found = _stored(item)
    response["ETag"] = etag(found.version)
    return _shown(found)


@router.put("/items/{item}", response=ItemShown)
@allow(CATALOG_EDIT)
def replace_item(
    request: Request, response: HttpResponse, item: UUID, given: ItemGiven
) -> dict[str, Any]:
    """Make an item equal to the one given; variants left out are archived."""
    catalog.hold()
    stored = _stored(item)
    require_version(request, stored.version)
    saved = _saved(catalog.save_items, _item(item, given, stored), request)
    response["ETag"] = etag(saved.version)
    return _shown(saved)


@router.patch("/items/{item}", response=ItemShown)
@allow(CATALOG_EDIT)
def change_item(
    request: Request, response: HttpResponse, item: UUID, given: ItemChanged
) -> dict[str, Any]:
    """Change the given fields of an item."""
    catalog.hold()
    stored = _stored(item)
    require_version(request, stored.version)
    changed = _changed(stored, given)
    saved = _saved(catalog.save_items, changed, request)
    response["ETag"] = etag(saved.version)
    return _shown(saved)


@router.get("/categories", response=CategoryList)
@allow(CATALOG_READ)
def categories(request: Request) -> dict[str, Any]:
    """List all categories."""
    return {"data": queries.categories()}


@router.post("/categories", response={201: CategoryShown})
@allow(CATALOG_EDIT)
def add_category(request: Request, response: HttpResponse, given: CategoryGiven) -> Any:
    """Add a category."""
    wanted = Category(new_id(), **given.model_dump())
    saved = _saved(catalog.save_categories, wanted, request)
    response["ETag"] = etag(saved.version)
    return 201, saved


@router.put("/categories/{category}", response=CategoryShown)
@allow(CATALOG_EDIT)
def replace_category(
    request: Request, response: HttpResponse, category: UUID, given: CategoryGiven
) -> Category:
    """Make a category equal to the one given."""
    catalog.hold()
    stored = queries.categories([category])
    if not stored:
        raise NoSuchCategory(_("There is no such category."))
    require_version(request, stored[0].version)
    wanted = Category(category, **given.model_dump())
    saved = _saved(catalog.save_categories, wanted, request)
    response["ETag"] = etag(saved.version)
    return saved


@router.get("/taxes", response=TaxList)
@allow(CATALOG_READ)
def taxes(request: Request) -> dict[str, Any]:
    """List all taxes."""
    return {"data": queries.taxes()}


@router.post("/taxes", response={201: TaxShown})
@allow(CATALOG_EDIT)
def add_tax(request: Request, response: HttpResponse, given: TaxGiven) -> Any:
    """Add a tax."""
    wanted = Tax(new_id(), **given.model_dump())
    saved = _saved(catalog.save_taxes, wanted, request)
    response["ETag"] = etag(saved.version)
    return 201, saved


@router.put("/taxes/{tax}", response=TaxShown)
@allow(CATALOG_EDIT)
def replace_tax(request: Request, response: HttpResponse, tax: UUID, given: TaxGiven) -> Tax:
    """Make a tax equal to the one given; items that carry it follow."""
    catalog.hold()
    stored = queries.taxes([tax])
    if not stored:
        raise NoSuchTax(_("There is no such tax."))
    require_version(request, stored[0].version)
    wanted = Tax(tax, **given.model_dump())
    saved = _saved(catalog.save_taxes, wanted, request)
    response["ETag"] = etag(saved.version)
    return saved


def _saved(save: Callable[..., Sequence[T]], thing: T, request: Request) -> T:
    """Save one thing; flaws point into it instead of into a batch."""
    try:
        [saved] = save([thing], by=request.actor, at=request.at)
    except Unfit as unfit:
        raise unfit.of_one() from None
    return saved


def _key(text: str) -> UUID:
    """Read the id of a cursor; raises CursorUnreadable."""
    try:
        return UUID(text)
    except ValueError as unreadable:
        raise pages.CursorUnreadable(
            _("The cursor is not one of ours; start without it.")
        ) from unreadable


def _stored(item: UUID) -> Item:
    found = queries.items([item]).get(item)
    if found is None:
        raise NoSuchItem.named([item])
    return found


def _shown(item: Item) -> dict[str, Any]:
    return queries.item_on_wire(item) | {"version": item.version}


def _item(key: UUID, given: ItemGiven, stored: Item | None = None) -> Item:
    chosen = given.taxes
    if chosen is None:
        chosen = [tax.id for tax in queries.taxes() if tax.standard and not tax.archived]
    return Item(
        id=key,
        name=given.name,
        description=given.description,
        category=given.category,
        unit=given.unit,
        track_stock=given.track_stock,
        options=tuple(option.name for option in given.options),
        taxes=tuple(chosen),
        variants=_variants(given.variants, stored),
        archived=given.archived,
    )


def _changed(stored: Item, given: ItemChanged) -> Item:
    """Lay the fields that were sent over the stored item; only `category` may be cleared."""
    sent = {
        name: value
        for name in given.model_fields_set
        if (value := getattr(given, name)) is not None or name == "category"
    }
    if given.variants is not None:
        sent["variants"] = _variants(given.variants, stored)
    if given.options is not None:
        sent["options"] = tuple(option.name for option in given.options)
    if given.taxes is not None:
        sent["taxes"] = tuple(given.taxes)
    return replace(stored, **sent)


def _variants(given: list[VariantGiven], stored: Item | None) -> tuple[Variant, ...]:
    """Read variants; an id that is not one of the item's own is refused, whoever has it."""
    own = {variant.id for variant in stored.variants} if stored else set()
    strange = [
        Flaw("catalog.variant_of_another_item", f"/variants/{place}/id", str(each.id))
        for place, each in enumerate(given)
        if each.id is not None and each.id not in own
    ]
    if strange:
        errors = [flaw_on_wire(flaw) for flaw in strange]
        raise Unfit(errors[0]["message"], errors=errors)
    return tuple(
        Variant(
            id=each.id or new_id(),
            sku=each.sku.strip(),
            options=tuple(each.options),
            price=each.price,
            price_per_milli=to_milli(each.price_per),
            barcodes=tuple(code.strip() for code in each.barcodes),
            archived=each.archived,
        )
        for each in given
    )
