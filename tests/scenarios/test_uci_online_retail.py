"""Two real months of a wholesaler, cancellations, adjustments and dirty stock codes included.

`python -m benchmarks.uci.run` does the same with the whole year of 25,900 documents.
"""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from storm import uci, wholesaler
from tests.sync.door import upload
from tillbook.cli.commands.check import every_check
from tillbook.kernel.work import unit_of_work

DATASETS = Path(
    os.environ.get("TILLBOOK_DATASETS", Path(__file__).resolve().parents[3] / "shared" / "data")
)
ORACLES = Path(os.environ.get("TILLBOOK_ORACLES", DATASETS.parent / "oracles"))
MONTHS = ("2011-02", "2011-04")  # the second has one of the file's four prices below a penny


@pytest.fixture(scope="module")
def invoices():
    if not (DATASETS / uci.FILE).exists():
        pytest.skip(f"{DATASETS / uci.FILE} is absent; set TILLBOOK_DATASETS to the real files")
    return uci.read(DATASETS, months=MONTHS)


def send_all(shop, invoices):
    answers = []
    for count, body in uci.uploads(invoices, register=shop.register, size=200):
        response = upload(shop.key, body)
        assert response.status_code == 200, response.content
        batch = response.json()["answers"]
        assert len(batch) == count
        answers += batch
    return answers


@pytest.mark.slow
def test_two_months_of_a_wholesaler_come_out_at_the_published_figures(invoices):
    shop = wholesaler.found(invoices)
    answers = send_all(shop, invoices)
    assert Counter(each["result"] for each in answers) == {"created": len(invoices)}
    assert {code for each in answers for code in each["exceptions"]} == set()
    numbers = [each["number"] for each in answers]
    kinds = Counter(number[5] for number in numbers)
    assert sorted(numbers) == sorted(
        f"W1-0-{kind}{n:06d}" for kind, count in kinds.items() for n in range(1, count + 1)
    )
    again = send_all(shop, invoices)
    assert Counter(each["result"] for each in again) == {"exists": len(invoices)}
    assert [each["number"] for each in again] == numbers
    cases = json.loads((ORACLES / "reporting.json").read_text())
    assert wholesaler.compare(shop, invoices, cases) == (len(MONTHS), [])
    assert [
        (number, line.code, str(line.exact), line.pence) for number, line in uci.unrounded(invoices)
    ] == [("550193", "PADS", "0.001", 0)]
    with unit_of_work(by=shop.actor):
        broken = [each for _module, checks in every_check() for check in checks for each in check()]
    assert broken == []
