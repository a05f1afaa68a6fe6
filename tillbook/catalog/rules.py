"""What makes an item fit to be sold, and what has changed about it: pure decisions."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from uuid import UUID

from tillbook.catalog.types import Category, Change, Flaw, Item, Tax, Variant

NAME_LENGTH = 250
CODE_LENGTH = 100
DESCRIPTION_LENGTH = 20_000
OPTIONS_MOST = 5
VARIANTS_MOST = 500
AMOUNT_MOST = 10**13
RATE_MOST_PPM = 10_000_000
_GTIN_LENGTHS = frozenset({8, 12, 13, 14})


def barcode_key(code: str) -> str:
    """Say by which key a barcode is found.

    The 8, 12, 13 and 14 digits of one trade number are one key (GS1 General Specifications,
    section 3.3.2); anything else is its own key.
    """
    if len(code) in _GTIN_LENGTHS and code.isascii() and code.isdigit():
        padded = code.zfill(14)
        weighted = sum(int(digit) * (3, 1)[at % 2] for at, digit in enumerate(padded[:13]))
        if (10 - weighted % 10) % 10 == int(padded[13]):
            return padded
    return code


def search_text(item: Item) -> str:
    """Put together what an item is found by: name, option values, SKUs and barcodes."""
    words = [item.name]
    for variant in item.variants:
        words += [*variant.options, variant.sku, *variant.barcodes]
    return "\n".join(dict.fromkeys(word.casefold() for word in words if word))


def completed(before: Item | None, after: Item) -> Item:
    """Give an item as it is stored: variants left out are archived, no price is per one."""
    given = {variant.id for variant in after.variants}
    dropped = [each for each in (before.variants if before else ()) if each.id not in given]
    variants = [
        replace(each, price_per_milli=1000) if each.price is None else each
        for each in (*after.variants, *(replace(each, archived=True) for each in dropped))
    ]
    return replace(after, variants=tuple(variants))


def flaws_of(item: Item) -> list[Flaw]:
    """Say everything that keeps one item from being saved."""
    return [*_flaws_of_head(item), *_flaws_of_options(item), *_flaws_of_variants(item)]


def flaws_of_name(name: str) -> list[Flaw]:
    """Say everything that keeps a text from naming an item, a category or a tax."""
    return list(_flaws_of_text(name, "/name", NAME_LENGTH, required=True))


def flaws_of_tax(tax: Tax) -> list[Flaw]:
    """Say everything that keeps a tax from being saved."""
    found = flaws_of_name(tax.name)
    if not 0 <= tax.rate_ppm <= RATE_MOST_PPM:
        found.append(Flaw("catalog.rate_out_of_range", "/rate_ppm", str(tax.rate_ppm)))
    return found


def flaws_of_categories(saved: Iterable[Category], stored: Iterable[Category]) -> list[Flaw]:
    """Say what keeps categories from being saved beside those stored: names, parents, rings."""
    tree = {category.id: category for category in stored}
    changed = list(saved)
    tree |= {category.id: category for category in changed}
    siblings = Counter(
        (each.parent, each.name.casefold()) for each in tree.values() if not each.archived
    )
    found: list[Flaw] = []
    for at, category in enumerate(changed):
        found += _flaws_of_text(category.name, f"/{at}/name", NAME_LENGTH, required=True)
        if category.parent is not None and category.parent not in tree:
            found.append(Flaw("catalog.category_unknown", f"/{at}/parent", str(category.parent)))
        elif _runs_in_a_ring(category, tree):
            found.append(Flaw("catalog.category_in_itself", f"/{at}/parent", category.name))
        if not category.archived and siblings[category.parent, category.name.casefold()] > 1:
            found.append(Flaw("catalog.category_name_taken", f"/{at}/name", category.name))
    return found


def changes_between(before: Item | None, after: Item) -> list[Change]:
    """List the fields that differ; variants are told apart by their ids. New items: everything."""
    changes = [
        Change(field.name, getattr(before, field.name, None), getattr(after, field.name))
        for field in fields(Item)
        if field.name not in {"id", "version", "variants"}
        and (before is None or getattr(before, field.name) != getattr(after, field.name))
    ]
    known = {variant.id: variant for variant in before.variants} if before else {}
    for at, variant in enumerate(after.variants):
        changes += _changes_of_variant(known.pop(variant.id, None), variant, at)
    if before and [each.id for each in before.variants] != [each.id for each in after.variants]:
        changes.append(
            Change("variants", tuple(each.name for each in before.variants), _names(after))
        )
    return changes


def _names(item: Item) -> tuple[str, ...]:
    return tuple(variant.name for variant in item.variants)


def _changes_of_variant(before: Variant | None, after: Variant, at: int) -> list[Change]:
    return [
        Change(
            f"variants/{at}/{field.name}",
            getattr(before, field.name, None),
            getattr(after, field.name),
        )
        for field in fields(Variant)
        if field.name != "id"
        and (before is None or getattr(before, field.name) != getattr(after, field.name))
    ]


def _flaws_of_head(item: Item) -> Iterator[Flaw]:
    yield from _flaws_of_text(item.name, "/name", NAME_LENGTH, required=True)
    if len(item.description) > DESCRIPTION_LENGTH:
        yield Flaw("catalog.text_too_long", "/description")
    if "\0" in item.description:
        yield Flaw("catalog.text_unprintable", "/description")
    if len(set(item.taxes)) != len(item.taxes):
        yield Flaw("catalog.tax_twice", "/taxes")


def _flaws_of_options(item: Item) -> Iterator[Flaw]:
    if len(item.options) > OPTIONS_MOST:
        yield Flaw("catalog.options_too_many", "/options")
    if len({name.casefold() for name in item.options}) != len(item.options):
        yield Flaw("catalog.option_twice", "/options")
    for at, name in enumerate(item.options):
        yield from _flaws_of_text(name, f"/options/{at}/name", CODE_LENGTH, required=True)


def _flaws_of_variants(item: Item) -> Iterator[Flaw]:
    if not item.variants or len(item.variants) > VARIANTS_MOST:
        yield Flaw("catalog.variants_out_of_range", "/variants", str(len(item.variants)))
    living = [variant for variant in item.variants if not variant.archived]
    combinations = Counter(variant.options for variant in living)
    skus = Counter(variant.sku.casefold() for variant in living if variant.sku)
    codes = Counter(barcode_key(code) for variant in living for code in variant.barcodes)
    for at, variant in enumerate(item.variants):
        where = f"/variants/{at}"
        yield from _flaws_of_variant(item, variant, where)
        if variant.archived:
            continue
        if combinations[variant.options] > 1:
            yield Flaw("catalog.options_twice", f"{where}/options", variant.name)
        if skus[variant.sku.casefold()] > 1:
            yield Flaw("catalog.sku_taken", f"{where}/sku", variant.sku)
        for code in variant.barcodes:
            if codes[barcode_key(code)] > 1:
                yield Flaw("catalog.barcode_taken", f"{where}/barcodes", code)


def _flaws_of_variant(item: Item, variant: Variant, where: str) -> Iterator[Flaw]:
    if len(variant.options) != len(item.options) and not variant.archived:
        yield Flaw("catalog.options_incomplete", f"{where}/options", variant.name)
    for value in variant.options:
        yield from _flaws_of_text(value, f"{where}/options", CODE_LENGTH, required=True)
    yield from _flaws_of_text(variant.sku, f"{where}/sku", CODE_LENGTH)
    for code in variant.barcodes:
        yield from _flaws_of_text(code, f"{where}/barcodes", CODE_LENGTH, required=True)
    if variant.price is not None and not 0 <= variant.price <= AMOUNT_MOST:
        yield Flaw("catalog.price_out_of_range", f"{where}/price", str(variant.price))
    if not 0 < variant.price_per_milli <= 1_000_000_000:
        yield Flaw("catalog.price_out_of_range", f"{where}/price_per")


def _flaws_of_text(text: str, pointer: str, most: int, *, required: bool = False) -> Iterator[Flaw]:
    if required and not text.strip():
        yield Flaw("catalog.text_missing", pointer)
    if len(text) > most:
        yield Flaw("catalog.text_too_long", pointer, text[:most])
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        yield Flaw("catalog.text_unprintable", pointer)


def _runs_in_a_ring(category: Category, tree: Mapping[UUID, Category]) -> bool:
    met = {category.id}
    above = category.parent
    while above is not None and above in tree:
        if above in met:
            return True
        met.add(above)
        above = tree[above].parent
    return False
