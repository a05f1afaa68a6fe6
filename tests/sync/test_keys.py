"""Integrators' keys: the server prices and numbers, for the locations the key is good for."""

import re

from tests.sync.door import at_once, bare_sale, journal, key_for, quarantined, results, rows, send


def test_numbers_of_bare_documents_have_no_gap_whoever_sends_at_once(chic):
    key, other = key_for(chic), key_for(chic)
    uploads = [[bare_sale(chic, ("dress", "1")) for _ in range(3)] for _ in range(12)]

    def sending(mine, secret):
        return lambda: [each for upload in mine for each in send(secret, *upload)]

    answers = at_once(
        sending(uploads[:4], key), sending(uploads[4:8], other), sending(uploads[8:], key)
    )
    numbers = sorted(each["number"] for part in answers for each in part)
    assert numbers == [f"T1-0-S{n:06d}" for n in range(1, 37)]
    stored = rows(chic, "SELECT number FROM sync_document ORDER BY number")
    assert [row[0] for row in stored] == numbers
    assert rows(chic, "SELECT number FROM sales_sale ORDER BY number") == stored
    assert chic.violations() == []


def test_a_bare_document_is_priced_here_and_sent_again_it_exists(chic):
    key = key_for(chic)
    sale = bare_sale(chic, ("dress", "2"), ("tote", "1"))
    [answer] = send(key, sale)
    assert answer == {
        "id": sale["id"], "result": "created", "number": "T1-0-S000001", "exceptions": [],
    }  # fmt: skip
    [again] = send(key, sale)
    assert (again["result"], again["number"]) == ("exists", "T1-0-S000001")
    assert rows(chic, "SELECT total, business_date::text FROM sales_sale") == [
        (14300, "2026-11-23")
    ]
    assert chic.violations() == []


def test_a_key_for_one_location_cannot_post_for_another(chic):
    key = key_for(chic, "STORE002")
    here = bare_sale(chic, ("dress", "1"), register="T2")
    there = bare_sale(chic, ("dress", "1"), register="T1")
    answers = send(key, there, here)
    assert results(answers) == ["refused:sync.register_unknown", "created"]
    assert set(journal(chic)) == {here["id"]}
    assert [code for code, _raw in quarantined(chic)] == ["sync.register_unknown"]
    assert (chic.on_hand("dress"), chic.on_hand("dress", "STORE002")) == ("10", "-1")
    assert chic.violations() == []


def test_a_register_of_another_business_is_as_unknown_as_none(chic):
    from tests.cast import found_chic_threads

    other = found_chic_threads()
    key = key_for(chic)
    foreign = bare_sale(other, ("dress", "1"))
    [answer] = send(key, foreign)
    assert answer["result"] == "refused:sync.register_unknown"
    assert journal(other) == {}
    assert re.search("There is no register", str(rows(chic, "SELECT reason FROM sync_quarantined")))
    assert other.violations() == chic.violations() == []


def test_the_id_of_another_business_document_is_not_booked_and_says_nothing_of_it(chic):
    from tests.cast import found_chic_threads

    other = found_chic_threads()
    theirs = bare_sale(other, ("dress", "1"))
    send(key_for(other), theirs)
    mine = bare_sale(chic, ("dress", "1")) | {"id": theirs["id"]}
    [answer] = send(key_for(chic), mine)
    assert answer["result"].startswith("refused:")
    assert answer["number"] is None
    assert other.on_hand("dress") == "9"
    assert chic.on_hand("dress") == "10"
    assert other.violations() == chic.violations() == []


def test_a_quantity_may_come_as_a_decimal_number_and_is_read_exactly(chic):
    key = key_for(chic)
    sale = bare_sale(chic, ("dress", "1"))
    sale["cart"]["lines"][0]["quantity"] = 0.25
    sale["tenders"][0]["amount"] = 1475
    [answer] = send(key, sale)
    assert (answer["result"], answer["exceptions"]) == ("created", [])
    assert rows(chic, "SELECT quantity_milli, net + tax FROM sales_saleline") == [(250, 1475)]
    assert chic.on_hand("dress") == "9.75"
    assert chic.violations() == []
