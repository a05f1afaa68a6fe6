"""Whatever stands in the cells: every row is imported whole or named, and nothing breaks."""

import csv
import io
import random

import pytest

from tests.importing.test_profiles import LOYVERSE, SHOPIFY, TAXES, WOO
from tillbook.importing.refusals import FileUnreadable

ODD = [
    "",
    "",
    "",
    "x",
    "Ärmel ß",
    "消費税",
    "a" * 300,
    "<p>a</p>",
    "line\nbreak",
    "\x1b[2J",
    "tab\there",
    "=1+1",
    "'7",
    "0",
    "1",
    "-1",
    "1.5",
    "1,5",
    "1.234",
    "1,234",
    "99999999999999",
    "999999999999",
    "4.00638E+12",
    "4006381333931",
    "04006381333931",
    "Y",
    "N",
    "true",
    "variable",
    "simple",
    "variation",
    "grouped",
    "id:1",
    "Clothing > Tops, Music",
    " > ",
    "Title",
    "Default Title",
    "NaN",
    "٣",
    "\u202e",
    "%(value)s %s {}",
]
FEW = {
    "Handle": ["a", "b", "c", "d", ""],
    "Title": ["Tee", "Mug", ""],
    "Type": ["simple", "variable", "variation", "grouped", "simple, virtual", "x"],
    "Variant Price": ["1", "2.50", "3,5", "", "free"],
    "Regular price": ["1", "2.50", "3,5", "", "free"],
    "Parent": ["A", "B", "id:1", ""],
    "Option1 Value": ["S", "M", "Default Title", ""],
}
CODES = ("SKU", "Barcode", "REF")


def table(header, seed):
    chance = random.Random(seed)
    columns = next(csv.reader([header]))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for _ in range(chance.randrange(1, 30)):
        writer.writerow([cell(chance, column, header) for column in columns])
    return text.getvalue().encode()


def cell(chance, column, header):
    if chance.random() < 0.1:
        return chance.choice(ODD)
    if column == "Type" and header is SHOPIFY:
        return chance.choice(["Tops", "tops", ""])
    if column in FEW:
        return chance.choice(FEW[column])
    if any(word in column for word in CODES):
        return chance.choice(["", "", "A", "a", "B", "4006381333931", "04006381333931"])
    return chance.choice(["", "", "", "1", "Y", "N"])


@pytest.mark.parametrize(
    "header", [SHOPIFY, WOO, LOYVERSE + TAXES], ids=["shopify", "woo", "loyverse"]
)
@pytest.mark.parametrize("start", [0, 1000])
def test_files_of_any_content_come_in_whole_or_are_named(mover, header, start):
    batches = []
    for seed in range(start, start + 12):
        raw = table(header, seed)
        rows = list(csv.reader(io.StringIO(raw.decode())))
        try:
            checked = mover.checks(raw)
        except FileUnreadable:
            assert not any("".join(row).strip() for row in rows[1:])
            continue
        batches.append(mover.applies(checked))
        again = mover.checks(raw).outcome["counts"]
        assert (again["new"], again["changed"]) == (0, 0)
        assert again["problems"] == checked.outcome["counts"]["problems"]
    assert mover.violations() == []
    for batch in reversed(batches):
        assert mover.undoes(batch).kept == ()
    assert (mover.items(), mover.levels(), mover.books()) == ([], {}, {})
    assert mover.violations() == []
