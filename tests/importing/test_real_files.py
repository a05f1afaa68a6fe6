"""Real exports of three systems: the counts were worked out with an independent script."""

from collections import Counter

import pytest

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
