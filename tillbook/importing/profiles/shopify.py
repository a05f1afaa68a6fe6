"""Shopify's product export: a row for each variant, joined by the handle, then rows of images.

Read by the header's names, old and new: columns were added, renamed and moved over the years.
"""

from collections.abc import Mapping, Sequence

from tillbook.importing.rules.reader import Reader, columns_of
from tillbook.importing.rules.texts import plain
from tillbook.importing.types import (
    ImportedItem,
    ImportedStock,
    ImportedVariant,
    Reading,
    Row,
    Table,
    Terms,
)

NAME = "shopify"
TITLE = "Shopify"

_NAMES: Mapping[str, Sequence[str]] = {
    "handle": ("Handle", "URL handle"),
    "name": ("Title",),
    "description": ("Body (HTML)", "Body HTML", "Description"),
    "type": ("Type",),
    "taxonomy": ("Product Category", "Standard Product Type"),
    "status": ("Status",),
    "option1_name": ("Option1 Name",),
    "option1": ("Option1 Value",),
    "option2_name": ("Option2 Name",),
    "option2": ("Option2 Value",),
    "option3_name": ("Option3 Name",),
    "option3": ("Option3 Value",),
    "sku": ("Variant SKU", "SKU"),
    "barcode": ("Variant Barcode", "Barcode"),
    "price": ("Variant Price", "Price"),
    "cost": ("Cost per item",),
    "stock": ("Variant Inventory Qty", "Inventory quantity"),
    "tracker": ("Variant Inventory Tracker", "Inventory tracker"),
    "ships": ("Variant Requires Shipping", "Requires shipping"),
    "taxable": ("Variant Taxable", "Charge tax"),
    "gift_card": ("Gift Card",),
    "image": ("Image Src", "Product image URL", "Image source"),
}
_REQUIRED = ("handle", "name", "option1_name", "option1", "price")
_OF_A_VARIANT = ("price", "sku", "barcode", "option1", "option2", "option3", "stock")
_NUMBERS = ("price", "cost", "stock")


def missing_of(header: Sequence[str]) -> list[str]:
    """List the columns without which a header is not Shopify's."""
    columns = columns_of(header, _NAMES)
    return [_NAMES[name][0] for name in _REQUIRED if name not in columns]


def read(table: Table, terms: Terms) -> Reading:
    """Read the rows handle by handle."""
    columns = columns_of(table.header, _NAMES)
    reader = Reader(table, columns, terms, numbers=_NUMBERS, otherwise_mark=".")
    groups: dict[str, list[Row]] = {}
    for row in table.rows:
        if handle := reader.text(row, "handle"):
            groups.setdefault(handle, []).append(row)
        else:
            reader.report(row, "handle", "importing.key_missing")
    items = [_item(reader, handle, rows) for handle, rows in groups.items()]
    return Reading(
        profile=NAME,
        items=tuple(items),
        problems=tuple(reader.problems),
        columns=reader.titles(category="type", options="option1", barcodes="barcode"),
        matched=reader.matched(),
        rows=len(table.rows),
    )


def _item(reader: Reader, handle: str, rows: Sequence[Row]) -> ImportedItem:
    head = next((row for row in rows if reader.text(row, "name")), rows[0])
    if not reader.text(head, "name"):
        reader.report(head, "name", "importing.name_missing")
    selling = [row for row in rows if any(reader.text(row, name) for name in _OF_A_VARIANT)]
    if not selling:
        reader.report(head, "price", "importing.variants_missing")
    options = _options(reader, head, selling)
    taxable = [reader.flag(row, "taxable", missing=True) for row in selling]
    if len(set(taxable)) > 1:
        reader.report(head, "taxable", "importing.taxes_differ", blocks=False)
    tracked = [_is_tracked(reader, head, row) for row in selling]
    variants = (
        _variant(reader, row, len(options), tracked=kept)
        for row, kept in zip(selling, tracked, strict=True)
    )
    return ImportedItem(
        key=handle,
        name=reader.text(head, "name"),
        rows=tuple(row.number for row in rows),
        variants=tuple(variants),
        description=plain(reader.text(head, "description")),
        category=_category(reader, head),
        options=options,
        taxes=() if taxable and not taxable[0] else None,
        track_stock=any(tracked),
        archived=reader.text(head, "status").casefold() in {"archived", "draft"},
    )


def _options(reader: Reader, head: Row, selling: Sequence[Row]) -> tuple[str, ...]:
    """Give the option names; a lone “Title: Default Title” means that there are none."""
    names = [reader.text(head, f"option{place}_name") for place in (1, 2, 3)]
    options = tuple(name for name in names if name)
    only = [reader.text(row, "option1") for row in selling]
    if options == ("Title",) and only in ([], ["Default Title"]):
        return ()
    if names[: len(options)] != list(options):
        reader.report(head, "option1_name", "importing.option_name_missing")
    return options


def _variant(reader: Reader, row: Row, options: int, *, tracked: bool) -> ImportedVariant:
    price = reader.price(row, "price")
    if not reader.text(row, "price"):
        reader.report(row, "price", "importing.price_missing", blocks=False)
    values = tuple(reader.text(row, f"option{place}") for place in (1, 2, 3))
    if any(value not in {"", "Default Title"} for value in values[options:]):
        reader.report(row, "option1_name", "importing.option_name_missing")
    if not all(values[:options]):
        reader.report(row, f"option{values.index('') + 1}", "importing.option_missing")
    barcode = reader.code(row, "barcode")
    quantity = reader.quantity(row, "stock") if tracked else None
    return ImportedVariant(
        row=row.number,
        options=values[:options],
        sku=reader.code(row, "sku"),
        barcodes=(barcode,) if barcode else (),
        price=price,
        cost=reader.cost(row, "cost"),
        stock=(ImportedStock("", quantity),) if quantity is not None else (),
    )


def _is_tracked(reader: Reader, head: Row, row: Row) -> bool:
    """Keep stock of what Shopify keeps, and of goods with a quantity it merely wrote down."""
    if reader.text(row, "tracker"):
        return True
    goods = reader.flag(row, "ships", missing=True) and not reader.flag(head, "gift_card")
    return goods and bool(reader.text(row, "stock"))


def _category(reader: Reader, head: Row) -> tuple[str, ...]:
    own = reader.text(head, "type")
    path = [own] if own else reader.text(head, "taxonomy").split(">")
    return tuple(part.strip() for part in path if part.strip())
