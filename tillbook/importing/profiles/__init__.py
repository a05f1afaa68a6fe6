"""The systems we can read from: one file each, named here, tried in this order."""

from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType

from tillbook.importing.profiles import loyverse, shopify, woocommerce
from tillbook.importing.rules.duplicates import without_duplicates
from tillbook.importing.rules.tables import table_of
from tillbook.importing.types import Reading, Terms, Unreadable

PROFILES: Sequence[ModuleType] = (shopify, woocommerce, loyverse)
"""Each has NAME, TITLE, missing_of(header) and read(table, terms)."""


def read(raw: bytes, terms: Terms, *, profile: str = "") -> Reading:
    """Read a product export; the system is recognised by its header unless `profile` names it.

    Items with a blocking problem are left out whole. Raises Unreadable.
    """
    table = table_of(raw)
    asked = [each for each in PROFILES if not profile or profile == each.NAME]
    if not asked:
        raise Unreadable("importing.profile_unknown", profile=profile)
    missing = {each.TITLE: each.missing_of(table.header) for each in asked}
    for each in asked:
        if not missing[each.TITLE]:
            reading: Reading = each.read(table, terms)
            return without_duplicates(_only_fit_items(reading))
    if profile:
        raise Unreadable(
            "importing.columns_missing",
            profile=asked[0].TITLE,
            columns=", ".join(missing[asked[0].TITLE]),
        )
    raise Unreadable(
        "importing.format_unknown",
        known=", ".join(missing),
        columns=", ".join(table.header[:5])[:200],
    )


def _only_fit_items(reading: Reading) -> Reading:
    """Leave out the items with a blocking problem on any row, and the notices about them."""
    bad = {problem.row for problem in reading.problems if problem.blocks}
    fit = tuple(item for item in reading.items if bad.isdisjoint(item.rows))
    left_out = {row for item in reading.items if not bad.isdisjoint(item.rows) for row in item.rows}
    problems = [each for each in reading.problems if each.blocks or each.row not in left_out]
    problems.sort(key=lambda problem: (problem.row, problem.column))
    return replace(reading, items=fit, problems=tuple(problems))
