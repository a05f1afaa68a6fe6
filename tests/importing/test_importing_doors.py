"""The doors of importing, as the office uses them."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.importing.mover import Mover
from tillbook.importing.permissions import IMPORTING_EDIT, IMPORTING_READ
from tillbook.importing.rules import tables
from tillbook.kernel import doors
from tillbook.kernel.actors import house as house_of
from tillbook.kernel.ids import new_id
from tillbook.kernel.work import enter

FILE = (
    b"Handle;Title;Option1 Name;Option1 Value;Variant SKU;Variant Price\n"
    b"dress;Dress;Title;Default Title;D;59,00\n"
    b"scarf;Scarf;Title;Default Title;S;free\n"
)


@pytest.fixture
def office(mover, monkeypatch):
    class Office(Client):
        actor = mover.actor

        def acts(self, *permissions):
            self.actor = replace(mover.actor, permissions=frozenset(permissions))

        def gives(self, raw=FILE, name="products.csv", **fields):
            file = SimpleUploadedFile(name, raw, content_type="text/csv")
            return self.post("/api/v1/imports", {"file": file, **fields})

    client = Office()

    def authenticate(_request, _at):
        enter(business=client.actor.business, actor=client.actor.id)
        return client.actor

    monkeypatch.setattr(doors, "import_string", lambda _path: authenticate)
    return client


def test_a_file_is_checked_brought_in_and_taken_back(office, mover):
    answer = office.gives()
    assert answer.status_code == 201, answer.content
    checked = answer.json()
    assert (checked["profile"], checked["state"]) == ("shopify", "checked")
    assert checked["counts"] == {
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "problems": 1,
        "notices": 0,
    }
    assert checked["problems"] == [
        {
            "row": 3,
            "column": "Variant Price",
            "value": "free",
            "code": "importing.amount_unreadable",
            "message": "“free” is not a number.",
            "fix": "Write the number alone, without currency, such as 12.50.",
        }
    ]
    [change] = checked["changes"]
    assert (change["row"], change["sku"], change["name"], change["kind"]) == (
        2,
        "D",
        "Dress",
        "new",
    )
    assert {"field": "price", "kind": "money", "before": None, "after": 5900} in change["fields"]
    assert checked["columns"][1] == {"column": "Title", "field": "name", "sample": "Dress"}
    assert len(checked["columns"]) == 6
    assert mover.items() == []
    path = f"/api/v1/imports/{checked['id']}"
    applied = office.post(f"{path}/apply").json()
    assert (applied["state"], applied["counts"]) == ("applied", checked["counts"])
    assert [item.name for item in mover.items()] == ["Dress"]
    assert office.post(f"{path}/apply").status_code == 409
    undone = office.post(f"{path}/undo").json()
    assert (undone["state"], undone["kept"]) == ("undone", [])
    assert mover.items() == []
    assert office.get(path).json() == undone
    assert [each["id"] for each in office.get("/api/v1/imports").json()["data"]] == [checked["id"]]


def test_what_an_undo_keeps_is_told_in_words(office, mover):
    checked = office.gives().json()
    office.post(f"/api/v1/imports/{checked['id']}/apply")
    [dress] = mover.items()
    mover.saves(replace(dress, name="Gown"))
    [kept] = office.post(f"/api/v1/imports/{checked['id']}/undo").json()["kept"]
    assert (kept["row"], kept["name"], kept["message"]) == (
        2,
        "Dress",
        "It was changed after the import.",
    )


def test_a_file_that_is_no_export_is_refused_with_the_reason(office):
    for raw, code in [
        (b"a,b\n1,2\n", "importing.format_unknown"),
        (b"PK\x03\x04", "importing.file_is_a_workbook"),
        (b"x" * (tables.SIZE_MOST + 1), "importing.file_too_large"),
    ]:
        refused = office.gives(raw)
        assert refused.status_code == 422
        body = refused.json()
        assert (body["code"], body["errors"][0]["code"]) == ("importing.file_unreadable", code)
    assert office.get("/api/v1/imports").json()["data"] == []


def test_words_are_in_the_readers_language_where_they_are_translated(office):
    assert office.get("/api/v1/imports/profiles").json()["data"][0] == {
        "name": "shopify",
        "title": "Shopify",
    }


def test_a_repeated_upload_with_the_same_key_is_one_import(office):
    raw = SimpleUploadedFile("products.csv", FILE, content_type="text/csv")
    twin = SimpleUploadedFile("products.csv", FILE, content_type="text/csv")
    first = office.post("/api/v1/imports", {"file": raw}, headers={"Idempotency-Key": "k1"})
    again = office.post("/api/v1/imports", {"file": twin}, headers={"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["id"] == first.json()["id"]
    assert len(office.get("/api/v1/imports").json()["data"]) == 1


def test_pages_of_imports_are_walked_by_cursor(office):
    given = [office.gives().json()["id"] for _ in range(3)]
    seen, cursor = [], ""
    while True:
        page = office.get("/api/v1/imports", {"limit": 1, "cursor": cursor}).json()
        seen += [each["id"] for each in page["data"]]
        cursor = page["next_cursor"]
        if not page["has_more"]:
            break
    assert seen == given[::-1]


def test_looking_and_importing_need_their_permissions(office):
    checked = office.gives().json()
    path = f"/api/v1/imports/{checked['id']}"
    office.acts(IMPORTING_READ)
    assert office.get(path).status_code == 200
    assert office.gives().status_code == 403
    assert office.post(f"{path}/apply").status_code == 403
    office.acts()
    assert office.get(path).status_code == 403


def test_another_business_gets_the_answer_of_what_does_not_exist(office, working):
    checked = office.gives().json()
    stranger = house_of(new_id())
    Mover(stranger, lambda: working(stranger)).found()
    office.actor = replace(stranger, permissions=frozenset({IMPORTING_READ, IMPORTING_EDIT}))
    path = f"/api/v1/imports/{checked['id']}"
    assert office.get(path).status_code == 404
    assert office.post(f"{path}/apply").status_code == 404
    assert office.post(f"{path}/undo").status_code == 404
    assert office.get("/api/v1/imports").json()["data"] == []
