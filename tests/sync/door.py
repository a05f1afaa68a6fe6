"""The door for finished documents as tests use it: real HTTP, and two of them at once."""

import itertools
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection
from django.test import Client

from tillbook.identity import operations as identity
from tillbook.kernel import sets
from tillbook.kernel.ids import new_id
from tillbook.sales import posting
from tillbook.sync import delivery, intake

PATIENCE_S = 30


def upload(bearer, body):
    """Send an upload as it is, and give back the response."""
    return Client(raise_request_exception=False).post(
        "/api/v1/documents",
        data=body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {bearer}"},
    )


def send(bearer, *documents):
    """Send documents (objects, or bytes as they are) and give back their answers."""
    raw = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in documents]
    response = upload(bearer, b'{"documents": [%s]}' % b",".join(raw))
    assert response.status_code == 200, response.content
    return response.json()["answers"]


def results(answers):
    return [each["result"] for each in answers]


def heartbeat(bearer, till, *, unsent=0):
    response = Client(raise_request_exception=False).post(
        "/api/v1/heartbeat",
        data=json.dumps({"epoch": till.epoch, "position": till.position, "unsent": unsent}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {bearer}"},
    )
    assert response.status_code == 200, response.content
    return [(gap["from"], gap["to"]) for gap in response.json()["missing"]]


def key_for(shop, *locations):
    """Make an API key that may send documents, everywhere or for some locations only."""
    with shop.working():
        _key, secret = identity.make_key(
            name="Web shop",
            scopes={"sync.use"},
            locations=[shop.locations[each] for each in locations] or None,
            expires_at=None,
            by=shop.actor,
            at=datetime.now(UTC),
        )
    return secret


def bare_sale(shop, *basket, register="T1", **more):
    """A sale as a web shop sends it: no price, no number, no chain."""
    offers = [(shop.offers[name], quantity) for name, quantity in basket]
    lines = [
        {
            "id": str(place),
            "variant": offer.variant,
            "sku": offer.sku,
            "name": offer.name,
            "quantity": quantity,
            "unit_price": offer.price,
            "taxes": [tax["id"] for tax in offer.taxes],
        }
        for place, (offer, quantity) in enumerate(offers, 1)
    ]
    total = sum(int(line["quantity"]) * line["unit_price"] for line in lines)
    return {
        "id": str(new_id()),
        "kind": "sale",
        "register": str(shop.registers[register]),
        "made_at": "2026-11-23T10:00:00.000Z",
        "cart": {"currency": "EUR", "taxes": list(offers[0][0].taxes), "lines": lines},
        "tenders": [{"tender": "card", "amount": total}],
    } | more


def rows(shop, sql, *params):
    with shop.working():
        return sets.execute(sql, params)


def filed(shop, document):
    """List the codes that were filed about a document, with their facts."""
    found = rows(
        shop, "SELECT code, facts FROM kernel_attention WHERE source = %s", UUID(document["id"])
    )
    return {code: json.loads(facts) for code, facts in found}


def quarantined(shop):
    """List what is kept: code and raw bytes, in the order of their arrival."""
    found = rows(shop, "SELECT code, raw FROM sync_quarantined ORDER BY id")
    return [(code, bytes(raw)) for code, raw in found]


def journal(shop):
    """Map each journalled document's id to its kind and state."""
    found = rows(shop, "SELECT id::text, kind, state FROM sync_document")
    return {key: (kind, state) for key, kind, state in found}


def at_once(*jobs):
    """Run jobs in threads that all start together, each with a connection of its own."""
    start = threading.Barrier(len(jobs))

    def run(job):
        start.wait(PATIENCE_S)
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [each.result() for each in [pool.submit(run, job) for job in jobs]]


class _NoGates:
    def __getitem__(self, _business):
        return delivery._Gate()


def overlapping(monkeypatch, where, first, second):
    """Start `second` while `first` stands at a crash point, and let both end.

    Each goes through a gate of its own, as in two processes. `first` goes on when `second`
    waits for a lock in the database, or has ended without waiting.
    """
    reached, release = threading.Event(), threading.Event()
    names = itertools.count()

    def stand(name):
        if name == where and threading.current_thread().name == "first" and next(names) == 0:
            reached.set()
            assert release.wait(PATIENCE_S)

    for module in (intake, posting):
        monkeypatch.setattr(module, "crash_at", stand)
    monkeypatch.setattr(delivery, "_gates", _NoGates())
    outcomes = {}

    def run(name, job):
        try:
            outcomes[name] = job()
        finally:
            connection.close()
            reached.set()

    threads = [
        threading.Thread(target=run, args=(name, job), name=name)
        for name, job in (("first", first), ("second", second))
    ]
    threads[0].start()
    assert reached.wait(PATIENCE_S)
    threads[1].start()
    _wait_until_blocked(threads[1])
    release.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    return outcomes.get("first"), outcomes.get("second")


def _wait_until_blocked(thread):
    give_up_at = time.monotonic() + PATIENCE_S
    with connection.cursor() as cursor:
        while thread.is_alive():
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            assert time.monotonic() < give_up_at, "the second neither waited nor ended"
