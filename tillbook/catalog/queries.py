"""Reads over what the shop sells; each is one statement, however many things are asked for."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from tillbook.catalog.rules import barcode_key
from tillbook.catalog.types import Category, Item, SaleFacts, Tax, Unit, Variant
from tillbook.kernel import sets
from tillbook.kernel.quantity import from_milli

# The price in force at a moment; without a moment, the lasting price.
_PRICE = """
    LEFT JOIN LATERAL (
        SELECT p.amount, p.price_per_milli
          FROM catalog_price p JOIN catalog_pricelist l ON l.id = p.price_list_id AND l.is_default
         WHERE p.variant_id = v.id
           AND (p.valid_from IS NULL OR p.valid_from <= %(at)s::timestamptz)
           AND (p.valid_until IS NULL OR p.valid_until > %(at)s::timestamptz)
         ORDER BY p.valid_from DESC NULLS LAST LIMIT 1) price ON true
"""
_TAX = "id, name, rate_ppm, inclusive, compound, standard, position, archived, version"


def items(ids: Iterable[UUID], *, at: datetime | None = None) -> dict[UUID, Item]:
    """Read items with their variants; prices are those in force `at`, or the lasting ones."""
    rows = sets.execute(
        f"""
        SELECT i.id, i.name, i.description, i.category_id, i.unit, i.track_stock, i.options::text,
               ARRAY(SELECT t.tax_id FROM catalog_itemtax t
                      WHERE t.item_id = i.id ORDER BY t.position),
               i.archived, i.version,
               v.id, v.sku, v.options::text, price.amount, coalesce(price.price_per_milli, 1000),
               ARRAY(SELECT b.code FROM catalog_barcode b
                      WHERE b.variant_id = v.id ORDER BY b.position),
               v.archived
          FROM catalog_item i JOIN catalog_variant v ON v.item_id = i.id {_PRICE}
         WHERE i.id = ANY(%(ids)s)
         ORDER BY i.id, v.position
        """,
        {"ids": list(ids), "at": at},
    )
    return {key: _item(list(group)) for key, group in groupby(rows, key=lambda row: row[0])}


def page_of_items(
    *,
    q: str = "",
    category: UUID | None = None,
    after: tuple[str, UUID] | None = None,
    limit: int,
    archived: bool = False,
) -> list[Item]:
    """List items by name, each word of `q` found in name, options, SKU or barcode.

    `category` takes in the categories below it; `after` is the lowered name and id of the last
    item seen.
    """
    words = [f"%{_literally(word)}%" for word in q.casefold().split()]
    name, key = after or ("", UUID(int=0))
    rows = sets.execute(
        """
        WITH RECURSIVE shelves AS (
            SELECT id FROM catalog_category WHERE id = %(category)s
             UNION
            SELECT c.id FROM catalog_category c JOIN shelves s ON c.parent_id = s.id)
        SELECT id FROM catalog_item
         WHERE archived = %(archived)s AND search LIKE ALL(%(words)s)
           AND (lower(name), id) > (%(name)s, %(id)s)
           AND (%(category)s::uuid IS NULL OR category_id IN (SELECT id FROM shelves))
         ORDER BY lower(name), id LIMIT %(limit)s
        """,
        {
            "archived": archived,
            "words": words,
            "name": name,
            "id": key,
            "category": category,
            "limit": limit,
        },
    )
    found = items([row[0] for row in rows])
    return [found[row[0]] for row in rows]


def all_items() -> list[Item]:
    """Read the whole living catalogue, by name and id."""
    rows = sets.execute("SELECT id FROM catalog_item WHERE NOT archived ORDER BY lower(name), id")
    found = items([row[0] for row in rows])
    return [found[row[0]] for row in rows]


def variants_by_code(codes: Iterable[str]) -> dict[str, UUID]:
    """Find active variants by SKU or barcode; a code nobody has is missing from the answer."""
    listed = sorted(set(codes))
    rows = sets.execute(
        """
        SELECT wanted.code, coalesce(v.id, b.variant_id)
          FROM unnest(%s::text[], %s::text[]) AS wanted (code, key)
          LEFT JOIN catalog_variant v
            ON lower(v.sku) = lower(wanted.code) AND v.active AND v.sku <> ''
          LEFT JOIN catalog_barcode b ON b.key = wanted.key AND b.active
         WHERE coalesce(v.id, b.variant_id) IS NOT NULL
        """,
        [listed, [barcode_key(code) for code in listed]],
    )
    return dict(rows)


def holders_of(
    *, skus: Iterable[str], barcodes: Iterable[str]
) -> tuple[dict[str, UUID], dict[str, UUID]]:
    """Say which items hold codes: by casefolded SKU, and by barcode key; free ones are missing."""
    rows = sets.execute(
        """
        SELECT true, v.sku, v.item_id FROM catalog_variant v
         WHERE v.active AND v.sku <> '' AND lower(v.sku) = ANY(%s)
         UNION ALL
        SELECT false, b.key, v.item_id FROM catalog_barcode b
          JOIN catalog_variant v ON v.id = b.variant_id
         WHERE b.active AND b.key = ANY(%s)
        """,
        [[sku.lower() for sku in skus], [barcode_key(code) for code in barcodes]],
    )
    return (
        {code.casefold(): item for is_sku, code, item in rows if is_sku},
        {code: item for is_sku, code, item in rows if not is_sku},
    )


def facts_for(variants: Iterable[UUID], *, at: datetime) -> dict[UUID, SaleFacts]:
    """Read what sales of these variants are checked against; unknown variants are missing."""
    rows = sets.execute(
        f"""
        SELECT v.id, i.id, i.name, v.options::text, v.sku, price.amount,
               coalesce(price.price_per_milli, 1000), i.track_stock, NOT v.active,
               (SELECT json_agg(json_build_array({", ".join(f"t.{c}" for c in _TAX.split(", "))})
                       ORDER BY it.position)::text
                  FROM catalog_itemtax it JOIN catalog_tax t ON t.id = it.tax_id
                 WHERE it.item_id = i.id)
          FROM catalog_variant v JOIN catalog_item i ON i.id = v.item_id {_PRICE}
         WHERE v.id = ANY(%(variants)s)
        """,
        {"variants": list(variants), "at": at},
    )
    return {row[0]: _sale_facts(row) for row in rows}


def taxes(ids: Iterable[UUID] | None = None) -> list[Tax]:
    """Read taxes in their order: those asked for, or all of the business."""
    return [
        Tax(*row)
        for row in sets.execute(
            f"SELECT {_TAX} FROM catalog_tax WHERE %s::uuid[] IS NULL OR id = ANY(%s::uuid[])"
            " ORDER BY position, id",
            _asked(ids),
        )
    ]


def categories(ids: Iterable[UUID] | None = None) -> list[Category]:
    """Read categories in their order: those asked for, or all of the business."""
    return [
        Category(*row)
        for row in sets.execute(
            "SELECT id, name, parent_id, position, archived, version FROM catalog_category"
            " WHERE %s::uuid[] IS NULL OR id = ANY(%s::uuid[]) ORDER BY position, id",
            _asked(ids),
        )
    ]


def in_use() -> tuple[set[UUID], set[UUID]]:
    """Say which categories and which taxes living items carry."""
    rows = sets.execute(
        """
        SELECT DISTINCT true, category_id FROM catalog_item
         WHERE NOT archived AND category_id IS NOT NULL
         UNION ALL
        SELECT DISTINCT false, t.tax_id FROM catalog_itemtax t
          JOIN catalog_item i ON i.id = t.item_id WHERE NOT i.archived
        """
    )
    return (
        {key for is_category, key in rows if is_category},
        {key for is_category, key in rows if not is_category},
    )


def feed(kind: str, ids: Iterable[UUID], *, at: datetime) -> dict[UUID, dict[str, Any]]:
    """Read things of a kind ("item", "category", "tax") as the change feed carries them."""
    listed = list(ids)
    if kind == "item":
        return {key: item_on_wire(item) for key, item in items(listed, at=at).items()}
    if kind == "category":
        return {each.id: category_on_wire(each) for each in categories(listed)}
    assert kind == "tax", f"the catalogue feeds no {kind}"
    return {each.id: tax_on_wire(each) for each in taxes(listed)}


def item_on_wire(item: Item) -> dict[str, Any]:
    """Shape an item for tills and API: quantities as decimals, option values as they occur."""
    forms = [each.options for each in item.variants if len(each.options) == len(item.options)]
    return {
        "id": str(item.id),
        "name": item.name,
        "category": str(item.category) if item.category else None,
        "description": item.description,
        "unit": item.unit.value,
        "archived": item.archived,
        "track_stock": item.track_stock,
        "options": [
            {"name": name, "values": list(dict.fromkeys(form[at] for form in forms))}
            for at, name in enumerate(item.options)
        ],
        "taxes": [str(tax) for tax in item.taxes],
        "variants": [
            {
                "id": str(variant.id),
                "sku": variant.sku,
                "name": variant.name,
                "options": list(variant.options),
                "price": variant.price,
                "price_per": from_milli(variant.price_per_milli),
                "barcodes": list(variant.barcodes),
                "archived": variant.archived,
                "position": position,
            }
            for position, variant in enumerate(item.variants)
        ],
    }


def category_on_wire(category: Category) -> dict[str, Any]:
    """Shape a category for tills and API."""
    return {
        "id": str(category.id),
        "name": category.name,
        "position": category.position,
        "parent": str(category.parent) if category.parent else None,
        "archived": category.archived,
    }


def tax_on_wire(tax: Tax) -> dict[str, Any]:
    """Shape a tax for tills and API."""
    return {
        "id": str(tax.id),
        "name": tax.name,
        "rate_ppm": tax.rate_ppm,
        "inclusive": tax.inclusive,
        "compound": tax.compound,
        "standard": tax.standard,
        "position": tax.position,
        "archived": tax.archived,
    }


def _item(rows: Sequence[tuple[Any, ...]]) -> Item:
    key, name, description, category, unit, track_stock, options, taxes_, archived, version = rows[
        0
    ][:10]
    return Item(
        id=key,
        name=name,
        description=description,
        category=category,
        unit=Unit(unit),
        track_stock=track_stock,
        options=tuple(json.loads(options)),
        taxes=tuple(taxes_),
        archived=archived,
        version=version,
        variants=tuple(
            Variant(
                id=row[10],
                sku=row[11],
                options=tuple(json.loads(row[12])),
                price=row[13],
                price_per_milli=row[14],
                barcodes=tuple(row[15]),
                archived=row[16],
            )
            for row in rows
        ),
    )


def _sale_facts(row: tuple[Any, ...]) -> SaleFacts:
    variant, item, name, options, sku, price, per_milli, track_stock, archived, taxes_ = row
    form = " / ".join(json.loads(options))
    return SaleFacts(
        variant=variant,
        item=item,
        name=f"{name} {form}" if form else name,
        sku=sku,
        price=price,
        price_per_milli=per_milli,
        taxes=tuple(Tax(UUID(each[0]), *each[1:]) for each in json.loads(taxes_ or "[]")),
        track_stock=track_stock,
        archived=archived,
    )


def _asked(ids: Iterable[UUID] | None) -> list[list[UUID] | None]:
    return [None, None] if ids is None else [list(ids)] * 2


def _literally(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
