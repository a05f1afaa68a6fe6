"""Goods that come back: never more than went out unnoticed, and in parts exactly the whole."""

import itertools
import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storm.till import Offer
from tests.cast import found_chic_threads
from tests.sync.door import bare_sale, filed, key_for, overlapping, results, rows, send
from tillbook.sync import intake, reading


@pytest.fixture
def counter(chic):
    till = chic.till()
    return chic, till, chic.tokens["T1"]


def test_a_sale_and_its_return_in_one_upload(counter):
    shop, till, token = counter
    sale = till.sell((shop.offers["dress"], "2"))
    back = till.take_back(sale, {"1": "1"})
    answers = send(token, sale, back)
    assert [each["exceptions"] for each in answers] == [[], []]
    assert shop.on_hand("dress") == "9"
    assert shop.books()["cost_of_goods"] == "20.00"
    assert shop.violations() == []


def test_a_return_before_its_sale_in_the_upload_is_judged_by_it_all_the_same(counter):
    shop, till, token = counter
    sale = till.sell((shop.offers["dress"], "2"))
    back = till.take_back(sale, {"1": "1"})
    answers = send(token, back, sale)
    assert [each["exceptions"] for each in answers] == [[], []]
    assert shop.violations() == []


def test_a_return_whose_receipt_never_arrived_is_booked_as_it_came_and_named(counter):
    shop, till, token = counter
    sale = till.sell((shop.offers["dress"], "1"))
    back = till.take_back(sale, {"1": "1"})
    [answer] = send(token, back)
    assert answer["exceptions"] == ["sales.original_unknown"]
    assert filed(shop, back)["sales.original_unknown"]["of"] == sale["id"]
    assert shop.books()["cash_drawer"] == "-59.00"
    assert shop.on_hand("dress") == "11"
    assert shop.violations() == []


def test_more_back_than_was_sold_is_named(counter):
    shop, till, token = counter
    sale = till.sell((shop.offers["dress"], "1"))
    first, second = (till.take_back(sale, {"1": "1"}) for _ in range(2))
    send(token, sale, first)
    [answer] = send(token, second)
    assert answer["exceptions"] == ["sales.returned_too_much"]
    assert shop.violations() == []


def test_more_back_than_was_sold_in_one_upload_is_named_too(counter):
    shop, till, token = counter
    sale = till.sell((shop.offers["dress"], "1"))
    answers = send(token, sale, *(till.take_back(sale, {"1": "1"}) for _ in range(3)))
    assert [each["exceptions"] for each in answers] == [
        [], [], ["sales.returned_too_much"], ["sales.returned_too_much"],
    ]  # fmt: skip
    assert shop.violations() == []


def test_of_two_returns_that_race_for_one_receipt_one_is_named(chic, monkeypatch):
    """Two tills take the same receipt back; neither may miss what the other does."""
    here, there = chic.till("T1"), chic.till("T2")
    sale = here.sell((chic.offers["dress"], "1"))
    send(chic.tokens["T1"], sale)
    backs = [here.take_back(sale, {"1": "1"}), there.take_back(sale, {"1": "1"})]
    first, second = overlapping(
        monkeypatch,
        "sales.judged",
        lambda: send(chic.tokens["T1"], backs[0]),
        lambda: send(chic.tokens["T2"], backs[1]),
    )
    assert results(first) == results(second) == ["created"]
    named = [each["exceptions"] for each in (*first, *second)]
    assert sorted(named) == [[], ["sales.returned_too_much"]]
    assert chic.violations() == []


def test_a_line_that_the_receipt_does_not_have_is_named(counter):
    shop, till, token = counter
    sale = till.sell((shop.offers["dress"], "1"))
    other = till.sell((shop.offers["dress"], "1"), (shop.offers["tote"], "1"))
    back = till.take_back(other, {"2": "1"})
    wrong = {k: v for k, v in back.items() if k != "hash"} | {"of": sale["id"]}
    answers = send(token, sale, other)
    answers = send(token, rehashed(wrong))
    assert answers[0]["result"] == "created"
    assert "sales.return_unfit" in answers[0]["exceptions"]
    [fitting] = send(token, till.take_back(sale, {"1": "1"}))
    assert fitting["exceptions"] == ["sync.chain_broken"]  # after the one that was rewritten
    assert shop.violations() == []


def rehashed(document):
    from storm.till import canonical

    return document | {"hash": reading.digest(canonical(document))}


def test_goods_that_are_not_put_back_on_the_shelf_stay_a_cost(counter):
    shop, till, token = counter
    sale = till.sell((shop.offers["dress"], "2"))
    send(token, sale, till.take_back(sale, {"1": "1"}, restock=False))
    assert shop.on_hand("dress") == "8"
    assert shop.books()["cost_of_goods"] == "40.00"
    assert shop.books()["revenue"] == "-49.58"
    assert shop.violations() == []


def test_goods_without_a_receipt_come_back_at_their_average_cost(chic):
    back = bare_sale(chic, ("dress", "-1"), kind="return")
    [answer] = send(key_for(chic), back)
    assert (answer["result"], answer["number"]) == ("created", "T1-0-R000001")
    assert chic.on_hand("dress") == "11"
    assert chic.books()["cost_of_goods"] == "-20.00"
    assert chic.violations() == []


@pytest.fixture(scope="module")
def bazaar():
    """One shop for all examples: each makes receipts of its own."""
    shop = found_chic_threads()
    return shop, shop.till()


def post(shop, *documents):
    batch = [intake.Sent(shop.actor, reading.read(json.dumps(each).encode())) for each in documents]
    with shop.working():
        return intake.receive(batch, at=datetime.now(UTC))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_partial_returns_in_any_order_give_back_exactly_the_sale(bazaar, data):
    shop, till = bazaar
    basket = []
    for name in ("dress", "scarf", "tote"):
        offer = shop.offers[name]
        price = data.draw(st.integers(1, 9999), label=name)
        basket.append((Offer(offer.variant, offer.name, price, offer.taxes, offer.sku),
                       str(data.draw(st.integers(1, 5)))))  # fmt: skip
    discounts = data.draw(
        st.sampled_from([(), ({"id": "d", "reason": "", "percent_ppm": 333333},),
                         ({"id": "d", "reason": "", "amount": 1},)])
    )  # fmt: skip
    sale = till.sell(*basket, discounts=discounts)
    pieces = [
        (line["id"], "1") for line in sale["cart"]["lines"] for _ in range(int(line["quantity"]))
    ]
    order = data.draw(st.permutations(pieces))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(order)), max_size=4)) | {len(order)})
    before: dict[str, int] = {}
    returns = []
    for start, end in itertools.pairwise([0, *cuts]):
        taken: dict[str, int] = {}
        for line, _one in order[start:end]:
            taken[line] = taken.get(line, 0) + 1
        if taken:
            returns.append(
                till.take_back(
                    sale,
                    {line: str(n) for line, n in taken.items()},
                    before={line: str(n) for line, n in before.items()},
                )
            )
        for line, n in taken.items():
            before[line] = before.get(line, 0) + n
    together = data.draw(st.booleans(), label="in one upload")
    uploads = [[sale, *returns]] if together else [[each] for each in (sale, *returns)]
    answers = [answer for upload in uploads for answer in post(shop, *upload)]
    assert {answer.result for answer in answers} == {"created"}
    odd = {code for answer in answers[1:] for code in answer.exceptions}
    assert odd == set()
    ids = [each["id"] for each in (sale, *returns)]
    assert rows(
        shop,
        "SELECT sum(net), sum(tax), sum(total) FROM sales_sale WHERE id = ANY(%s::uuid[])", ids,
    ) == [(0, 0, 0)]  # fmt: skip
    assert rows(
        shop, "SELECT sum(cost) FROM sales_saleline WHERE sale_id = ANY(%s::uuid[])", ids
    ) == [(0,)]
    assert rows(
        shop,
        "SELECT count(*) FROM (SELECT account_id FROM ledger_line AS line JOIN ledger_entry AS"
        " entry ON entry.id = line.entry_id WHERE entry.source = ANY(%s::uuid[])"
        " GROUP BY account_id HAVING sum(line.amount) <> 0) AS open",
        ids,
    ) == [(0,)]  # fmt: skip


def test_after_all_examples_the_books_hold(bazaar):
    shop, _till = bazaar
    assert shop.violations() == []
    assert shop.on_hand("dress") == "10"


def test_uploads_with_returns_that_need_the_same_goods_in_another_order_both_get_through(
    chic, monkeypatch
):
    """Sales are posted before their returns, so two uploads may lock the same goods crosswise."""
    here, there = chic.till("T1"), chic.till("T2")
    there.register = here.register  # the same shelf, another device
    dress, tote = chic.offers["dress"], chic.offers["tote"]
    sold_here, sold_there = here.sell((tote, "1")), here.sell((dress, "1"))
    token = chic.tokens["T1"]
    send(token, sold_here, sold_there)
    first, second = overlapping(
        monkeypatch,
        "sales.stock_moved",
        lambda: send(token, here.sell((dress, "1")), here.take_back(sold_here, {"1": "1"})),
        lambda: send(token, there.sell((tote, "1")), there.take_back(sold_there, {"1": "1"})),
    )
    assert results(first) == results(second) == ["created", "created"]
    assert (chic.on_hand("dress"), chic.on_hand("tote")) == ("9", "9")
