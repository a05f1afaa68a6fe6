"""What an import would do to the shop as it is: new, changed, unchanged. Pure decisions."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from tillbook.catalog import rules as catalog
from tillbook.catalog.types import Category, Change, Flaw, Item, Tax
from tillbook.importing.rules.drafts import Drafter, sku_candidates
from tillbook.importing.rules.shelves import Shelves
from tillbook.importing.types import ImportedItem, Problem, Reading

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
NO_PLACE = "importing.place_missing"


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop as it is, as far as a file can touch it.

    `references` maps keys of the old system to items; `skus` (casefolded) and `barcodes` (keys)
    map codes in use to items; `places` maps casefolded names to locations.
    """

    items: Mapping[UUID, Item]
    references: Mapping[str, UUID]
    skus: Mapping[str, UUID]
    barcodes: Mapping[str, UUID]
    taxes: Sequence[Tax]
    categories: Sequence[Category]
    places: Mapping[str, UUID]
    only_place: UUID | None
    inclusive: bool = True


@dataclass(frozen=True, slots=True)
class Opening:
    """What lies at a place when a variant begins; `cost` is minor units for one whole unit."""

    variant: UUID
    place: UUID
    quantity_milli: int
    cost: int | None


@dataclass(frozen=True, slots=True)
class Planned:
    """One item of the file beside what the shop has: what becomes of it.

    `before` is the stored item; a new one has none, or one that was archived before.
    """

    imported: ImportedItem
    kind: str
    before: Item | None
    after: Item
    changes: tuple[Change, ...]
    openings: tuple[Opening, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an import would do, and every problem."""

    items: tuple[Planned, ...]
    problems: tuple[Problem, ...]
    taxes: tuple[Tax, ...]
    categories: tuple[Category, ...]


def codes_of(reading: Reading) -> tuple[list[str], list[str]]:
    """List the SKUs, given or made, and the barcodes whose holders a plan must know."""
    variants = [variant for item in reading.items for variant in item.variants]
    skus = [variant.sku for variant in variants if variant.sku]
    made = [sku for item in reading.items for sku in sku_candidates(item)]
    return [*skus, *made], [code for variant in variants for code in variant.barcodes]


def plan(reading: Reading, shop: Shop, *, make_id: Callable[[], UUID]) -> Plan:
    """Lay a file over the shop. An item that cannot be saved becomes a problem, whole."""
    shelves = Shelves(shop.taxes, shop.categories, inclusive=shop.inclusive, make_id=make_id)
    given = {
        variant.sku.casefold() for item in reading.items for variant in item.variants if variant.sku
    }
    drafter = Drafter(
        shelves, taken_skus=given | set(shop.skus), columns=reading.columns, make_id=make_id
    )
    stored, problems = _matched(reading, shop)
    planned = []
    for item in reading.items:
        if item.key in stored:
            match = stored[item.key]
            before = shop.items.get(match) if match else None
            planned.append(_planned(item, before, drafter.draft(item, before)))
    planned, unfit = _without_unfit(planned, reading, shop)
    planned, unplaced = _with_openings(planned, reading, shop)
    notices = [*reading.problems, *drafter.problems, *unplaced]
    left_out = {row for item in reading.items for row in item.rows} - {
        row for each in planned for row in each.imported.rows
    }
    problems += unfit + [each for each in notices if each.blocks or each.row not in left_out]
    taxes, categories = shelves.used_by([each.after for each in planned])
    problems.sort(key=lambda problem: (problem.row, problem.column))
    return Plan(tuple(planned), tuple(problems), taxes, categories)


def counts_of(plan_: Plan) -> dict[str, int]:
    """Count items by what becomes of them, rows left out, and notices."""
    kinds = Counter(each.kind for each in plan_.items)
    blocking = sum(problem.blocks for problem in plan_.problems)
    return {kind: kinds[kind] for kind in (NEW, CHANGED, UNCHANGED)} | {
        "problems": blocking,
        "notices": len(plan_.problems) - blocking,
    }


def _matched(reading: Reading, shop: Shop) -> tuple[dict[str, UUID | None], list[Problem]]:
    """Find the stored item of each item of the file: by reference, else by its SKUs."""
    found: dict[str, UUID | None] = {}
    problems: list[Problem] = []
    claimed: dict[UUID, int] = {}
    keys: dict[str, int] = {}
    for item in reading.items:
        by_sku = {
            shop.skus[variant.sku.casefold()]
            for variant in item.variants
            if variant.sku.casefold() in shop.skus
        }
        match = shop.references.get(item.key)
        if match is None and len(by_sku) == 1:
            match = by_sku.pop()
        elif match is None and by_sku:
            problems.append(_problem(reading, item.rows[0], "sku", "importing.sku_of_two_items"))
            continue
        other = claimed.get(match) if match else keys.get(item.key)
        if other is not None:
            facts = {"other_row": other}
            problems.append(
                _problem(reading, item.rows[0], "name", "importing.item_twice", item.name, facts)
            )
            continue
        if match is not None:
            claimed[match] = item.rows[0]
        keys[item.key] = item.rows[0]
        found[item.key] = match
    return found, problems


def _planned(imported: ImportedItem, before: Item | None, after: Item) -> Planned:
    complete = catalog.completed(before, after)
    is_new = before is None or (before.archived and not complete.archived)
    changes = catalog.changes_between(None if is_new else before, complete)
    kind = NEW if is_new else CHANGED if changes else UNCHANGED
    return Planned(imported, kind, before, complete, tuple(changes))


def _without_unfit(
    planned: Sequence[Planned], reading: Reading, shop: Shop
) -> tuple[list[Planned], list[Problem]]:
    """Leave out what the catalogue would refuse, until what is left fits together."""
    problems: list[Problem] = []
    fit = []
    for each in planned:
        flaws = [*catalog.flaws_of(each.after), *_flaws_of_shelves(each.imported)]
        problems += [_of_flaw(flaw, each, reading) for flaw in flaws]
        if not flaws:
            fit.append(each)
    while clashes := _clashes(fit, reading, shop):
        problems += [problem for found in clashes.values() for problem in found]
        fit = [each for each in fit if each.after.id not in clashes]
    return fit, problems


def _flaws_of_shelves(item: ImportedItem) -> list[Flaw]:
    """Say why the catalogue would refuse the category or the taxes that the file names."""
    flaws = [
        replace(flaw, pointer="/category", value=name[:60])
        for name in item.category
        for flaw in catalog.flaws_of_name(name)
    ]
    for tax in item.taxes or ():
        found = catalog.flaws_of_tax(Tax(UUID(int=0), tax.name, tax.rate_ppm or 0))
        flaws += [replace(flaw, pointer="/taxes", value=tax.name[:60]) for flaw in found]
    return flaws


def _clashes(fit: Sequence[Planned], reading: Reading, shop: Shop) -> dict[UUID, list[Problem]]:
    """Say for each item which of its codes another item holds and would go on holding."""
    kept = {each.after.id: _codes(each.after) for each in fit}
    found: dict[UUID, list[Problem]] = {}
    for each in fit:
        if each.after.archived:
            continue
        for at, variant in enumerate(each.after.variants):
            codes = [("sku", variant.sku.casefold(), variant.sku)] if variant.sku else []
            codes += [("barcodes", catalog.barcode_key(code), code) for code in variant.barcodes]
            for kind, key, value in codes if not variant.archived else []:
                holder = (shop.skus if kind == "sku" else shop.barcodes).get(key, each.after.id)
                if holder != each.after.id and (kind, key) in kept.get(holder, {(kind, key)}):
                    code = "importing.sku_in_use" if kind == "sku" else "importing.barcode_in_use"
                    name = shop.items[holder].name if holder in shop.items else ""
                    problem = _problem(reading, _row(each, at), kind, code, value, {"item": name})
                    found.setdefault(each.after.id, []).append(problem)
    return found


def _codes(item: Item) -> set[tuple[str, str]]:
    living = [variant for variant in item.variants if not (item.archived or variant.archived)]
    skus = {("sku", variant.sku.casefold()) for variant in living if variant.sku}
    return skus | {
        ("barcodes", catalog.barcode_key(code)) for variant in living for code in variant.barcodes
    }


def _with_openings(
    planned: Sequence[Planned], reading: Reading, shop: Shop
) -> tuple[list[Planned], list[Problem]]:
    """Give new variants the stock the file tells of; a place nobody knows is named once."""
    unknown: dict[str, Problem] = {}
    placed = []
    for each in planned:
        known = {variant.id for variant in each.before.variants} if each.before else set()
        openings = []
        for at, imported in enumerate(each.imported.variants):
            variant = each.after.variants[at].id
            if not each.after.track_stock or (each.kind != NEW and variant in known):
                continue
            for stock in imported.stock:
                place = shop.places.get(stock.location.casefold(), shop.only_place)
                if place is None:
                    unknown.setdefault(
                        stock.location,
                        _problem(
                            reading,
                            imported.row,
                            "stock",
                            "importing.place_unknown" if stock.location else NO_PLACE,
                            stock.location,
                            blocks=False,
                        ),
                    )
                elif stock.quantity_milli:
                    openings.append(Opening(variant, place, stock.quantity_milli, imported.cost))
        placed.append(replace(each, openings=tuple(openings)))
    return placed, list(unknown.values())


def _of_flaw(flaw: Flaw, planned: Planned, reading: Reading) -> Problem:
    """Name a flaw of the catalogue by the row and column it came from."""
    match = re.match(r"/variants/(\d+)/(\w+)", flaw.pointer)
    row = _row(planned, int(match[1])) if match else planned.imported.rows[0]
    field = match[2] if match else flaw.pointer.strip("/").split("/")[0]
    return _problem(reading, row, field, flaw.code, flaw.value)


def _row(planned: Planned, at: int) -> int:
    variants = planned.imported.variants
    return variants[at].row if at < len(variants) else planned.imported.rows[0]


def _problem(
    reading: Reading,
    row: int,
    field: str,
    code: str,
    value: str = "",
    facts: Mapping[str, Any] | None = None,
    *,
    blocks: bool = True,
) -> Problem:
    column = reading.columns.get(field, "")
    return Problem(row, column, value, code, facts or {}, blocks=blocks)
