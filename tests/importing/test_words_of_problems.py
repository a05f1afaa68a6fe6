"""Every code has words."""

import dataclasses
import inspect
import re
from pathlib import Path

import tillbook.importing
from tillbook.catalog import rules as catalog
from tillbook.catalog.types import Item, Variant
from tillbook.importing import words
from tillbook.importing.profiles import loyverse, shopify, woocommerce
from tillbook.importing.types import Problem

FOLDER = Path(tillbook.importing.__file__).parent
_CODE = re.compile(r'"(importing\.[a-z_]+)"')
_OF_BATCHES = {
    "importing.applied",
    "importing.undone",
    "importing.read",
    "importing.edit",
}


def codes():
    sources = [*FOLDER.glob("rules/*.py"), *FOLDER.glob("profiles/*.py"), FOLDER / "undoing.py"]
    return {code for source in sources for code in _CODE.findall(source.read_text())}


def test_every_code_that_is_raised_has_words_and_a_fix():
    known = words.CODES | set(words._FILES) | _OF_BATCHES
    assert codes() - known == set()


def test_every_flaw_that_the_catalogue_finds_in_an_item_has_words_here():
    of_items = re.findall(r'Flaw\(\s*"(catalog\.[a-z_]+)"', inspect.getsource(catalog))
    elsewhere = {"catalog.tax_twice", "catalog.sku_taken"}
    elsewhere |= {"catalog.barcode_taken"}  # found by `duplicates` and `plans` before
    elsewhere |= {each for each in of_items if each.startswith("catalog.category_")}
    assert set(of_items) - elsewhere - words.CODES == set()
    assert len(of_items) > 10


def test_every_field_and_column_has_a_word():
    fields = {field.name for kind in (Item, Variant) for field in dataclasses.fields(kind)}
    names = {*shopify._NAMES, *woocommerce._NAMES, *loyverse._PLACES, *loyverse._OF_A_STORE}
    names |= {"attribute_name", "attribute", "tax", "stock"}
    for name in (fields | names) - {"version"}:
        assert words.of_field(re.sub(r"[0-9]", "", name), "M").startswith("M: ")


def test_a_problem_is_said_with_its_value_and_a_fix():
    said = words.of_problem(
        Problem(282, "Barcode", "893", "importing.barcode_twice", {"other_row": 30})
    )
    assert said["message"] == "The barcode “893” stands in row 30 already."
    assert said["fix"]
    for code in words.CODES:
        words.of_problem(Problem(1, "", "x", code, {"other_row": 1, "item": "y"}))
