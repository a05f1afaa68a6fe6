from dataclasses import replace

import pytest

from tests.printing import escpos_reader
from tillbook.kernel.ids import new_id
from tillbook.printing.permissions import PRINTING_MANAGE, PRINTING_PRINT
from tillbook.sales.permissions import SALES_READ


@pytest.fixture
def added(office, counter, listening):
    machine = listening()
    answer = office.send(
        "post",
        "/printers",
        {
            "location": str(counter.location),
            "name": "Counter 1",
            "host": "127.0.0.1",
            "port": machine.port,
        },
    )
    assert answer.status_code == 201, answer.content
    return answer.json() | {"machine": machine}


def test_a_printer_is_added_changed_and_listed(office, added):
    path = f"/printers/{added['id']}"
    assert (added["columns"], added["version"], added["cuts"]) == (42, 1, True)
    changed = office.send("patch", path, {"columns": 32, "cuts": False}, if_match='"1"')
    assert changed.status_code == 200, changed.content
    assert changed["ETag"] == '"2"'
    again = office.send("patch", path, {"columns": 48}, if_match='"1"')
    assert again.status_code == 412
    [listed] = office.send("get", "/printers").json()["data"]
    assert (listed["columns"], listed["cuts"], listed["name"]) == (32, False, "Counter 1")
    office.send("patch", path, {"archived": True})
    assert office.send("get", "/printers").json()["data"] == []


def test_a_sale_is_printed_and_the_job_is_seen(office, counter, added):
    sale = counter.sold()
    body = {"document": str(sale), "copy": False}
    answer = office.send("post", f"/printers/{added['id']}/print", body)
    assert answer.status_code == 201, answer.content
    assert answer.json()["state"] == "QUEUED"
    counter.works(type("Known", (), {"id": added["id"]}))
    added["machine"].printed()
    [job] = office.send("get", f"/print-jobs?document={sale}").json()["data"]
    assert (job["id"], job["state"], job["is_copy"]) == (answer.json()["id"], "PRINTED", False)
    retried = office.send("post", f"/print-jobs/{job['id']}/retry")
    assert (retried.status_code, retried.json()["code"]) == (409, "printing.not_failed")


def test_a_test_page_shows_the_width_and_names_letters_that_are_missing(office, counter, added):
    office.send("post", f"/printers/{added['id']}/test")
    counter.works(type("Known", (), {"id": added["id"]}))
    lines, _ = escpos_reader.read(added["machine"].printed())
    assert "123456789012345678901234567890123456789012" in lines
    [job] = office.send("get", "/print-jobs?state=PRINTED").json()["data"]
    assert job["title"] == "Test page"


def test_the_jobs_are_paged_newest_first(office, counter, added):
    path = f"/printers/{added['id']}/test"
    made = [office.send("post", path).json()["id"] for _ in range(3)]
    first = office.send("get", "/print-jobs?limit=2").json()
    rest = office.send("get", f"/print-jobs?limit=2&cursor={first['next_cursor']}").json()
    assert [job["id"] for job in first["data"] + rest["data"]] == made[::-1]
    assert not rest["has_more"]


def test_the_receipt_is_a_page_that_loads_nothing(office, counter):
    page = office.send("get", f"/sales/{counter.sold()}/receipt.html?language=de")
    assert page.status_code == 200, page.content
    assert page["Content-Type"].startswith("text/html")
    assert page["Content-Security-Policy"].startswith("default-src 'none'")
    text = page.content.decode()
    assert "Rückgeld" in text
    assert "<script" not in text
    missing = office.send("get", f"/sales/{new_id()}/receipt.html")
    assert (missing.status_code, missing.json()["code"]) == (404, "printing.no_receipt")
    strange = office.send("get", f"/sales/{counter.sold()}/receipt.html?language=../../etc")
    assert strange.status_code == 422


def test_every_door_asks_for_its_permission(office, counter, added, house):
    printer, sale = added["id"], counter.sold()
    doors = [
        ("get", "/printers", PRINTING_PRINT),
        ("get", f"/printers/{printer}", PRINTING_PRINT),
        ("post", "/printers", PRINTING_MANAGE),
        ("patch", f"/printers/{printer}", PRINTING_MANAGE),
        ("post", f"/printers/{printer}/test", PRINTING_MANAGE),
        ("post", f"/printers/{printer}/print", PRINTING_PRINT),
        ("get", "/print-jobs", PRINTING_PRINT),
        ("post", f"/print-jobs/{new_id()}/retry", PRINTING_PRINT),
        ("get", f"/sales/{sale}/receipt.html", SALES_READ),
    ]
    everything = {PRINTING_PRINT, PRINTING_MANAGE, SALES_READ}
    bodies = {
        "/printers": {"location": str(counter.location), "name": "x", "host": "h"},
        f"/printers/{printer}": {},
        f"/printers/{printer}/print": {"document": str(sale)},
    }
    for method, path, permission in doors:
        body = bodies.get(path) if method != "get" else None
        office.actor = replace(house, permissions=frozenset(everything - {permission}))
        assert office.send(method, path, body).status_code == 403, path
        office.actor = replace(house, permissions=frozenset({permission}))
        assert office.send(method, path, body).status_code != 403, path


def test_another_business_sees_nothing(office, counter, added, house):
    sale = counter.sold()
    job = office.send("post", f"/printers/{added['id']}/test").json()["id"]
    office.actor = replace(house, business=new_id())
    assert office.send("get", "/printers").json()["data"] == []
    assert office.send("get", "/print-jobs").json()["data"] == []
    for method, path, body in (
        ("get", f"/printers/{added['id']}", None),
        ("patch", f"/printers/{added['id']}", {"name": "mine"}),
        ("post", f"/printers/{added['id']}/test", None),
        ("post", f"/printers/{added['id']}/print", {"document": str(sale)}),
        ("post", f"/print-jobs/{job}/retry", None),
        ("get", f"/sales/{sale}/receipt.html", None),
    ):
        assert office.send(method, path, body).status_code == 404, path


def test_who_works_elsewhere_neither_sees_nor_prints_here(office, counter, added, house):
    job = office.send("post", f"/printers/{added['id']}/test").json()["id"]
    office.actor = replace(house, locations=frozenset({new_id()}))
    assert office.send("get", "/printers").json()["data"] == []
    assert office.send("get", "/print-jobs").json()["data"] == []
    assert office.send("post", f"/printers/{added['id']}/test").status_code == 404
    assert office.send("post", f"/print-jobs/{job}/retry").status_code == 404
    assert office.send("get", f"/sales/{counter.sold()}/receipt.html").status_code == 404
