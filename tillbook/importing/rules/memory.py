"""Items and outcomes as plain JSON: what a batch remembers."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from tillbook.catalog.types import Category, Change, Item, Tax, Unit, Variant
from tillbook.importing.rules.plans import NEW, UNCHANGED, Plan, Planned, counts_of
from tillbook.importing.types import Problem, Reading
from tillbook.kernel.quantity import from_milli

_SHOWN_OF_NEW = frozenset({"category", "taxes", "price", "sku", "barcodes"})


def item_to_json(item: Item) -> dict[str, Any]:
    """Write an item so that `item_from_json` gives back its equal."""
    plain = asdict(item)
    plain["id"] = str(item.id)
    plain["category"] = str(item.category) if item.category else None
    plain["taxes"] = [str(tax) for tax in item.taxes]
    for variant in plain["variants"]:
        variant["id"] = str(variant["id"])
    return plain


def item_from_json(plain: Mapping[str, Any]) -> Item:
    """Read what `item_to_json` wrote."""
    return Item(
        **{
            **plain,
            "id": UUID(plain["id"]),
            "category": UUID(plain["category"]) if plain["category"] else None,
            "unit": Unit(plain["unit"]),
            "options": tuple(plain["options"]),
            "taxes": tuple(UUID(tax) for tax in plain["taxes"]),
            "variants": tuple(
                Variant(
                    **{
                        **variant,
                        "id": UUID(variant["id"]),
                        "options": tuple(variant["options"]),
                        "barcodes": tuple(variant["barcodes"]),
                    }
                )
                for variant in plain["variants"]
            ),
        }
    )


def problem_from_json(plain: Mapping[str, Any]) -> Problem:
    """Read a problem of a remembered outcome."""
    return Problem(**plain)


def outcome_of(
    reading: Reading, plan: Plan, taxes: Sequence[Tax], categories: Sequence[Category]
) -> dict[str, Any]:
    """Tell what a plan would do: counts, columns, problems, each change with before and after."""
    tax_names = {tax.id: tax.name for tax in (*taxes, *plan.taxes)}
    tree = {category.id: category for category in (*categories, *plan.categories)}
    titles = {each.column: each for each in reversed(reading.matched)}
    return {
        "counts": counts_of(plan),
        "columns": [
            asdict(titles[each]) for each in dict.fromkeys(m.column for m in reading.matched)
        ],
        "problems": [
            {**asdict(problem), "facts": dict(problem.facts)} for problem in plan.problems
        ],
        "changes": [
            {
                "row": planned.imported.rows[0],
                "sku": next((each.sku for each in planned.after.variants if each.sku), ""),
                "name": planned.after.name,
                "kind": planned.kind,
                "fields": _fields(planned, tax_names, tree),
            }
            for planned in plan.items
            if planned.kind != UNCHANGED
        ],
    }


def _fields(
    planned: Planned, taxes: Mapping[UUID, str], tree: Mapping[UUID, Category]
) -> list[dict[str, Any]]:
    """Tell each field that differs; nothing is said of what was nothing and stays so."""
    fields = []
    for change in planned.changes:
        name, variant = _named(change, planned.after)
        if planned.kind == NEW and name not in _SHOWN_OF_NEW:
            continue
        if change.before is None and change.after in {None, "", (), False}:
            continue
        fields.append(
            {
                "field": name,
                "variant": variant,
                "before": _plain(name, change.before, taxes, tree),
                "after": _plain(name, change.after, taxes, tree),
            }
        )
    labels = {variant.id: variant.name for variant in planned.after.variants}
    lying = Counter[UUID]()
    for opening in planned.openings:
        lying[opening.variant] += opening.quantity_milli
    fields += [
        {"field": "stock", "variant": labels[key], "before": None, "after": from_milli(milli)}
        for key, milli in lying.items()
    ]
    return fields


def _named(change: Change, after: Item) -> tuple[str, str]:
    """Give a field its plain name and the variant it belongs to, if any."""
    match = re.fullmatch(r"variants/(\d+)/(\w+)", change.field)
    return (match[2], after.variants[int(match[1])].name) if match else (change.field, "")


def _plain(name: str, value: Any, taxes: Mapping[UUID, str], tree: Mapping[UUID, Category]) -> Any:
    if name == "taxes":
        return [taxes.get(tax, "") for tax in value or ()]
    if name == "category" and value is not None:
        path = []
        while value is not None and value in tree:
            path.append(tree[value].name)
            value = tree[value].parent
        return " > ".join(reversed(path))
    return list(value) if isinstance(value, tuple) else value
