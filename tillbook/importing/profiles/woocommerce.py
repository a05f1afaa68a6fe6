"""WooCommerce's product export: products and their variations as rows of their own.

A variation names its parent by SKU or `id:44`. The header is written in the site's language.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from tillbook.importing.rules.reader import Reader, columns_of
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

NAME = "woocommerce"
TITLE = "WooCommerce"

_NAMES: Mapping[str, Sequence[str]] = {
    "id": ("ID",),
    "type": ("Type", "Typ", "Tipo"),
    "sku": ("SKU", "Artikelnummer", "UGS"),
    "barcode": (
        "GTIN, UPC, EAN, or ISBN",
        "GTIN, UPC, EAN oder ISBN",
        "GTIN, UPC, EAN o ISBN",
        "GTIN, UPC, EAN ou ISBN",
    ),
    "name": ("Name", "Nombre", "Nom"),
    "published": ("Published", "Veröffentlicht", "Publicado", "Publié"),
    "summary": ("Short description", "Kurzbeschreibung", "Descripción corta", "Description courte"),
    "description": ("Description", "Beschreibung", "Descripción"),
    "sale_from": (
        "Date sale price starts",
        "Datum, an dem Angebotspreis beginnt",
        "Día en que empieza el precio rebajado",
        "Date de début de promo",
    ),
    "sale_until": (
        "Date sale price ends",
        "Datum, an dem Angebotspreis endet",
        "Día en que termina el precio rebajado",
        "Date de fin de promo",
    ),
    "tax_status": ("Tax status", "Steuerstatus", "Estado del impuesto", "État de la TVA"),
    "tax_class": ("Tax class", "Steuerklasse", "Clase de impuesto", "Classe de TVA"),
    "stock": ("Stock", "Lager", "Bestand", "Lagerbestand", "Inventario"),
    "cost": ("Cost of goods", "Cost of goods sold"),
    "sale_price": ("Sale price", "Angebotspreis", "Precio rebajado", "Tarif promo"),
    "price": ("Regular price", "Regulärer Preis", "Precio normal", "Tarif régulier"),
    "category": ("Categories", "Kategorien", "Categorías", "Catégories"),
    "parent": ("Parent", "Übergeordnetes Produkt", "Übergeordnet", "Superior", "Parent"),
}
_REQUIRED = ("type", "sku", "name", "price", "parent")
_NUMBERS = ("price", "sale_price", "stock", "cost")
_ATTRIBUTE = re.compile(
    r"(?:Attribute?|Attribut) (?P<a>\d+) (?P<what_a>name|value\(s\)|wert\(e\))"
    r"|(?P<what_b>nombre|valor\(es\)|nom|valeur\(s\)) (?:del |de l['\u2019])"
    r"(?:atributo|attribut) (?P<b>\d+)",
    re.IGNORECASE,
)
_NAMING = frozenset({"name", "nombre", "nom"})
_SOLD_HERE = frozenset({"simple", "variable", "variation"})


def missing_of(header: Sequence[str]) -> list[str]:
    """List the columns without which a header is not WooCommerce's."""
    columns = columns_of(header, _NAMES)
    return [_NAMES[name][0] for name in _REQUIRED if name not in columns]


def read(table: Table, terms: Terms) -> Reading:
    """Read products, then gather the variations under them."""
    columns = columns_of(table.header, _NAMES) | _attributes(table.header)
    reader = Reader(table, columns, terms, numbers=_NUMBERS, otherwise_mark=".")
    products: list[Row] = []
    variations: list[Row] = []
    for row in table.rows:
        kind = _kind(reader, row)
        if kind == "variation":
            variations.append(row)
        elif kind in _SOLD_HERE:
            products.append(row)
        else:
            known = kind in {"grouped", "external"}
            code = f"importing.{kind}_left_out" if known else "importing.type_unknown"
            reader.report(row, "type", code)
    families = _families(reader, products, variations)
    items = [
        _family(reader, row, families[row.number])
        if _kind(reader, row) == "variable"
        else _simple(reader, row)
        for row in products
    ]
    return Reading(
        profile=NAME,
        items=tuple(items),
        problems=tuple(reader.problems),
        columns=reader.titles(options="attribute1", barcodes="barcode"),
        matched=reader.matched(),
        rows=len(table.rows),
    )


def _families(
    reader: Reader, products: Sequence[Row], variations: Sequence[Row]
) -> dict[int, list[Row]]:
    """Gather variations under the rows of their parents; reports those without one."""
    named: dict[str, Row] = {}
    for row in products:
        if _kind(reader, row) == "variable":
            named.setdefault(reader.code(row, "sku").casefold(), row)
            named[f"id:{reader.text(row, 'id')}"] = row
    named.pop("", None)
    found: dict[int, list[Row]] = {row.number: [] for row in products}
    for row in variations:
        parent = named.get(reader.text(row, "parent").casefold())
        if parent is None:
            reader.report(row, "parent", "importing.parent_missing")
        else:
            found[parent.number].append(row)
    return found


def _simple(reader: Reader, row: Row) -> ImportedItem:
    return _item(reader, row, (), [row], [()])


def _family(reader: Reader, head: Row, rows: Sequence[Row]) -> ImportedItem:
    """Read a product with variations; an attribute that every variation leaves open is none."""
    if not rows:
        reader.report(head, "type", "importing.variants_missing")
    values = [_values(reader, row) for row in rows]
    options = [name for name in _values(reader, head) if any(each.get(name, "") for each in values)]
    for row, each in zip(rows, values, strict=True):
        if options and not all(each.get(name, "") for name in options):
            reader.report(row, "attribute1", "importing.option_open", blocks=False)
    combinations = [tuple(each.get(name, "") or "*" for name in options) for each in values]
    if reader.text(head, "stock"):
        reader.report(head, "stock", "importing.stock_of_parent", blocks=False)
    return _item(reader, head, tuple(options), rows, combinations)


def _item(
    reader: Reader,
    head: Row,
    options: tuple[str, ...],
    rows: Sequence[Row],
    combinations: Sequence[tuple[str, ...]],
) -> ImportedItem:
    name = reader.text(head, "name")
    if not name:
        reader.report(head, "name", "importing.name_missing")
    key = reader.code(head, "sku") or f"id:{reader.text(head, 'id')}"
    if key == "id:":
        reader.report(head, "sku", "importing.key_missing")
    variants = [
        _variant(reader, row, values) for row, values in zip(rows, combinations, strict=True)
    ]
    return ImportedItem(
        key=key,
        name=name,
        rows=tuple(dict.fromkeys([head.number, *(row.number for row in rows)])),
        variants=tuple(variants),
        description=plain(reader.text(head, "description") or reader.text(head, "summary")),
        category=_category(reader, head),
        options=options,
        taxes=_taxes(reader, head),
        track_stock=any(variant.stock for variant in variants),
        archived=reader.text(head, "published") == "-1",
    )


def _variant(reader: Reader, row: Row, options: tuple[str, ...]) -> ImportedVariant:
    barcode = reader.code(row, "barcode")
    quantity = (
        reader.quantity(row, "stock") if reader.text(row, "stock").casefold() != "parent" else None
    )
    return ImportedVariant(
        row=row.number,
        options=options,
        sku=reader.code(row, "sku"),
        barcodes=(barcode,) if barcode else (),
        price=_price(reader, row),
        cost=reader.cost(row, "cost"),
        stock=(ImportedStock("", quantity),) if quantity is not None else (),
        archived=reader.text(row, "published") == "-1",
    )


def _price(reader: Reader, row: Row) -> int | None:
    """Give what the shop charges on the day of the reading: the sale price while it runs."""
    regular = reader.price(row, "price")
    sale = reader.price(row, "sale_price")
    if sale is not None:
        if _runs(reader, row):
            reader.report(row, "sale_price", "importing.sale_price_taken", blocks=False)
            return sale
        reader.report(row, "sale_price", "importing.sale_price_left_out", blocks=False)
    if regular is None and not reader.text(row, "price"):
        reader.report(row, "price", "importing.price_missing", blocks=False)
    return regular


def _runs(reader: Reader, row: Row) -> bool:
    day = reader.terms.today
    first, last = (_day(reader, row, name) for name in ("sale_from", "sale_until"))
    return (first or day) <= day <= (last or day)


def _day(reader: Reader, row: Row, name: str) -> date | None:
    text = reader.text(row, name)[:10]
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        reader.report(row, name, "importing.date_unreadable")
        return None


def _taxes(reader: Reader, head: Row) -> tuple[ImportedTax, ...] | None:
    if reader.text(head, "tax_status").casefold() in {"none", "shipping"}:
        return ()
    named = reader.text(head, "tax_class")
    if not named or named.casefold() in {"standard", "parent"}:
        return None
    return (ImportedTax(named, None),)


def _category(reader: Reader, head: Row) -> tuple[str, ...]:
    """Take the first category of several; a comma inside a name has a backslash before it."""
    listed = [each for each in re.split(r"(?<!\\),", reader.text(head, "category")) if each.strip()]
    if len(listed) > 1:
        reader.report(head, "category", "importing.categories_left_out", blocks=False)
    path = listed[0].replace("\\,", ",").split(">") if listed else []
    return tuple(part.strip() for part in path if part.strip())


def _values(reader: Reader, row: Row) -> dict[str, str]:
    """Give the attributes of a row by name, in the order of their columns."""
    places = sorted(int(name[9:-5]) for name in reader.columns if name.endswith("_name"))
    return {
        name: reader.text(row, f"attribute{place}")
        for place in places
        if (name := reader.text(row, f"attribute{place}_name"))
    }


def _attributes(header: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, title in enumerate(header):
        if match := _ATTRIBUTE.fullmatch(title):
            what = (match["what_a"] or match["what_b"]).casefold()
            place = match["a"] or match["b"]
            found[f"attribute{place}_name" if what in _NAMING else f"attribute{place}"] = at
    return found


def _kind(reader: Reader, row: Row) -> str:
    """Give the type of a product without what is said beside it: `simple, virtual`."""
    kinds = [part.strip().casefold() for part in reader.text(row, "type").split(",")]
    return next((kind for kind in kinds if kind not in {"virtual", "downloadable"}), "simple")
