"""Trade numbers as others read them: every length of one number is one key."""

import json
import os
from pathlib import Path

import pytest

from tillbook.catalog.rules import barcode_key

ROOT = Path(__file__).resolve().parents[2]
CASES_FILE = Path(os.environ.get("TILLBOOK_ORACLES", ROOT / "../shared/oracles")) / "barcodes.json"
CASES = json.loads(CASES_FILE.read_text()) if CASES_FILE.exists() else []
NUMBERS = [case for case in CASES if case["input"].get("kind") == "gtin"]


@pytest.mark.skipif(not CASES, reason=f"{CASES_FILE} is absent; set TILLBOOK_ORACLES")
@pytest.mark.parametrize("case", NUMBERS, ids=lambda case: case["id"])
def test_a_trade_number_is_known_by_its_fourteen_digits(case):
    scanned = case["input"]["scan"].strip()
    assert barcode_key(scanned) == (case["expected"]["gtin14"] or scanned)
