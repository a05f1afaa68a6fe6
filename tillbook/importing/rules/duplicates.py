"""Codes that two rows of one file claim: the first keeps it, the second is named and left out."""

from collections.abc import Iterable
from dataclasses import replace

from tillbook.catalog.rules import barcode_key
from tillbook.importing.types import ImportedItem, ImportedVariant, Problem, Reading


def without_duplicates(reading: Reading) -> Reading:
    """Leave out items that claim a SKU or barcode of an item before them, naming both rows."""
    holders: dict[tuple[str, str], int] = {}
    problems: list[Problem] = []
    fit: list[ImportedItem] = []
    for item in reading.items:
        claims = list(_claims(item.variants))
        own: dict[tuple[str, str], int] = {}
        found = []
        for claim, variant, value in claims:
            other = holders.get(claim) or own.get(claim)
            if other is not None:
                found.append(_problem(reading, claim[0], variant.row, value, other))
            own[claim] = variant.row
        problems += found
        if not found:
            holders |= own
            fit.append(item)
    taken_in = {id(item) for item in fit}
    left_out = {row for item in reading.items if id(item) not in taken_in for row in item.rows}
    kept = [each for each in reading.problems if each.blocks or each.row not in left_out]
    merged = sorted([*kept, *problems], key=lambda problem: (problem.row, problem.column))
    return replace(reading, items=tuple(fit), problems=tuple(merged))


def _claims(
    variants: Iterable[ImportedVariant],
) -> Iterable[tuple[tuple[str, str], ImportedVariant, str]]:
    for variant in variants:
        if variant.sku:
            yield ("sku", variant.sku.casefold()), variant, variant.sku
        for code in variant.barcodes:
            yield ("barcodes", barcode_key(code)), variant, code


def _problem(reading: Reading, kind: str, row: int, value: str, other: int) -> Problem:
    code = "importing.sku_twice" if kind == "sku" else "importing.barcode_twice"
    return Problem(row, reading.columns[kind], value, code, {"other_row": other})
