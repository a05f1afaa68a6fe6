"""The same document twice, in every way it can happen: it is booked once."""

import json
from functools import partial

from tests.sync.door import at_once, filed, journal, overlapping, quarantined, results, send
from tillbook.sync import delivery


def sale_of(shop, till, name="dress"):
    return till.sell((shop.offers[name], "1"))


def test_of_twins_in_two_connections_one_is_created_and_one_exists(chic, monkeypatch):
    till = chic.till()
    sale = sale_of(chic, till)
    token = chic.tokens["T1"]
    first, second = overlapping(
        monkeypatch, "sync.claimed", lambda: send(token, sale), lambda: send(token, sale)
    )
    assert (results(first), results(second)) == (["created"], ["exists"])
    assert chic.on_hand("dress") == "9"
    assert chic.violations() == []


def test_of_twin_uploads_in_any_order_each_document_is_created_once(chic):
    till = chic.till()
    token = chic.tokens["T1"]
    documents = [till.open_shift(), *(sale_of(chic, till) for _ in range(8))]
    answers = at_once(
        lambda: send(token, *documents),
        lambda: send(token, *reversed(documents)),
        lambda: send(token, *documents[4:], *documents[:4]),
    )
    created = [each["id"] for upload in answers for each in upload if each["result"] == "created"]
    assert sorted(created) == sorted(each["id"] for each in documents)
    assert chic.on_hand("dress") == "2"
    assert chic.violations() == []


def test_a_document_twice_in_one_upload_is_booked_once(chic):
    till = chic.till()
    sale = sale_of(chic, till)
    assert results(send(chic.tokens["T1"], sale, sale)) == ["created", "exists"]
    assert chic.on_hand("dress") == "9"
    assert chic.violations() == []


def test_the_same_id_with_other_content_is_kept_filed_and_not_booked(chic):
    till = chic.till()
    sale = sale_of(chic, till)
    other = sale | {"note": "and a bag"}
    token = chic.tokens["T1"]
    send(token, sale)
    for _again in range(2):
        [answer] = send(token, other)
        assert answer["result"] == "exists_with_different_content"
        assert answer["number"] == sale["number"]
    [(code, raw)] = quarantined(chic)
    assert code == "sync.content_differs"
    assert json.loads(raw)["note"] == "and a bag"
    assert set(filed(chic, sale)) == {"sync.content_differs"}
    assert results(send(token, sale)) == ["exists"]
    assert chic.on_hand("dress") == "9"
    assert chic.violations() == []


def test_other_content_in_the_same_upload_does_not_displace_the_first(chic):
    till = chic.till()
    sale = sale_of(chic, till)
    answers = send(chic.tokens["T1"], sale, sale | {"note": "other"})
    assert results(answers) == ["created", "exists_with_different_content"]
    assert journal(chic) == {sale["id"]: ("sale", "POSTED")}
    assert chic.violations() == []


def test_an_upload_larger_than_the_room_left_waits_for_its_own_turn(chic, monkeypatch):
    """Three uploads at the gate, two of them too large to share a transaction."""
    till = chic.till()
    token = chic.tokens["T1"]
    monkeypatch.setattr(delivery, "CHUNK", 3)
    uploads = [[sale_of(chic, till) for _ in range(3)] for _ in range(8)]
    answers = at_once(*(partial(send, token, *upload) for upload in uploads))
    assert [results(each) for each in answers] == [["created"] * 3] * 8
    assert chic.violations() == []
