"""Splits of money as other systems make them, against the engine's one way to split."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from tillbook_pricing.money import allocate

ROOT = Path(__file__).resolve().parents[2]
CASES_FILE = (
    Path(os.environ.get("TILLBOOK_ORACLES", ROOT / "../shared/oracles")) / "money_allocation.json"
)
CASES = json.loads(CASES_FILE.read_text()) if CASES_FILE.exists() else []

FIRST_SHARES = (
    "another way to split: the remainder goes to the first shares, ours to the largest remainders"
)
NOT_COVERED = {
    "money_allocation-18e7687c": FIRST_SHARES,
    "money_allocation-41a5decd": FIRST_SHARES,
    "money_allocation-04a6dfbd": FIRST_SHARES + "; steps of 0.05 come with cash rounding",
    "money_allocation-743a8354": FIRST_SHARES,
}


@pytest.mark.skipif(not CASES, reason=f"the oracle cases are not at {CASES_FILE}")
def test_the_oracle_cases_are_read():
    known = {case["id"] for case in CASES}

    assert set(NOT_COVERED) <= known
    assert len(known) - len(NOT_COVERED) >= 30


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case["id"]) for case in CASES if case["id"] not in NOT_COVERED],
)
def test_a_split_is_as_expected(case):
    asked, expected = case["input"], case["expected"]
    total = asked.get("amount_minor", asked.get("total_minor"))
    if total is None:
        total = minor(asked["amount"])
    weights = asked.get("ratios") or asked.get("weights_minor") or [1] * asked["n"]
    weights = [int(Decimal(str(weight)) * 1000) for weight in weights]

    parts = allocate(total, weights, [str(place) for place in range(len(weights))])

    wanted = expected.get("parts_minor") or [minor(part) for part in expected["parts"]]
    assert parts == wanted


@pytest.mark.parametrize("case", [case for case in CASES if case["id"] in NOT_COVERED])
def test_a_case_said_to_be_another_way_is_one(case):
    assert "first non-zero shares" in case["input"]["method"]


def minor(amount: str) -> int:
    return int(Decimal(amount) * 100)
