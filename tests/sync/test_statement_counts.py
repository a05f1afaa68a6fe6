"""Posting is done in sets: one document and a thousand take the same statements."""

import json
from datetime import UTC, datetime

import pytest

from tillbook.sync import intake, reading


def read(documents, by):
    return [intake.Sent(by, reading.read(json.dumps(each).encode())) for each in documents]


@pytest.fixture
def warmed(chic):
    """A shop whose three offers were sold before: every level exists."""
    till = chic.till()
    warm_up = till.sell(*((offer, "1") for offer in chic.offers.values()))
    with chic.working():
        intake.receive(read([warm_up], chic.actor), at=datetime.now(UTC))
    return chic, till


@pytest.mark.parametrize("count", [1, 1000])
def test_one_sale_and_a_thousand_take_the_same_statements(warmed, statements, count):
    shop, till = warmed
    batch = read([till.sell((shop.offers["dress"], "1")) for _ in range(count)], shop.actor)
    with shop.working(), statements() as seen:
        answers = intake.receive(batch, at=datetime.now(UTC))
    assert {answer.result for answer in answers} == {"created"}
    assert len(seen) == 11, "\n".join(seen)


@pytest.mark.parametrize("count", [1, 200])
def test_one_return_and_two_hundred_take_the_same_statements(warmed, statements, count):
    shop, till = warmed
    sales = [till.sell((shop.offers["dress"], "2")) for _ in range(count)]
    with shop.working():
        intake.receive(read(sales, shop.actor), at=datetime.now(UTC))
    batch = read([till.take_back(sale, {"1": "1"}) for sale in sales], shop.actor)
    with shop.working(), statements() as seen:
        answers = intake.receive(batch, at=datetime.now(UTC))
    assert {answer.result for answer in answers} == {"created"}
    assert len(seen) == 15, "\n".join(seen)
