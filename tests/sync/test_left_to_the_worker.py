"""An upload that takes too long is kept, and the worker posts the rest: once, and all of it."""

from uuid import UUID

import pytest

from tests.sync.door import (
    at_once,
    bare_sale,
    filed,
    journal,
    key_for,
    overlapping,
    quarantined,
    results,
    rows,
    send,
)
from tillbook.ledger import operations as ledger
from tillbook.sales import posting
from tillbook.sync import delivery, jobs


@pytest.fixture(autouse=True)
def no_time(monkeypatch):
    monkeypatch.setattr(delivery, "POSTING_BUDGET_S", 0)


def work(shop):
    jobs.post_received(business=str(shop.actor.business))


def waiting(shop):
    with shop.working():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM procrastinate_jobs"
                " WHERE task_name = 'sync.post_received' AND args->>'business' = %s",
                [str(shop.actor.business)],
            )
            return cursor.fetchone()[0]


def states(shop):
    return {state for _kind, state in journal(shop).values()}


def day(till, shop):
    opening = till.open_shift()
    sales = [till.sell((shop.offers["dress"], "1"), (shop.offers["tote"], "2")) for _ in range(3)]
    return [
        opening, *sales, till.take_back(sales[0], {"2": "1"}), till.move_cash(-300, "milk"),
        till.close_shift(counted=40900 - 2500 - 300),
    ]  # fmt: skip


def test_what_was_received_is_posted_by_the_worker_once(chic):
    till = chic.till()
    documents = day(till, chic)
    answers = send(chic.tokens["T1"], *documents)
    assert results(answers) == ["created"] * len(documents)
    assert states(chic) == {"RECEIVED"}
    assert chic.on_hand("dress") == "10"
    assert waiting(chic) == 1
    work(chic)
    assert states(chic) == {"POSTED"}
    work(chic)
    assert (chic.on_hand("dress"), chic.on_hand("tote")) == ("7", "5")
    assert rows(chic, "SELECT expected, counted FROM payments_shift") == [(39900, 38100)]
    assert results(send(chic.tokens["T1"], *documents)) == ["exists"] * len(documents)
    assert chic.violations() == []


def test_two_workers_at_once_post_each_document_once(chic, monkeypatch):
    till = chic.till()
    documents = day(till, chic)
    send(chic.tokens["T1"], *documents)
    overlapping(monkeypatch, "sales.stock_moved", lambda: work(chic), lambda: work(chic))
    assert states(chic) == {"POSTED"}
    assert (chic.on_hand("dress"), chic.on_hand("tote")) == ("7", "5")
    assert chic.violations() == []


def test_twins_that_only_were_received_are_one_document(chic):
    till = chic.till()
    sale = till.sell((chic.offers["dress"], "1"))
    token = chic.tokens["T1"]
    answers = at_once(lambda: send(token, sale), lambda: send(token, sale))
    assert sorted(results(answers[0] + answers[1])) == ["created", "exists"]
    work(chic)
    assert chic.on_hand("dress") == "9"
    assert chic.violations() == []


def test_bare_documents_get_their_numbers_from_the_worker_in_the_journal_too(chic):
    key = key_for(chic)
    sales = [bare_sale(chic, ("dress", "1")) for _ in range(3)]
    send(key, *sales)
    work(chic)
    numbers = [f"T1-0-S00000{n}" for n in (1, 2, 3)]
    assert [row[0] for row in rows(chic, "SELECT number FROM sales_sale ORDER BY 1")] == numbers
    assert [row[0] for row in rows(chic, "SELECT number FROM sync_document ORDER BY 1")] == numbers
    again = send(key, *sales)
    assert sorted(each["number"] for each in again) == numbers
    sender = rows(chic, "SELECT sender FROM sync_document")[0]
    assert set(rows(chic, "SELECT by FROM sales_sale")) == {sender}
    assert chic.violations() == []


def test_a_poisoned_document_does_not_keep_the_worker_from_the_others(chic, monkeypatch):
    till = chic.till()
    sales = [till.sell((chic.offers["dress"], "1")) for _ in range(5)]
    poison = sales[1]
    real = posting.ledger.post

    def post(entries):
        assert all(str(entry.source) != poison["id"] for entry in entries), "poisoned"
        real(entries)

    monkeypatch.setattr(ledger, "post", post)
    send(chic.tokens["T1"], *sales)
    work(chic)
    kept = {key: state for key, (_kind, state) in journal(chic).items()}
    assert kept.pop(poison["id"]) == "QUARANTINED"
    assert set(kept.values()) == {"POSTED"}
    assert [code for code, _raw in quarantined(chic)] == ["sync.not_posted"]
    assert set(filed(chic, poison)) == {"sync.not_posted"}
    assert chic.on_hand("dress") == "6"
    assert rows(chic, "SELECT 1 FROM sales_sale WHERE id = %s", UUID(poison["id"])) == []
    assert chic.violations() == []
