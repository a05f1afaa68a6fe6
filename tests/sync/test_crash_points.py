"""Killed at any step of the intake, nothing is half done, and sending again completes it."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sync.door import journal, results, rows, send

ROOT = Path(__file__).resolve().parents[2]
POINTS = sorted(
    {
        point
        for module in ("sync", "sales", "stock", "payments", "ledger")
        for source in (ROOT / "tillbook" / module).rglob("*.py")
        for point in re.findall(r'crash_at\("([^"]+)"\)', source.read_text())
    }
)


def deliver(shop, documents, crash_at=""):
    return subprocess.run(
        [sys.executable, "-m", "tests.sync.crashing"],
        input=json.dumps({"token": shop.tokens["T1"], "documents": documents}),
        env=os.environ | {"TILLBOOK_TEST_MODE": "1", "TILLBOOK_CRASH_AT": crash_at},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def day(chic):
    """Every kind of document, in one upload with two waves of sales."""
    till = chic.till()
    opening = till.open_shift()
    sale = till.sell((chic.offers["dress"], "2"), (chic.offers["tote"], "1"))
    return chic, [
        opening,
        sale,
        till.take_back(sale, {"1": "1"}),
        till.move_cash(-300, "milk"),
        till.close_shift(counted=18100),
    ]


def everything_is_there_once(shop, documents):
    assert set(journal(shop)) == {each["id"] for each in documents}
    assert (shop.on_hand("dress"), shop.on_hand("tote")) == ("9", "9")
    assert rows(shop, "SELECT expected, counted FROM payments_shift") == [(18100, 18100)]
    assert rows(shop, "SELECT count(*) FROM ledger_entry WHERE purpose <> 'stock.opening'") == [
        (len(documents),)
    ]
    assert shop.violations() == []


def test_a_delivery_passes_every_crash_point_there_is(day):
    shop, documents = day
    done = deliver(shop, documents)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == POINTS
    assert len(POINTS) >= 9
    everything_is_there_once(shop, documents)


@pytest.mark.slow
@pytest.mark.parametrize("point", [*POINTS, "sales.written:2", "sales.announced:2"])
def test_killed_at_a_crash_point_nothing_is_half_done_and_sending_again_completes_it(day, point):
    shop, documents = day
    killed = deliver(shop, documents, crash_at=point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert journal(shop) == {}
    assert shop.on_hand("dress") == "10"
    assert shop.violations() == []
    answers = send(shop.tokens["T1"], *documents)
    assert results(answers) == ["created"] * len(documents)
    everything_is_there_once(shop, documents)
