"""The register's chain: what does not fit is booked, and named."""

import pytest

from storm.till import canonical
from tests.sync.door import filed, heartbeat, journal, results, rows, send
from tillbook.sync.reading import digest


@pytest.fixture
def counter(chic):
    till = chic.till()
    return chic, till, chic.tokens["T1"]


def hashed(document, **fields):
    """Give the document changed, with a hash that fits the change."""
    bare = {key: value for key, value in (document | fields).items() if key != "hash"}
    return bare | {"hash": digest(canonical(bare))}


def sell(shop, till, count):
    return [till.sell((shop.offers["dress"], "1")) for _ in range(count)]


def codes(answers):
    return [sorted(each["exceptions"]) for each in answers]


def test_a_chain_in_order_has_nothing_to_say(counter):
    shop, till, token = counter
    answers = send(token, *sell(shop, till, 3))
    answers += send(token, *sell(shop, till, 2))
    assert codes(answers) == [[]] * 5
    assert heartbeat(token, till) == []
    assert shop.violations() == []


def test_documents_in_the_wrong_order_fit_as_soon_as_their_neighbours_are_there(counter):
    shop, till, token = counter
    documents = sell(shop, till, 6)
    for picked in (4, 1, 5, 0, 3, 2):
        [answer] = send(token, documents[picked])
        assert answer["exceptions"] == []
    assert heartbeat(token, till) == []
    assert shop.violations() == []


def test_the_heartbeat_names_exactly_what_is_missing_and_not_what_is_unsent(counter):
    shop, till, token = counter
    documents = sell(shop, till, 10)
    assert heartbeat(token, till, unsent=10) == []
    send(token, documents[0], *documents[3:5], documents[6])
    assert heartbeat(token, till, unsent=3) == [(2, 3), (6, 6)]
    assert rows(
        shop,
        "SELECT code, facts->>'from', facts->>'to' FROM kernel_attention ORDER BY code",
    ) == [("sync.documents_missing_1_2", "2", "3"), ("sync.documents_missing_1_6", "6", "6")]
    send(token, *documents)
    assert heartbeat(token, till) == []
    assert shop.violations() == []


def test_a_document_that_names_another_predecessor_is_booked_and_filed(counter):
    shop, till, token = counter
    first, second, third = sell(shop, till, 3)
    torn = hashed(second, previous_hash="0" * 64)
    answers = send(token, first) + send(token, torn)
    assert results(answers) == ["created", "created"]
    assert codes(answers) == [[], ["sync.chain_broken"]]
    assert codes(send(token, third)) == [["sync.chain_broken"]]
    assert shop.on_hand("dress") == "7"
    assert shop.violations() == []


def test_a_predecessor_that_comes_later_and_does_not_fit_is_filed(counter):
    shop, till, token = counter
    first, second, third = sell(shop, till, 3)
    send(token, first, third)
    answers = send(token, hashed(second, note="rewritten"))
    assert codes(answers) == [["sync.chain_broken"]]
    assert shop.violations() == []


def test_an_epoch_that_does_not_begin_at_its_start_is_filed(counter):
    shop, till, token = counter
    [first] = sell(shop, till, 1)
    assert codes(send(token, hashed(first, previous_hash="1" * 64))) == [["sync.chain_broken"]]
    assert shop.violations() == []


def test_content_changed_on_its_way_is_filed(counter):
    shop, till, token = counter
    [sale] = sell(shop, till, 1)
    [answer] = send(token, sale | {"note": "rewritten"})
    assert answer["result"] == "created"
    assert answer["exceptions"] == ["sync.hash_differs"]
    assert set(filed(shop, sale)) == {"sync.hash_differs"}
    assert shop.violations() == []


def test_of_two_documents_at_one_place_both_are_booked_and_one_is_filed(counter):
    shop, till, token = counter
    first, second = sell(shop, till, 2)
    rival = hashed(second, id=first["id"][:-4] + "0123")
    answers = send(token, first, second) + send(token, rival)
    assert results(answers) == ["created"] * 3
    assert codes(answers) == [[], [], ["sync.position_taken"]]
    assert results(send(token, rival)) == ["exists"]
    assert len(journal(shop)) == 3
    assert shop.on_hand("dress") == "7"
    assert heartbeat(token, till) == []
    assert shop.violations() == []


def test_a_number_that_its_place_does_not_make_is_filed(counter):
    shop, till, token = counter
    [sale] = sell(shop, till, 1)
    answers = send(token, hashed(sale, number="T1-1-S000009"))
    assert codes(answers) == [["sync.number_differs"]]
    assert filed(shop, sale)["sync.number_differs"]["expected"] == "T1-1-S000001"
    assert shop.violations() == []


def test_a_document_of_another_register_is_booked_where_it_was_made_and_filed(chic):
    till, other = chic.till("T1"), chic.till("T2")
    [sale] = sell(chic, other, 1)
    answers = send(chic.tokens["T1"], sale)
    assert codes(answers) == [["sync.foreign_register"]]
    assert (chic.on_hand("dress", "STORE002"), chic.on_hand("dress")) == ("-1", "10")
    assert heartbeat(chic.tokens["T2"], other) == []
    assert heartbeat(chic.tokens["T1"], till) == []
    assert chic.violations() == []


def test_a_register_enrolled_anew_starts_a_new_chain_and_the_old_device_is_shut_out(chic):
    old = chic.till()
    shut_out = chic.tokens["T1"]
    sold_before = sell(chic, old, 2)
    send(shut_out, sold_before[0])
    new = chic.till()
    token = chic.tokens["T1"]
    assert (old.epoch, new.epoch) == (1, 2)
    answers = send(token, *sell(chic, new, 2))
    assert codes(answers) == [[], []]
    assert [each["number"] for each in answers] == ["T1-2-S000001", "T1-2-S000002"]
    assert heartbeat(token, new) == []
    # What the old device still held is a fact all the same, whoever brings it.
    assert codes(send(token, sold_before[1])) == [[]]
    assert chic.violations() == []
