"""The moving average: value and quantity agree, whatever comes and goes."""

import json
from datetime import UTC, date, datetime
from functools import partial
from uuid import UUID

import pytest
from django.db.utils import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from tests.sync.door import at_once, rows
from tillbook.identity import operations as identity
from tillbook.kernel.ids import new_id
from tillbook.ledger import types as accounts
from tillbook.stock import operations as stock
from tillbook.stock.rules import cost_at_average, half_up
from tillbook.stock.types import ADJUSTMENT, Level, Move

HERE, THING = UUID(int=1), UUID(int=2)


def move(quantity_milli, value=None, *, place=HERE, variant=THING, source=None, line="1"):
    return Move(
        place=place,
        variant=variant,
        quantity_milli=quantity_milli,
        source=source or UUID(int=3),
        purpose=ADJUSTMENT,
        line=line,
        moved_at=datetime(2026, 11, 23, tzinfo=UTC),
        business_date=date(2026, 11, 23),
        by=UUID(int=4),
        value=value,
    )


receipts = st.builds(move, st.integers(1, 10**6), st.integers(0, 10**6))
sales = st.builds(move, st.integers(-(10**6), -1))
returns_at_average = st.builds(move, st.integers(1, 10**4))


@given(st.lists(st.one_of(receipts, sales, returns_at_average), max_size=40))
def test_a_level_is_the_sum_of_its_moves(moves):
    costed, after = cost_at_average({}, moves)
    level = after.get((HERE, THING), Level())
    assert level.on_hand_milli == sum(each.quantity_milli for each in moves)
    assert level.value == sum(each.value for each in costed)
    assert [each.move for each in costed] == moves


@given(st.lists(receipts, min_size=1, max_size=10), st.lists(st.integers(1, 10**5), max_size=30))
def test_value_and_quantity_reach_zero_together(bought, sold):
    costed, after = cost_at_average({}, bought)
    left = after[HERE, THING].on_hand_milli
    leaving = []
    for quantity in sold:
        if quantity <= left:
            leaving.append(move(-quantity))
            left -= quantity
    leaving += [move(-left)] if left else []
    costed, after = cost_at_average(after, leaving)
    assert after[HERE, THING].on_hand_milli == 0
    assert after[HERE, THING].value == 0
    assert -sum(each.value for each in costed) == sum(each.value for each in bought)


@given(st.lists(receipts, min_size=1, max_size=10), st.lists(st.integers(1, 10**5), max_size=30))
def test_what_is_there_never_has_a_negative_value(bought, sold):
    _costed, after = cost_at_average({}, bought)
    for quantity in sold:
        if quantity > after[HERE, THING].on_hand_milli:
            continue
        [costed], after = cost_at_average(after, [move(-quantity)])
        assert costed.value <= 0
        assert after[HERE, THING].value >= 0


@given(st.lists(st.one_of(receipts, sales), min_size=2, max_size=20), st.integers(1, 19))
def test_moves_in_two_batches_are_worth_what_they_are_in_one(moves, cut):
    together, level = cost_at_average({}, moves)
    first, between = cost_at_average({}, moves[:cut])
    second, after = cost_at_average(between, moves[cut:])
    assert together == first + second
    assert level == (after if moves[cut:] else between)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_below_zero_goods_leave_at_the_last_known_cost(quantity, value):
    _costed, after = cost_at_average({}, [move(quantity, value), move(-quantity)])
    [costed], after = cost_at_average(after, [move(-1000)])
    assert costed.value == -half_up(half_up(value * 10**9, quantity) * 1000, 10**9)
    assert after[HERE, THING].on_hand_milli == -1000


def test_the_average_is_of_all_receipts():
    costed, _after = cost_at_average(
        {}, [move(10_000, 2000), move(10_000, 4000), move(-1000), move(-19_000)]
    )
    assert [each.value for each in costed] == [2000, 4000, -300, -5700]


def adjust(shop, *moves):
    with shop.working():
        return stock.adjust(moves, account_role=accounts.INVENTORY_ADJUSTMENT)


def test_many_at_once_lose_no_move(chic):
    """Whoever comes reads the level under its lock: none overwrites what another wrote."""
    place = chic.locations["STORE001"]
    things = [UUID(offer.variant) for offer in chic.offers.values()]

    def taking(order):
        def take():
            for _ in range(10):
                once = partial(move, -1000, place=place, source=new_id())
                adjust(chic, *(once(variant=thing, line=str(thing)) for thing in order))

        return take

    at_once(taking(things), taking(things[::-1]), taking(things[1:] + things[:1]))
    assert [chic.on_hand(name) for name in chic.offers] == ["-20"] * 3
    assert chic.violations() == []


def test_a_place_that_many_use_first_at_once_is_made_once(chic):
    place = chic.locations["STORE002"]
    thing = UUID(chic.offers["dress"].variant)
    at_once(
        *(lambda: adjust(chic, move(1000, 50, place=place, variant=thing, source=new_id()))
          for _ in range(4))
    )  # fmt: skip
    assert chic.on_hand("dress", "STORE002") == "4"
    assert rows(chic, "SELECT count(*) FROM stock_place WHERE location_id = %s", place) == [(1,)]
    assert chic.violations() == []


def test_a_move_of_one_source_purpose_and_line_is_recorded_once(chic):
    place, thing = chic.locations["STORE001"], UUID(chic.offers["dress"].variant)
    once = move(-1000, place=place, variant=thing, source=new_id())
    adjust(chic, once)
    with pytest.raises(IntegrityError):
        adjust(chic, once)
    assert chic.on_hand("dress") == "9"


def test_the_call_that_integrators_know_word_for_word_moves_stock(chic, client):
    with chic.working():
        _key, secret = identity.make_key(
            name="Warehouse", scopes={"stock.adjust"}, locations=None, expires_at=None,
            by=chic.actor, at=datetime.now(UTC),
        )  # fmt: skip
    answer = client.post(
        "/api/v1/inventory/update",
        data=json.dumps({"product_id": "DRESS", "quantity_change": -1, "location_id": "STORE001"}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 200, answer.content
    assert answer.json()["product_id"] == "DRESS"
    assert str(answer.json()["quantity"]) == "9"
    assert chic.on_hand("dress") == "9"
    assert chic.violations() == []
