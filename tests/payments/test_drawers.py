"""Drawers: what was expected is what was booked by the count, and what comes later is named."""

import pytest

from tests.sync.door import filed, overlapping, results, rows, send


@pytest.fixture
def counter(chic):
    till = chic.till()
    return chic, till, chic.tokens["T1"]


def counts(shop):
    return rows(shop, "SELECT state, float_amount, expected, counted FROM payments_shift")


def test_a_count_expects_float_sales_change_and_movements(counter):
    shop, till, token = counter
    documents = [
        till.open_shift(float_amount=10000),
        till.sell((shop.offers["dress"], "1"), given=10000),
        till.sell((shop.offers["tote"], "1"), tender="card"),
        till.move_cash(2000, "change"),
        till.move_cash(-350, "milk"),
        till.close_shift(counted=17500),
    ]
    assert results(send(token, *documents)) == ["created"] * 6
    assert counts(shop) == [("CLOSED", 10000, 17550, 17500)]
    assert shop.books()["cash_over_short"] == "0.50"
    assert shop.violations() == []


def test_a_sale_that_comes_after_the_count_is_booked_and_named(counter):
    shop, till, token = counter
    opening = till.open_shift()
    late = till.sell((shop.offers["dress"], "1"))
    count = till.close_shift(counted=15900)
    send(token, opening, count)
    [answer] = send(token, late)
    assert answer["exceptions"] == ["sales.shift_closed"]
    assert filed(shop, late)["sales.shift_closed"]["cash"] == 5900
    assert counts(shop) == [("CLOSED", 10000, 10000, 15900)]
    assert shop.books()["cash_drawer"] == "59.00"
    assert shop.violations() == []


def test_cash_moved_that_comes_after_the_count_is_booked_and_named(counter):
    shop, till, token = counter
    opening = till.open_shift()
    late = till.move_cash(-350, "milk")
    count = till.close_shift(counted=9650)
    send(token, opening, count)
    [answer] = send(token, late)
    assert answer["result"] == "created"
    assert answer["exceptions"] == ["payments.shift_closed"]
    assert shop.books()["cash_drawer"] == "-3.50"
    assert shop.violations() == []


def test_a_shift_counted_twice_is_booked_once_and_named(counter):
    shop, till, token = counter
    opening = till.open_shift()
    shift = till.shift
    count = till.close_shift(counted=10000)
    till.shift = shift
    again = till.close_shift(counted=9000)
    answers = send(token, opening, count) + send(token, again)
    assert [each["exceptions"] for each in answers] == [[], [], ["payments.shift_counted_twice"]]
    assert filed(shop, again)["payments.shift_counted_twice"]["counted"] == 9000
    assert counts(shop) == [("CLOSED", 10000, 10000, 10000)]
    assert shop.violations() == []


def test_a_shift_counted_twice_in_one_upload_is_booked_once_and_named(counter):
    shop, till, token = counter
    opening = till.open_shift()
    shift = till.shift
    count = till.close_shift(counted=10000)
    till.shift = shift
    again = till.close_shift(counted=9000)
    answers = send(token, opening, count, again)
    assert [each["exceptions"] for each in answers] == [[], [], ["payments.shift_counted_twice"]]
    assert counts(shop) == [("CLOSED", 10000, 10000, 10000)]
    assert shop.violations() == []


def test_a_count_of_a_shift_that_never_opened_is_kept_and_named(counter):
    shop, till, token = counter
    till.open_shift()
    count = till.close_shift(counted=10000)
    [answer] = send(token, count)
    assert answer["exceptions"] == ["payments.shift_unknown"]
    assert counts(shop) == []
    assert shop.violations() == []


@pytest.mark.parametrize("where", ["sales.judged", "sales.payments_recorded", "sync.posted"])
def test_a_sale_on_its_way_while_its_shift_is_counted_is_in_the_count(counter, monkeypatch, where):
    shop, till, token = counter
    send(token, till.open_shift())
    sale = till.sell((shop.offers["dress"], "1"))
    count = till.close_shift(counted=15900)
    first, second = overlapping(
        monkeypatch, where, lambda: send(token, sale), lambda: send(token, count)
    )
    assert results(first) == results(second) == ["created"]
    assert counts(shop) == [("CLOSED", 10000, 15900, 15900)]
    assert shop.violations() == []


def test_cash_moved_while_its_shift_is_counted_is_in_the_count(counter, monkeypatch):
    shop, till, token = counter
    send(token, till.open_shift())
    milk = till.move_cash(-350, "milk")
    count = till.close_shift(counted=9650)
    first, second = overlapping(
        monkeypatch, "sync.posted", lambda: send(token, milk), lambda: send(token, count)
    )
    assert results(first) == results(second) == ["created"]
    assert counts(shop) == [("CLOSED", 10000, 9650, 9650)]
    assert shop.violations() == []


def test_a_sale_that_comes_while_its_shift_is_being_counted_is_named(counter, monkeypatch):
    shop, till, token = counter
    send(token, till.open_shift())
    sale = till.sell((shop.offers["dress"], "1"))
    count = till.close_shift(counted=10000)
    _first, second = overlapping(
        monkeypatch, "sync.posted", lambda: send(token, count), lambda: send(token, sale)
    )
    assert second[0]["exceptions"] == ["sales.shift_closed"]
    assert counts(shop) == [("CLOSED", 10000, 10000, 10000)]
    assert shop.violations() == []
