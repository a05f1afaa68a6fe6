"""The doors of the catalogue."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from tillbook.catalog import operations as catalog
from tillbook.catalog import queries
from tillbook.catalog.permissions import CATALOG_EDIT, CATALOG_READ
from tillbook.catalog.types import Item, Variant
from tillbook.kernel import doors, sets
from tillbook.kernel.ids import new_id
from tillbook.kernel.work import enter


@pytest.fixture
def office(house, monkeypatch):
    """A signed-in client; `office.acts(...)` changes who is signed in."""

    class Office(Client):
        actor = house

        def acts(self, *permissions, business=None):
            self.actor = replace(
                house, permissions=frozenset(permissions), business=business or house.business
            )

        def send(self, method, path, body=None, **headers):
            return getattr(self, method)(
                f"/api/v1{path}", body, content_type="application/json", headers=headers
            )

    client = Office()

    def authenticate(_request, _at):
        enter(business=client.actor.business, actor=client.actor.id)
        return client.actor

    monkeypatch.setattr(doors, "import_string", lambda _path: authenticate)
    return client


DRESS = {
    "name": "Aurora dress",
    "options": [{"name": "Size"}],
    "variants": [
        {"sku": "D-M", "options": ["M"], "price": 5900, "barcodes": ["4006381333931"]},
        {"sku": "D-L", "options": ["L"], "price": 640, "price_per": "0.1"},
    ],
}


def test_an_item_is_added_read_and_listed(office):
    added = office.send("post", "/items", DRESS)
    assert added.status_code == 201, added.content
    assert added["ETag"] == '"1"'
    shown = added.json()
    assert shown["options"] == [{"name": "Size", "values": ["M", "L"]}]
    assert [(each["price"], each["price_per"]) for each in shown["variants"]] == [
        (5900, "1"),
        (640, "0.1"),
    ]
    assert office.send("get", f"/items/{shown['id']}").json() == shown
    page = office.get("/api/v1/items", {"q": "d-l"}).json()
    assert page == {"data": [shown], "next_cursor": None, "has_more": False}


def test_pages_are_walked_by_cursor(office):
    for name in "abc":
        office.send("post", "/items", {"name": name, "variants": [{}]})
    first = office.get("/api/v1/items", {"limit": 2}).json()
    assert ([each["name"] for each in first["data"]], first["has_more"]) == (["a", "b"], True)
    rest = office.get("/api/v1/items", {"limit": 2, "cursor": first["next_cursor"]}).json()
    assert ([each["name"] for each in rest["data"]], rest["has_more"]) == (["c"], False)
    assert office.get("/api/v1/items", {"cursor": "WyJhIiwiYiJd"}).status_code == 422


def test_who_saves_on_an_old_version_is_told(office):
    shown = office.send("post", "/items", DRESS).json()
    path = f"/items/{shown['id']}"
    changed = office.send("patch", path, {"name": "Gown"}, **{"If-Match": '"1"'})
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    late = office.send("patch", path, {"name": "Robe"}, **{"If-Match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "kernel.stale")
    assert office.send("get", path).json()["name"] == "Gown"


def test_a_change_leaves_what_was_not_sent_alone(office):
    tax = office.send("post", "/taxes", {"name": "VAT", "rate_ppm": 190_000, "standard": True})
    shelf = office.send("post", "/categories", {"name": "Dresses"}).json()["id"]
    shown = office.send("post", "/items", DRESS | {"category": shelf}).json()
    assert shown["taxes"] == [tax.json()["id"]]
    cleared = office.send("patch", f"/items/{shown['id']}", {"category": None}).json()
    assert cleared == shown | {"category": None, "version": 2}


def test_a_replaced_item_archives_the_variants_left_out(office):
    shown = office.send("post", "/items", DRESS).json()
    medium = shown["variants"][0]
    given = DRESS | {"variants": [DRESS["variants"][0] | {"id": medium["id"]}]}
    replaced = office.send("put", f"/items/{shown['id']}", given).json()
    assert [each["archived"] for each in replaced["variants"]] == [False, True]


def test_unknown_fields_and_flaws_are_answered_with_their_place(office):
    unknown = office.send("post", "/items", DRESS | {"prise": 1})
    assert unknown.status_code == 422
    assert unknown.json()["errors"][0]["pointer"].endswith("/prise")
    flawed = office.send("post", "/items", {"name": "", "variants": [{"price": -1}]}).json()
    assert [(each["code"], each["pointer"]) for each in flawed["errors"]] == [
        ("catalog.text_missing", "/name"),
        ("catalog.price_out_of_range", "/variants/0/price"),
    ]


def test_reading_and_changing_need_their_permissions(office):
    shown = office.send("post", "/items", DRESS).json()
    office.acts(CATALOG_READ)
    assert office.send("get", f"/items/{shown['id']}").status_code == 200
    assert office.send("patch", f"/items/{shown['id']}", {"name": "x"}).status_code == 403
    office.acts()
    assert office.send("get", "/items").status_code == 403


def test_another_business_is_answered_as_if_nothing_existed(office):
    shown = office.send("post", "/items", DRESS).json()
    shelf = office.send("post", "/categories", {"name": "Dresses"}).json()["id"]
    tax = office.send("post", "/taxes", {"name": "VAT", "rate_ppm": 190_000}).json()["id"]
    office.acts(CATALOG_READ, CATALOG_EDIT, business=new_id())
    for method, path, body in [
        ("get", f"/items/{shown['id']}", None),
        ("put", f"/items/{shown['id']}", DRESS),
        ("patch", f"/items/{shown['id']}", {"name": "x"}),
        ("put", f"/categories/{shelf}", {"name": "x"}),
        ("put", f"/taxes/{tax}", {"name": "x", "rate_ppm": 0}),
    ]:
        assert office.send(method, path, body).status_code == 404, (method, path)
    for path in ["/items", "/categories", "/taxes"]:
        assert office.send("get", path).json()["data"] == []


def test_of_two_who_save_at_the_same_moment_the_second_is_told(office, working, house):
    shown = office.send("post", "/items", DRESS).json()
    path = f"/items/{shown['id']}"
    answers = []

    def second():
        answers.append(office.send("patch", path, {"name": "Robe"}, **{"If-Match": '"1"'}))
        connection.close()

    with working():
        stored = queries.items([UUID(shown["id"])])[UUID(shown["id"])]
        catalog.save_items([replace(stored, name="Gown")], by=house, at=stored_at())
        late = threading.Thread(target=second)
        late.start()
        wait_until_somebody_waits_for_the_catalogue()
    late.join(timeout=30)
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (412, "kernel.stale")
    ]
    assert office.send("get", path).json()["name"] == "Gown"


def test_of_two_who_take_the_same_sku_at_the_same_moment_the_second_is_refused(
    office, working, house
):
    answers = []

    def second():
        answers.append(office.send("post", "/items", DRESS))
        connection.close()

    with working():
        taken = Item(new_id(), "Other", (Variant(new_id(), sku="D-M"),))
        catalog.save_items([taken], by=house, at=stored_at())
        late = threading.Thread(target=second)
        late.start()
        wait_until_somebody_waits_for_the_catalogue()
    late.join(timeout=30)
    assert [answer.status_code for answer in answers] == [422]
    assert answers[0].json()["errors"][0]["code"] == "catalog.sku_taken"


def stored_at():
    return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def wait_until_somebody_waits_for_the_catalogue():
    give_up_at = time.monotonic() + 20
    while time.monotonic() < give_up_at:
        if sets.execute(
            """
            SELECT 1 FROM pg_locks
             WHERE locktype = 'advisory' AND NOT granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        ):
            return
    raise AssertionError("nobody waited for the catalogue")
