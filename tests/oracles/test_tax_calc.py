"""Taxes as other systems and tax offices compute them, against the engine.

A case's smallest unit is our minor unit. Cases that keep all digits name six; they are priced
with two digits more, which shows the engine's exact fractions.
"""

import json
import os
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from tillbook_pricing import price

ROOT = Path(__file__).resolve().parents[2]
CASES_FILE = Path(os.environ.get("TILLBOOK_ORACLES", ROOT / "../shared/oracles")) / "tax_calc.json"
CASES = json.loads(CASES_FILE.read_text()) if CASES_FILE.exists() else []

CHOSEN_BASE = (
    "needs a tax to name which earlier taxes it rests on; ours rests on none or on all of them"
)
PER_UNIT = "taxes of a fixed amount per unit (deposits, eco taxes) are not in the cart yet"
DIVISION = "division taxes (Brazil) are not in the cart yet"
SURCHARGE = "surcharges outside discounts and taxes are not in the cart yet"
ROUNDED_NET = (
    "rounds the net by itself, so that the customer pays something else than the price on the "
    "shelf; our prices with tax inside never change by rounding"
)
NOT_COVERED = {
    "tax_calc-48806780": CHOSEN_BASE,
    "tax_calc-c53bd072": CHOSEN_BASE,
    "tax_calc-5f6c6d1d": CHOSEN_BASE,
    "tax_calc-feeb8c2d": CHOSEN_BASE + "; and withholding, a rate below zero",
    "tax_calc-feed7fe2": PER_UNIT,
    "tax_calc-623c1727": PER_UNIT,
    "tax_calc-ef4aa82f": PER_UNIT,
    "tax_calc-1567a333": DIVISION,
    "tax_calc-47023464": DIVISION + "; " + PER_UNIT,
    "tax_calc-25811bf9": SURCHARGE,
    "tax_calc-6ae719ce": SURCHARGE,
    "tax_calc-4dd1088c": ROUNDED_NET,
    "tax_calc-6b6659aa": ROUNDED_NET,
    "tax_calc-b0e430d2": ROUNDED_NET,
}
PER_DOCUMENT = ("per_document", "sum_by_net_keep_gross")


@pytest.mark.skipif(not CASES, reason=f"the oracle cases are not at {CASES_FILE}")
def test_the_oracle_cases_are_read():
    known = {case["id"] for case in CASES}

    assert set(NOT_COVERED) <= known
    assert len(known) - len(NOT_COVERED) >= 40


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case["id"]) for case in CASES if case["id"] not in NOT_COVERED],
)
def test_taxes_are_as_expected(case):
    asked, expected = case["input"], case["expected"]
    unit = smallest_unit(asked)

    priced = price(cart(asked, unit))

    found = {
        "net": priced["net"] * unit,
        "tax": priced["tax"] * unit,
        "gross": priced["total"] * unit,
        "total": priced["total"] * unit,
        "net_minor": priced["net"],
        "gross_minor": priced["total"],
        "tax_by_rate_order": [tax["amount"] * unit for tax in priced["taxes"]],
        "taxes": [
            {"base": tax["base"] * unit, "amount": tax["amount"] * unit} for tax in priced["taxes"]
        ],
    }
    assert as_numbers({key: found[key] for key in expected}) == as_numbers(expected)


def smallest_unit(asked) -> Decimal:
    if str(asked.get("rounding", "")).startswith("none"):
        return Decimal("0.00000001")
    return Decimal(asked.get("smallest_unit", "0.01"))


def cart(asked, unit: Decimal):
    taxes: dict[tuple[object, ...], dict[str, object]] = {}
    return {
        "currency": "EUR",
        "rounding": "document" if asked.get("rounding") in PER_DOCUMENT else "line",
        "lines": [
            line(asked, place, each, unit, taxes) for place, each in enumerate(asked["lines"])
        ],
        "taxes": list(taxes.values()),
        "discounts": [
            {"id": "order", "amount": int(Decimal(discount["amount"]) / unit)}
            for discount in asked.get("discounts", [])
            if discount["type"] == "fixed_order"
        ],
    }


def line(asked, place, each, unit: Decimal, taxes):
    # A thousand pieces of a thousandth of the price: prices below the unit stay exact.
    unit_price = (
        each["price_minor"] * 1000
        if "price_minor" in each
        else int(Decimal(each["price"]) / unit * 1000)
    )
    wanted = each.get("taxes") or [
        {"kind": "percent", "rate": each["rate"], "in_price": asked["prices_include_tax"]}
    ]
    return {
        "id": str(place),
        "quantity": int(each["qty"]),
        "unit_price": unit_price,
        "price_per": 1000,
        "taxes": [tax_id(wanted, number, taxes) for number in range(len(wanted))],
        "discounts": [
            {"id": "unit", "amount": int(Decimal(discount["amount"]) / unit) * int(each["qty"])}
            for discount in asked.get("discounts", [])
            if discount["type"] == "fixed_per_unit" and discount["line"] == place
        ],
    }


def tax_id(wanted, number, taxes):
    """Name the tax in our terms: compound when it rests on all the taxes before it."""
    tax, before = wanted[number], wanted[:number]
    assert tax["kind"] == "percent"
    rests_on = [
        bool(each.get("adds_to_next_base") and tax.get("base_affected", True)) for each in before
    ]
    assert len(set(rests_on)) <= 1, "rests on some of the taxes before it"
    compound = any(rests_on)
    key = (number, tax["rate"], tax["in_price"], compound)
    taxes.setdefault(
        key,
        {
            "id": str(len(taxes)),
            "rate_ppm": int(Decimal(str(tax["rate"])) * 10_000),
            "inclusive": tax["in_price"],
            "compound": compound,
        },
    )
    return taxes[key]["id"]


def as_numbers(value):
    """Read every amount of a case or an answer, to six digits."""
    if isinstance(value, list):
        return [as_numbers(each) for each in value]
    if isinstance(value, dict):
        return {key: as_numbers(each) for key, each in value.items()}
    return Decimal(value).quantize(Decimal("0.000001"), ROUND_HALF_UP)
