"""What cannot be read or posted is kept as it came, once, and never stops the others."""

import json

import pytest

from tests.sync.door import bare_sale, filed, journal, key_for, quarantined, results, send, upload
from tillbook.ledger import operations as ledger
from tillbook.sales import posting

UNREADABLE = "refused:sync.unreadable"


@pytest.fixture
def counter(chic):
    till = chic.till()
    return chic, till, chic.tokens["T1"]


def changed(sale, **fields):
    return json.dumps(sale | fields).encode()


def dug(sale, path, value):
    """Give the sale with one value deep inside replaced."""
    copy = json.loads(json.dumps(sale))
    *way, last = path
    inner = copy
    for step in way:
        inner = inner[step]
    inner[last] = value
    return json.dumps(copy).encode()


WRONG = {
    "no object": lambda _sale: b'"a sale"',
    "a list": lambda _sale: b"[1, 2]",
    "nothing": lambda _sale: b"null",
    "an unknown kind": lambda sale: changed(sale, kind="gift"),
    "no kind": lambda sale: json.dumps({k: v for k, v in sale.items() if k != "kind"}).encode(),
    "an id that is none": lambda sale: changed(sale, id="T1-1"),
    "no register": lambda sale: changed(sale, register=None),
    "a moment without zone": lambda sale: changed(sale, made_at="2026-11-23T10:00:00"),
    "a place below one": lambda sale: changed(sale, position=0),
    "no cart": lambda sale: json.dumps({k: v for k, v in sale.items() if k != "cart"}).encode(),
    "no price": lambda sale: json.dumps({k: v for k, v in sale.items() if k != "priced"}).encode(),
    "a float as price": lambda sale: dug(sale, ["cart", "lines", 0, "unit_price"], 59.5),
    "a float as tender": lambda sale: dug(sale, ["tenders", 0, "amount"], 59.0),
    "a text as amount": lambda sale: dug(sale, ["tenders", 0, "amount"], "5900"),
    "true as change": lambda sale: changed(sale, change=True),
    "1e400": lambda sale: changed(sale, change="BIG").replace(b'"BIG"', b"1e400"),
    "1e400 as quantity": lambda sale: dug(sale, ["cart", "lines", 0, "quantity"], "BIG").replace(
        b'"BIG"', b"1e400"
    ),
    "half a character": lambda sale: changed(sale, note="HALF").replace(b"HALF", b"\\ud83d"),
    "half a character as a name": lambda sale: dug(
        sale, ["cart", "lines", 0, "name"], "HALF"
    ).replace(b"HALF", b"\\udc00"),
    "no value": lambda sale: json.dumps(sale).encode().replace(b'"change": 0', b'"change": '),
    "a comma too many": lambda _sale: b'{"id": "x",}',
    "deep": lambda sale: changed(sale, note="N").replace(b'"N"', b"[" * 90_000 + b"]" * 90_000),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_an_unreadable_document_is_kept_once_and_does_not_stop_the_others(counter, wrong):
    shop, till, token = counter
    before, spoilt, after = (till.sell((shop.offers["dress"], "1")) for _ in range(3))
    raw = wrong(spoilt)
    answers = send(token, before, raw, after)
    assert results(answers) == ["created", UNREADABLE, "created"]
    assert results(send(token, before, raw, after)) == ["exists", UNREADABLE, "exists"]
    assert quarantined(shop) == [("sync.unreadable", raw)]
    assert set(journal(shop)) == {before["id"], after["id"]}
    assert shop.violations() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"documents": 3}',
        b'{"documents": [{"id": 1}',
        b'{"documents": [{"id": 1}]',
        b'{"documents": [{"id": "]}',
        b'{"documents": [}]}',
        b"\xff\xfe",
        b"[" * 9999,
    ],
)
def test_an_upload_that_is_none_is_refused_whole(counter, body):
    shop, _till, token = counter
    response = upload(token, body)
    assert response.status_code == 422
    assert response.json()["code"] == "sync.upload_unreadable"
    assert quarantined(shop) == []


OVERSIZED = {
    "an amount beyond 64 bits": lambda sale: dug(sale, ["tenders", 0, "amount"], 2**70),
    "an amount beyond the column": lambda sale: dug(sale, ["tenders", 0, "amount"], 2**63),
    "a place beyond the column": lambda sale: changed(sale, position=2**40),
    "a nothing-character in a name": lambda sale: dug(sale, ["cart", "lines", 0, "name"], "\0"),
    "no lines": lambda sale: changed(sale, cart={"currency": "EUR"}),
    "a variant that is no id": lambda sale: dug(sale, ["cart", "lines", 0, "variant"], "dress"),
    "a variant that is a number": lambda sale: dug(sale, ["cart", "lines", 0, "variant"], 7),
    "a reference too long": lambda sale: dug(sale, ["tenders", 0, "reference"], "4" * 5000),
    "a number too long": lambda sale: changed(sale, number="T" * 5000),
}


@pytest.mark.parametrize("wrong", OVERSIZED.values(), ids=OVERSIZED)
def test_what_the_books_cannot_hold_stands_alone_in_quarantine(counter, wrong):
    shop, till, token = counter
    before, spoilt, after = (till.sell((shop.offers["dress"], "1")) for _ in range(3))
    raw = wrong(spoilt)
    answers = send(token, before, raw, after)
    assert results(answers)[::2] == ["created", "created"]
    assert answers[1]["result"].startswith("refused:")
    assert len(quarantined(shop)) == 1
    assert shop.violations() == []


def test_one_poisoned_document_among_many_is_found_by_halving(counter, monkeypatch):
    shop, till, token = counter
    sales = [till.sell((shop.offers["dress"], "1")) for _ in range(21)]
    poison = sales[13]
    real = posting.ledger.post

    def post(entries):
        assert all(str(entry.source) != poison["id"] for entry in entries), "poisoned"
        real(entries)

    monkeypatch.setattr(ledger, "post", post)
    answers = send(token, *sales)
    assert [n for n, each in enumerate(answers) if each["result"] != "created"] == [13]
    assert answers[13]["result"] == "refused:sync.not_posted"
    [(code, raw)] = quarantined(shop)
    assert code == "sync.not_posted"
    assert json.loads(raw) == {k: v for k, v in poison.items() if k != "hash"}
    assert set(filed(shop, poison)) == {"sync.not_posted"}
    assert shop.on_hand("dress") == "-10"
    assert shop.violations() == []
    monkeypatch.undo()
    assert results(send(token, poison)) == ["created"]
    assert shop.violations() == []


def test_a_poisoned_document_without_number_leaves_no_gap_in_the_numbers(chic, monkeypatch):
    key = key_for(chic)
    sales = [bare_sale(chic, ("dress", "1")) for _ in range(5)]
    real = posting.ledger.post

    def post(entries):
        assert all(str(entry.source) != sales[2]["id"] for entry in entries), "poisoned"
        real(entries)

    monkeypatch.setattr(ledger, "post", post)
    answers = send(key, *sales)
    numbers = [each["number"] for each in answers if each["result"] == "created"]
    assert numbers == [f"T1-0-S00000{n}" for n in (1, 2, 3, 4)]
    assert chic.violations() == []
