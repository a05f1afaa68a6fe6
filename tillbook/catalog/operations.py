"""Writes to what the shop sells: sets of whole things, compared with what is stored.

One lock for each business is taken first, so two people saving at the same moment cannot give
away the same SKU or barcode between the check and the write.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.utils.translation import ngettext

from tillbook.catalog import queries, rules
from tillbook.catalog.refusals import InUse, NoSuchItem, Unfit, flaw_on_wire
from tillbook.catalog.types import Category, Flaw, Item, Tax
from tillbook.kernel import audit, changes, sets
from tillbook.kernel.actors import Actor
from tillbook.kernel.ids import new_id
from tillbook.kernel.work import in_transaction

T = TypeVar("T", Category, Tax)


@in_transaction
def hold() -> None:
    """Keep everybody else from changing this business's catalogue until the transaction ends.

    Whoever compares a version or plans a change does it first; saving does it by itself.
    """
    sets.execute(
        """
        SELECT pg_advisory_xact_lock(hashtext('catalog'), hashtext(tillbook_business()::text))
        """
    )


@in_transaction
def save_items(items: Sequence[Item], *, by: Actor, at: datetime) -> list[Item]:
    """Make the stored items equal to those given; answers them with their versions, in order.

    Unknown ids are created. A stored variant that is not given any more is archived, never
    deleted, because sales and stock name it. Items that do not differ are not written. Raises
    Unfit with every flaw, by JSON pointer into the items given.
    """
    hold()
    stored = queries.items(item.id for item in items)
    wanted = [rules.completed(stored.get(item.id), item) for item in items]
    differing = [
        replace(item, version=before.version + 1 if before else 1)
        for item in wanted
        if (before := stored.get(item.id)) is None or rules.changes_between(before, item)
    ]
    _refuse_flaws([*_flaws(wanted), *_flaws_of_references(wanted)])
    if differing:
        _write_items(differing, at=at)
        changes.note("item", [item.id for item in differing])
        audit.record(
            "catalog.items_saved",
            differing[0].name if len(differing) == 1 else f"{len(differing)} items",
            by=by,
            at=at,
            facts={
                str(item.id): [
                    change.field for change in rules.changes_between(stored.get(item.id), item)
                ]
                for item in differing
            },
        )
    written = {item.id: item for item in differing}
    return [written.get(item.id) or stored[item.id] for item in items]


@in_transaction
def archive(items: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    """Take items off the shelves; their past stays. Raises NoSuchItem."""
    stored = queries.items(items)
    if missing := [item for item in items if item not in stored]:
        raise NoSuchItem.named(missing)
    save_items([replace(stored[item], archived=True) for item in items], by=by, at=at)


@in_transaction
def save_categories(categories: Sequence[Category], *, by: Actor, at: datetime) -> list[Category]:
    """Make the stored categories equal to those given; unknown ids are created.

    Raises Unfit for names taken among siblings, unknown parents and rings.
    """
    hold()
    tree = queries.categories()
    _refuse_flaws(rules.flaws_of_categories(categories, tree))
    stored = {category.id: category for category in tree}
    saved = [_next(stored.get(category.id), category) for category in categories]
    differing = [category for category in saved if category != stored.get(category.id)]
    if differing:
        sets.insert(
            "catalog_category",
            {
                "id": "uuid",
                "name": "text",
                "parent_id": "uuid",
                "position": "int",
                "archived": "bool",
                "version": "int",
            },
            [(c.id, c.name, c.parent, c.position, c.archived, c.version) for c in differing],
            tail="""ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name,
                    parent_id = EXCLUDED.parent_id, position = EXCLUDED.position,
                    archived = EXCLUDED.archived, version = EXCLUDED.version""",
        )
        _announce("category", [(c.id, c.name) for c in differing], by=by, at=at)
    return saved


@in_transaction
def save_taxes(taxes: Sequence[Tax], *, by: Actor, at: datetime) -> list[Tax]:
    """Make the stored taxes equal to those given; unknown ids are created.

    Raises Unfit, or InUse when a tax that living items carry would be archived.
    """
    hold()
    _refuse_archiving_what_is_used([tax.id for tax in taxes if tax.archived])
    _refuse_flaws(
        [
            replace(flaw, pointer=f"/{at_}{flaw.pointer}")
            for at_, tax in enumerate(taxes)
            for flaw in rules.flaws_of_tax(tax)
        ]
    )
    stored = {tax.id: tax for tax in queries.taxes([tax.id for tax in taxes])}
    saved = [_next(stored.get(tax.id), tax) for tax in taxes]
    differing = [tax for tax in saved if tax != stored.get(tax.id)]
    if differing:
        columns = {
            "id": "uuid",
            "name": "text",
            "rate_ppm": "int",
            "inclusive": "bool",
            "compound": "bool",
            "standard": "bool",
            "position": "int",
            "archived": "bool",
            "version": "int",
        }
        sets.insert(
            "catalog_tax",
            columns,
            [tuple(getattr(tax, column) for column in columns) for tax in differing],
            tail="ON CONFLICT (id) DO UPDATE SET "
            + ", ".join(f"{column} = EXCLUDED.{column}" for column in columns if column != "id"),
        )
        _announce("tax", [(tax.id, tax.name) for tax in differing], by=by, at=at)
    return saved


def _refuse_archiving_what_is_used(taxes: Sequence[UUID]) -> None:
    used = sets.execute(
        """
        SELECT count(DISTINCT i.id) FROM catalog_itemtax t JOIN catalog_item i ON i.id = t.item_id
         WHERE t.tax_id = ANY(%s) AND NOT i.archived
        """,
        [list(taxes)],
    )
    if count := used[0][0]:
        raise InUse(
            ngettext(
                "%(count)d item carries this tax; give it another one first.",
                "%(count)d items carry this tax; give them another one first.",
                count,
            )
            % {"count": count}
        )


def _refuse_flaws(flaws: Iterable[Flaw]) -> None:
    if errors := [flaw_on_wire(flaw) for flaw in flaws]:
        raise Unfit(errors[0]["message"], errors=errors)


def _flaws(items: Sequence[Item]) -> list[Flaw]:
    return [
        replace(flaw, pointer=f"/{at}{flaw.pointer}")
        for at, item in enumerate(items)
        for flaw in rules.flaws_of(item)
    ]


def _flaws_of_references(items: Sequence[Item]) -> list[Flaw]:
    """Say which taxes and categories do not exist, and which codes another item holds."""
    taxes = {tax.id for tax in queries.taxes()}
    categories = {category.id for category in queries.categories()}
    taken = _taken_codes(items)
    flaws: list[Flaw] = []
    for at, item in enumerate(items):
        if item.category is not None and item.category not in categories:
            flaws.append(Flaw("catalog.category_unknown", f"/{at}/category", str(item.category)))
        flaws += [
            Flaw("catalog.tax_unknown", f"/{at}/taxes", str(tax))
            for tax in item.taxes
            if tax not in taxes
        ]
        flaws += _flaws_of_codes(at, item, taken)
    return flaws


def _flaws_of_codes(at: int, item: Item, taken: dict[tuple[str, str], UUID]) -> list[Flaw]:
    flaws: list[Flaw] = []
    for position, variant in enumerate(item.variants):
        where = f"/{at}/variants/{position}"
        if taken.get(("variant", str(variant.id)), item.id) != item.id:
            flaws.append(Flaw("catalog.variant_of_another_item", where, str(variant.id)))
        if item.archived or variant.archived:
            continue
        if variant.sku and taken.get(("sku", variant.sku.casefold()), item.id) != item.id:
            flaws.append(Flaw("catalog.sku_taken", f"{where}/sku", variant.sku))
        flaws += [
            Flaw("catalog.barcode_taken", f"{where}/barcodes", code)
            for code in variant.barcodes
            if taken.get(("barcode", rules.barcode_key(code)), item.id) != item.id
        ]
    return flaws


def _taken_codes(items: Sequence[Item]) -> dict[tuple[str, str], UUID]:
    """Map codes in use, and known variants, to their item: stored ones first, then given ones."""
    living = [
        (item.id, variant)
        for item in items
        if not item.archived
        for variant in item.variants
        if not variant.archived
    ]
    keys = [(key, rules.barcode_key(code)) for key, each in living for code in each.barcodes]
    rows = sets.execute(
        """
        SELECT 'sku', lower(v.sku), v.item_id FROM catalog_variant v
         WHERE v.active AND v.sku <> '' AND lower(v.sku) = ANY(%(skus)s)
           AND v.item_id <> ALL(%(items)s)
         UNION ALL
        SELECT 'barcode', b.key, v.item_id FROM catalog_barcode b
          JOIN catalog_variant v ON v.id = b.variant_id
         WHERE b.active AND b.key = ANY(%(keys)s) AND v.item_id <> ALL(%(items)s)
         UNION ALL
        SELECT 'variant', v.id::text, v.item_id FROM catalog_variant v
         WHERE v.id = ANY(%(variants)s)
        """,
        {
            "variants": [variant.id for item in items for variant in item.variants],
            "skus": [variant.sku.lower() for _, variant in living if variant.sku],
            "keys": [key for _, key in keys],
            "items": [item.id for item in items],
        },
    )
    taken = {(kind, code.casefold() if kind == "sku" else code): item for kind, code, item in rows}
    for item, variant in living:
        if variant.sku:
            taken.setdefault(("sku", variant.sku.casefold()), item)
    for item, key in keys:
        taken.setdefault(("barcode", key), item)
    return taken


def _write_items(items: Sequence[Item], *, at: datetime) -> None:
    """Write items that passed every check; their codes are free before any is taken again."""
    ids = [item.id for item in items]
    sets.insert(
        "catalog_item",
        {
            "id": "uuid",
            "name": "text",
            "description": "text",
            "category_id": "uuid",
            "unit": "text",
            "track_stock": "bool",
            "options": "jsonb",
            "search": "text",
            "archived": "bool",
            "version": "int",
            "changed_at": "timestamptz",
        },
        [
            (
                item.id,
                item.name,
                item.description,
                item.category,
                item.unit.value,
                item.track_stock,
                json.dumps(item.options),
                rules.search_text(item),
                item.archived,
                item.version,
                at,
            )
            for item in items
        ],
        tail="""ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name,
                description = EXCLUDED.description, category_id = EXCLUDED.category_id,
                unit = EXCLUDED.unit, track_stock = EXCLUDED.track_stock,
                options = EXCLUDED.options, search = EXCLUDED.search,
                archived = EXCLUDED.archived, version = EXCLUDED.version,
                changed_at = EXCLUDED.changed_at""",
    )
    sets.execute("UPDATE catalog_variant SET active = false WHERE item_id = ANY(%s)", [ids])
    _write_variants(items)
    _write_barcodes(items)
    _write_prices(items)
    sets.execute("DELETE FROM catalog_itemtax WHERE item_id = ANY(%s)", [ids])
    sets.insert(
        "catalog_itemtax",
        {"item_id": "uuid", "tax_id": "uuid", "position": "int"},
        [(item.id, tax, place) for item in items for place, tax in enumerate(item.taxes)],
    )


def _write_variants(items: Sequence[Item]) -> None:
    sets.insert(
        "catalog_variant",
        {
            "id": "uuid",
            "item_id": "uuid",
            "sku": "text",
            "options": "jsonb",
            "position": "int",
            "archived": "bool",
            "active": "bool",
        },
        [
            (
                variant.id,
                item.id,
                variant.sku,
                json.dumps(variant.options),
                place,
                variant.archived,
                not (item.archived or variant.archived),
            )
            for item in items
            for place, variant in enumerate(item.variants)
        ],
        tail="""ON CONFLICT (id) DO UPDATE SET sku = EXCLUDED.sku, options = EXCLUDED.options,
                position = EXCLUDED.position, archived = EXCLUDED.archived,
                active = EXCLUDED.active""",
    )


def _write_barcodes(items: Sequence[Item]) -> None:
    variants = [(item, variant) for item in items for variant in item.variants]
    sets.execute(
        "DELETE FROM catalog_barcode WHERE variant_id = ANY(%s)", [[v.id for _, v in variants]]
    )
    sets.insert(
        "catalog_barcode",
        {
            "variant_id": "uuid",
            "code": "text",
            "key": "text",
            "position": "int",
            "active": "bool",
        },
        [
            (
                variant.id,
                code,
                rules.barcode_key(code),
                place,
                not (item.archived or variant.archived),
            )
            for item, variant in variants
            for place, code in enumerate(variant.barcodes)
        ],
    )


def _write_prices(items: Sequence[Item]) -> None:
    """Write the lasting prices of the default list; prices with a period are left alone."""
    sets.execute(
        """
        INSERT INTO catalog_pricelist (id, name, is_default) VALUES (%s, '', true)
            ON CONFLICT DO NOTHING
        """,
        [new_id()],
    )
    variants = [variant for item in items for variant in item.variants]
    sets.execute(
        """
        DELETE FROM catalog_price p USING catalog_pricelist l
         WHERE l.id = p.price_list_id AND l.is_default AND p.valid_from IS NULL
           AND p.variant_id = ANY(%s)
        """,
        [[variant.id for variant in variants]],
    )
    priced = [variant for variant in variants if variant.price is not None]
    sets.execute(
        """
        INSERT INTO catalog_price (price_list_id, variant_id, amount, price_per_milli)
        SELECT l.id, row.* FROM catalog_pricelist l,
               unnest(%s::uuid[], %s::bigint[], %s::bigint[]) AS row
         WHERE l.is_default
        """,
        [
            [variant.id for variant in priced],
            [variant.price for variant in priced],
            [variant.price_per_milli for variant in priced],
        ],
    )


def _next(before: T | None, after: T) -> T:
    """Give a thing its version: the stored one when nothing differs, else the next."""
    if before is None:
        return replace(after, version=1)
    same = replace(after, version=before.version)
    return before if same == before else replace(after, version=before.version + 1)


def _announce(kind: str, named: Sequence[tuple[UUID, str]], *, by: Actor, at: datetime) -> None:
    changes.note(kind, [key for key, _ in named])
    audit.record(
        f"catalog.{kind}_saved",
        ", ".join(name for _, name in named)[:200],
        by=by,
        at=at,
        facts={str(key): name for key, name in named},
    )
