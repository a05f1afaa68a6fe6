"""Readable cases with their answers, read here by both engines and by the web's own tests."""

import json
from pathlib import Path

import pytest

from tillbook_pricing import PricingError, price, price_json, reverse, reverse_json

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
PRICED = ["pricing_lines", "pricing_discounts", "pricing_taxes", "pricing_rounding"]


def cases(*files):
    return [case for file in files for case in json.loads((VECTORS / f"{file}.json").read_text())]


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def as_text(value):
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("case", cases(*PRICED))
def test_a_cart_is_priced(case, micropython_price):
    text, answer = as_text(case["cart"]), canonical(case["priced"])

    assert price(case["cart"]) == case["priced"]
    assert price_json(text) == answer
    assert micropython_price(text) == answer


@pytest.mark.parametrize("case", cases("pricing_returns"))
def test_a_return_is_priced_against_its_receipt(case, micropython_reverse):
    text, answer = as_text(case), canonical(case["reversal"])

    assert price(case["cart"]) == case["priced"]
    assert (
        reverse(case["cart"], case["priced"], case["returned_before"], case["lines"])
        == case["reversal"]
    )
    assert reverse_json(text) == answer
    assert micropython_reverse(text) == answer


@pytest.mark.parametrize("case", cases("pricing_refusals"))
def test_a_malformed_cart_is_refused(case, micropython_price):
    with pytest.raises(PricingError) as caught:
        price(case["cart"])

    assert (caught.value.code, caught.value.pointer) == (
        case["error"]["code"],
        case["error"]["pointer"],
    )
    refused = {"error": {**case["error"], "message": caught.value.message}}
    text = as_text(case["cart"])
    assert price_json(text) == micropython_price(text) == canonical(refused)


def test_every_vector_of_pricing_is_read_here():
    assert sorted(path.stem for path in VECTORS.glob("pricing_*.json")) == sorted(
        [*PRICED, "pricing_returns", "pricing_refusals"]
    )
