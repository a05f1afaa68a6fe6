"""Real exports of three systems: the counts were worked out with an independent script."""

from collections import Counter

import pytest

from tillbook.importing.refusals import FileUnreadable
from tillbook.importing.types import State

APPAREL = "shopify_products/apparel.csv"
HOME = "shopify_products/home-and-garden.csv"
JEWELRY = "shopify_products/jewelery.csv"
WOO = "woocommerce_sample/sample_products.csv"
WOO_FASHION = "woocommerce_sample/experimental_fashion_sample_9_products.csv"
WOO_NINE = "woocommerce_sample/experimental_sample_9_products.csv"
LOYVERSE = "loyverse_export/minimart_jp_th_vn_export_items.csv"


@pytest.mark.parametrize(
    "name, profile, items, variants, problems",
    [
        (APPAREL, "shopify", 20, 22, {}),
        (HOME, "shopify", 20, 21, {}),
        (JEWELRY, "shopify", 20, 23, {}),
        (WOO, "woocommerce", 16, 21, {"grouped_left_out": 1, "external_left_out": 1}),
        (WOO_FASHION, "woocommerce", 7, 7, {"variants_missing": 2}),
        (WOO_NINE, "woocommerce", 6, 6, {"variants_missing": 2, "grouped_left_out": 1}),
    ],
)
def test_every_row_is_imported_or_named(mover, dataset, name, profile, items, variants, problems):
    checked = mover.checks(dataset(name))
    assert checked.profile == profile
    assert mover.items() == []
    applied = mover.applies(checked)
    assert applied.state is State.APPLIED
    blocking = Counter(
        each["code"].removeprefix("importing.")
        for each in applied.outcome["problems"]
        if each["blocks"]
    )
    assert blocking == problems
    stored = mover.items()
    assert (len(stored), sum(len(each.variants) for each in stored)) == (items, variants)
    assert applied.outcome["counts"] == checked.outcome["counts"]
    assert applied.outcome["counts"]["new"] == items
    assert mover.violations() == []


@pytest.mark.parametrize(
    "name, price_total, units",
    [(APPAREL, 129_500, 22), (HOME, 234_584, 65), (JEWELRY, 98_074, 20), (WOO, 65_200, 0)],
)
def test_prices_and_stock_are_those_of_the_file(mover, dataset, name, price_total, units):
    mover.imports(dataset(name))
    variants = [variant for item in mover.items() for variant in item.variants]
    assert sum(variant.price for variant in variants) == price_total
    assert sum(milli for milli, _ in mover.levels().values()) == units * 1000


def test_a_real_till_of_1138_items_in_five_scripts_comes_over(unfounded, dataset):
    mover = unfounded.found(currency="JPY")
    applied = mover.imports(dataset(LOYVERSE))
    assert applied.outcome["counts"] == {
        "new": 1124,
        "changed": 0,
        "unchanged": 0,
        "problems": 14,
        "notices": 66,
    }
    assert Counter(each["code"] for each in applied.outcome["problems"]) == {
        "importing.barcode_twice": 14,
        "importing.stock_negative": 66,
    }
    twice = [each for each in applied.outcome["problems"] if each["blocks"]]
    assert (twice[0]["row"], twice[0]["value"], twice[0]["column"], twice[0]["facts"]) == (
        96,
        "8934614030844",
        "Barcode",
        {"other_row": 94},
    )
    items = mover.items()
    variants = [item.variants[0] for item in items]
    assert (len(items), sum(len(item.variants) for item in items)) == (1124, 1124)
    assert sum(variant.price is None for variant in variants) == 16
    assert sum(variant.price or 0 for variant in variants) == 660_568
    assert sum(len(variant.barcodes) for variant in variants) == 955
    assert sum(item.track_stock for item in items) == 1107
    assert sum(bool(item.taxes) for item in items) == 1123
    [tax] = mover.export()["taxes"]
    assert (tax["name"], tax["rate_ppm"]) == ("消費税", 80_000)
    assert len(mover.export()["categories"]) == 27
    levels = mover.levels()
    assert len(levels) == 821
    assert sum(milli for milli, _ in levels.values()) == 7_561_000
    assert sum(milli < 0 for milli, _ in levels.values()) == 66
    assert mover.books() == {"inventory": 2_535_749, "opening_balance": -2_535_749}
    assert mover.violations() == []


@pytest.mark.parametrize("name", [APPAREL, HOME, JEWELRY, WOO, WOO_FASHION, WOO_NINE, LOYVERSE])
def test_the_same_file_twice_changes_nothing(mover, dataset, name):
    mover.imports(dataset(name))
    once, levels = mover.export(), mover.levels()
    again = mover.imports(dataset(name)).outcome
    assert (again["counts"]["new"], again["counts"]["changed"]) == (0, 0)
    assert again["counts"]["unchanged"] == len(once["items"])
    assert again["changes"] == []
    assert (mover.export(), mover.levels()) == (once, levels)


def test_undoing_the_imports_of_all_systems_leaves_the_catalogue_as_it_was(mover, dataset):
    mover.imports(dataset(APPAREL))
    before, levels, books = mover.export(), mover.levels(), mover.books()
    batches = [mover.imports(dataset(name)) for name in (HOME, JEWELRY, WOO, LOYVERSE)]
    assert len(mover.items()) == 20 + 20 + 20 + 16 + 1124
    for batch in reversed(batches):
        undone = mover.undoes(batch)
        assert (undone.state, undone.kept) == (State.UNDONE, ())
    assert (mover.export(), mover.levels(), mover.books()) == (before, levels, books)
    assert mover.violations() == []


@pytest.mark.parametrize(
    "name", ["exported-products-comma.csv", "invalid-prices.csv", "exported-products-semicolon.csv"]
)
def test_a_file_of_a_system_nobody_knows_is_refused_with_its_columns(mover, dataset, name):
    with pytest.raises(FileUnreadable) as refused:
        mover.checks(dataset(f"medusa_products/{name}"))
    [error] = refused.value.facts["errors"]
    assert error["code"] == "importing.format_unknown"
    assert "Product Id, Product" in error["message"]
