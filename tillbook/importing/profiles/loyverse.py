"""Loyverse's item export: a row for each variant, joined by the handle, then rows of components.

The header is written in the owner's language, so columns are found by their place: seventeen of
the item, four or more for each store (`Price [Store]`), one for each tax (`Tax - "Name" (8%)`).
"""

import re
from collections.abc import Mapping, Sequence

from tillbook.catalog.types import Unit
from tillbook.importing.rules import amounts
from tillbook.importing.rules.reader import Reader
from tillbook.importing.rules.texts import plain
from tillbook.importing.types import (
    ImportedItem,
    ImportedStock,
    ImportedTax,
    ImportedVariant,
    Reading,
    Row,
    Table,
    Terms,
)

NAME = "loyverse"
TITLE = "Loyverse"

_PLACES = (
    "handle",
    "sku",
    "name",
    "category",
    "description",
    "by_weight",
    "option1_name",
    "option1",
    "option2_name",
    "option2",
    "option3_name",
    "option3",
    "cost",
    "barcode",
    "component",
    "component_quantity",
    "track_stock",
)
_OF_A_STORE = ("available", "price", "stock")
_STORE = re.compile(r".*\[(?P<store>.+)\]", re.DOTALL)
_TAX = re.compile(r'.+ - "(?P<name>.+)" \((?P<percent>[0-9.,]+) ?%\)', re.DOTALL)
_ASKED = frozenset({"variable", "variabel", "variabile", "variável"})


def missing_of(header: Sequence[str]) -> list[str]:
    """List what a header lacks to be Loyverse's."""
    missing = []
    if not header or header[0].casefold() != "handle":
        missing.append("Handle")
    stores = _stores(header)
    if not stores:
        missing.append("Price [Store]")
    elif min(at for columns in stores.values() for at in columns.values()) < len(_PLACES):
        missing.append("Track stock")
    return missing


def read(table: Table, terms: Terms) -> Reading:
    """Read the rows handle by handle."""
    columns = {name: at for at, name in enumerate(_PLACES)}
    stores = _stores(table.header)
    for store, places in stores.items():
        columns |= {f"{name} {store}": at for name, at in places.items()}
    taxes = _taxes(table.header)
    columns |= {f"tax {at}": at for at in taxes}
    numbers = ["cost", *(f"{name} {store}" for store in stores for name in ("price", "stock"))]
    reader = Reader(table, columns, terms, numbers=numbers, otherwise_mark=".")
    groups: dict[str, list[Row]] = {}
    for row in table.rows:
        if handle := reader.text(row, "handle"):
            groups.setdefault(handle, []).append(row)
        else:
            reader.report(row, "handle", "importing.key_missing")
    items = [_item(reader, handle, rows, tuple(stores), taxes) for handle, rows in groups.items()]
    first = next(iter(stores))
    return Reading(
        profile=NAME,
        items=tuple(items),
        problems=tuple(reader.problems),
        columns=reader.titles(
            options="option1", barcodes="barcode", price=f"price {first}", stock=f"stock {first}"
        ),
        matched=reader.matched(),
        rows=len(table.rows),
    )


def _item(
    reader: Reader,
    handle: str,
    rows: Sequence[Row],
    stores: Sequence[str],
    taxes: Mapping[int, ImportedTax],
) -> ImportedItem:
    head = next((row for row in rows if reader.text(row, "name")), rows[0])
    if not reader.text(head, "name"):
        reader.report(head, "name", "importing.name_missing")
    composed = [row for row in rows if reader.text(row, "component")]
    if composed:
        reader.report(composed[0], "component", "importing.components_left_out", blocks=False)
    selling = [row for row in rows if row is head or row not in composed]
    options = tuple(
        name for place in (1, 2, 3) if (name := reader.text(head, f"option{place}_name"))
    )
    tracked = any(reader.flag(row, "track_stock") for row in selling)
    variants = [_variant(reader, row, stores, len(options), tracked=tracked) for row in selling]
    category = reader.text(head, "category")
    return ImportedItem(
        key=handle,
        name=reader.text(head, "name"),
        rows=tuple(row.number for row in rows),
        variants=tuple(variants),
        description=plain(reader.text(head, "description")),
        category=(category,) if category else (),
        options=options,
        taxes=_taxes_of(reader, head, taxes),
        unit=Unit.KILOGRAM if reader.flag(head, "by_weight") else Unit.PIECE,
        track_stock=tracked,
    )


def _variant(
    reader: Reader, row: Row, stores: Sequence[str], options: int, *, tracked: bool
) -> ImportedVariant:
    values = tuple(reader.text(row, f"option{place}") for place in (1, 2, 3))
    if not all(values[:options]):
        reader.report(row, f"option{values.index('') + 1}", "importing.option_missing")
    barcode = reader.code(row, "barcode")
    selling = [store for store in stores if reader.flag(row, f"available {store}", missing=True)]
    stock = [
        ImportedStock(store, quantity)
        for store in stores
        if tracked and (quantity := reader.quantity(row, f"stock {store}")) is not None
    ]
    return ImportedVariant(
        row=row.number,
        options=values[:options],
        sku=reader.code(row, "sku"),
        barcodes=(barcode,) if barcode else (),
        price=_price(reader, row, selling or stores),
        cost=reader.cost(row, "cost"),
        stock=tuple(stock),
        archived=not selling,
    )


def _price(reader: Reader, row: Row, stores: Sequence[str]) -> int | None:
    """Give the price of the first store that sells it; “variable” is asked at the till."""
    prices = [
        None
        if reader.text(row, f"price {store}").casefold() in _ASKED
        else reader.price(row, f"price {store}")
        for store in stores
    ]
    for store, price in zip(stores[1:], prices[1:], strict=True):
        if price != prices[0]:
            reader.report(row, f"price {store}", "importing.price_of_other_store", blocks=False)
    return prices[0]


def _taxes_of(
    reader: Reader, head: Row, taxes: Mapping[int, ImportedTax]
) -> tuple[ImportedTax, ...] | None:
    if not taxes:
        return None
    return tuple(tax for at, tax in taxes.items() if reader.flag(head, f"tax {at}"))


def _stores(header: Sequence[str]) -> dict[str, dict[str, int]]:
    """Find the columns of each store; inside a store their order is fixed."""
    found: dict[str, list[int]] = {}
    for at, title in enumerate(header):
        if match := _STORE.fullmatch(title):
            found.setdefault(match["store"], []).append(at)
    return {
        store: dict(zip(_OF_A_STORE, places, strict=False))
        for store, places in found.items()
        if len(places) >= len(_OF_A_STORE)
    }


def _taxes(header: Sequence[str]) -> dict[int, ImportedTax]:
    """Find the tax columns; a percent is ten thousand parts per million."""
    found: dict[int, ImportedTax] = {}
    for at, title in enumerate(header):
        if match := _TAX.fullmatch(title):
            try:
                rate = amounts.read(match["percent"], digits=4, mark=".")
            except amounts.NotANumber:
                continue
            found[at] = ImportedTax(match["name"], rate)
    return found
