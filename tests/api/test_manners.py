"""How the API behaves towards programs: problems, repeats, versions, pages, nonsense."""

import itertools
import json
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests.api.furnished import PRODUCTS, anonymous, asks, sends
from tests.api.routes import described, description, routes
from tests.identity.shops import Caller
from tillbook.kernel.ids import new_id

WRITES = [each for each in routes() if each.has_body and each.path != "/imports"]
PROBLEM = {"type", "title", "status", "detail", "code", "instance", "request_id"}
# Tills of a newer version may tell more of themselves than this server knows.
TOLERANT = {"POST /heartbeat"}
SENT_AS_IT_IS = {"POST /documents"}


def is_problem(answer, status, code):
    body = answer.json()
    assert answer["Content-Type"] == "application/problem+json", body
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code), body
    assert body.keys() - {"errors"} == PROBLEM
    assert body["type"] == f"/docs/problems#{code}"
    assert body["request_id"] == answer["X-Request-Id"] != ""
    return body


def raw(caller, method, path, text, content_type="application/json", **headers):
    return caller.client.generic(
        method, path, text, content_type=content_type, headers=caller.headers | headers
    )


@pytest.mark.parametrize("route", WRITES, ids=str)
def test_a_field_that_nobody_knows_is_named_and_refused(shop, route):
    if str(route) in TOLERANT | SENT_AS_IT_IS:
        return
    answer = asks(shop.owner, route, shop.ids, route.body(shop.ids) | {"surprise": 1})
    body = is_problem(answer, 422, "kernel.input_unreadable")
    [error] = body["errors"]
    assert error["pointer"].endswith("/surprise")
    assert error["code"] == "extra_forbidden"


@pytest.mark.parametrize("route", WRITES, ids=str)
def test_what_is_no_json_is_refused(shop, route):
    path = "/api/v1" + route.address(shop.ids)
    if str(route) in SENT_AS_IT_IS:
        is_problem(raw(shop.device, "POST", path, "{"), 422, "sync.upload_unreadable")
        return
    for text in ("{", b"\xff", '{"a": NaN}', '{"a": 1' + "0" * 5000 + "}", "[" * 100_000):
        is_problem(raw(shop.owner, route.method, path, text), 400, "kernel.request_unreadable")
    whole = json.dumps(route.body(shop.ids))
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = raw(shop.owner, route.method, path, whole, content_type=kind)
        is_problem(answer, 415, "kernel.not_json")


def test_a_broken_form_is_refused(shop):
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        answer = raw(shop.key_of_all, "POST", "/api/v1/imports", "--x\r\nno", content_type=kind)
        assert answer.status_code in {400, 422}
        is_problem(answer, answer.status_code, answer.json()["code"])


def test_an_unknown_address_and_an_unknown_method_are_problems(shop):
    for path in ("/api/v1/nothing", "/api/nothing", "/api/v1/items/x/y", "/api/v1/locations/%00"):
        is_problem(raw(shop.owner, "GET", path, ""), 404, "kernel.no_such_address")
    answer = raw(shop.owner, "DELETE", "/api/v1/items", "")
    is_problem(answer, 405, "kernel.method_not_allowed")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}
    is_problem(raw(shop.owner, "BREW", "/api/v1/items", ""), 405, "kernel.method_not_allowed")


def test_a_request_id_that_is_fit_is_kept_and_another_is_replaced(shop):
    answer = raw(shop.owner, "GET", "/api/v1/nothing", "", **{"X-Request-Id": "trace-1"})
    assert (answer["X-Request-Id"], answer.json()["request_id"]) == ("trace-1", "trace-1")
    for unfit in ("a b", "x" * 65, "ä"):
        answer = raw(shop.owner, "GET", "/api/v1/nothing", "", **{"X-Request-Id": unfit})
        assert answer["X-Request-Id"] not in {"", unfit}


def test_a_body_that_is_too_large_is_not_read(shop):
    answer = raw(shop.owner, "POST", "/api/v1/items", b" " * (2 * 1024 * 1024 + 1))
    is_problem(answer, 413, "kernel.request_too_large")
    answer = raw(shop.device, "POST", "/api/v1/documents", b" " * (32 * 1024 * 1024 + 1))
    is_problem(answer, 413, "kernel.request_too_large")
    answer = raw(shop.owner, "POST", "/api/v1/imports", b" " * (21 * 1024 * 1024 + 1))
    is_problem(answer, 413, "kernel.request_too_large")


def test_a_repeated_write_is_answered_as_the_first_time_and_done_once(shop):
    for path, body in (
        ("/categories", {"name": "Belts"}),
        ("/taxes", {"name": "VAT 5 %", "rate_ppm": 50000}),
        ("/items", {"name": "Belt", "variants": [{"price": 900}]}),
        ("/registers", {"location": str(shop.location), "code": "R7", "name": "Seven"}),
        ("/people", {"name": "Olaf", "role": "cashier"}),
    ):
        key = str(new_id())
        plain = shop.owner.get(path).body["data"]
        first = shop.owner.post(path, body, **{"Idempotency-Key": key})
        again = shop.owner.post(path, body, **{"Idempotency-Key": key})
        assert (first.status_code, again.status_code) == (201, 201), first.body
        assert first.body == again.body
        assert "Idempotent-Replayed" not in first
        assert again["Idempotent-Replayed"] == "true"
        assert len(shop.owner.get(path).body["data"]) == len(plain) + 1
        other = shop.owner.post(path, body | {"name": "Other"}, **{"Idempotency-Key": key})
        is_problem(other, 409, "kernel.idempotency_key_reused")


def test_a_key_changes_nothing_of_the_answer(shop):
    body = {"name": "Shawl", "variants": [{"price": 900}]}
    plain, keyed = (
        shop.owner.post("/items", body, **headers)
        for headers in ({}, {"Idempotency-Key": str(new_id())})
    )
    assert plain.body.keys() == keyed.body.keys()
    assert plain["ETag"] == keyed["ETag"] == '"1"'
    assert plain["Content-Type"] == keyed["Content-Type"]


def test_a_key_belongs_to_who_sent_it(shop):
    key = {"Idempotency-Key": str(new_id())}
    body = {"name": "Pins"}
    first = shop.owner.post("/categories", body, **key)
    other = shop.key_of_all.post("/categories", body | {"name": "Needles"}, **key)
    assert (first.status_code, other.status_code) == (201, 201)


def test_a_try_that_failed_leaves_the_key_free(shop):
    key = {"Idempotency-Key": str(new_id())}
    assert shop.owner.post("/categories", {"name": ""}, **key).status_code == 422
    assert shop.owner.post("/categories", {"name": "Gloves"}, **key).status_code == 201


def test_a_key_that_is_empty_or_too_long_is_refused(shop):
    for key in ("", "k" * 256):
        answer = shop.owner.post("/categories", {"name": "Ties"}, **{"Idempotency-Key": key})
        is_problem(answer, 422, "kernel.idempotency_key_unfit")


def test_two_at_once_with_one_key_are_done_once(shop):
    key, body = {"Idempotency-Key": str(new_id())}, {"name": "Twins", "variants": [{"price": 1}]}
    answers, ready = [], threading.Barrier(6)

    def post():
        try:
            ready.wait(10)
            answers.append(
                Caller(shop.key_of_all.headers["Authorization"][7:]).post("/items", body, **key)
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.body["id"] for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 5


@pytest.mark.parametrize(
    "route",
    [each for each in routes() if "If-Match" in json.dumps(described(each)["parameters"])],
    ids=str,
)
def test_a_thing_that_changed_since_it_was_read_is_not_overwritten(shop, route):
    path, body = route.address(shop.ids), route.body(shop.ids)
    stale = shop.owner(route.method, path, body, **{"If-Match": '"999"'})
    is_problem(stale, 412, "kernel.stale")
    done = shop.owner(route.method, path, body)
    assert done.status_code == 200, done.body
    assert done["ETag"] == f'"{done.body["version"]}"'
    fresh = shop.owner(route.method, path, body, **{"If-Match": done["ETag"]})
    assert fresh.status_code == 200, fresh.body


def pages(caller, path, between=lambda: None):
    seen, cursor = [], ""
    while True:
        answer = caller.get(f"{path}?limit=2&cursor={cursor}")
        assert answer.status_code == 200, answer.body
        seen += [row["id"] for row in answer.body["data"]]
        cursor = answer.body["next_cursor"]
        assert answer.body["has_more"] == (cursor is not None)
        if not cursor:
            return seen
        between()


def test_pages_neither_lose_nor_repeat_anything_while_things_are_added(other):
    before = {other._made("/items", name=f"Sock {n}", variants=[{"price": 1}]) for n in range(5)}
    seen = pages(
        other.owner,
        "/items",
        lambda: other._made("/items", name="A new sock", variants=[{"price": 1}]),
    )
    assert before <= set(seen)
    assert len(seen) == len(set(seen))


PAGED = [
    each
    for each in routes()
    if "cursor" in {parameter["name"] for parameter in described(each)["parameters"]}
]


@pytest.mark.parametrize("route", PAGED, ids=str)
def test_a_cursor_that_is_not_ours_is_refused(shop, route):
    from tillbook.kernel import pages as cursors

    ours = cursors.encode("a", "b")
    for cursor in ("x", "WyJhIiwiYiJd", ours[:-2] + "AA", cursors.encode("a", "b", "c"), "%00"):
        answer = shop.owner.get(f"{route.path}?cursor={cursor}")
        assert answer.status_code == 422, answer.body
        assert answer.body["code"] in {"kernel.cursor_unreadable", "kernel.text_unfit"}
    # One of another list, whose keys are of other kinds.
    foreign = shop.owner.get(f"{route.path}?cursor={cursors.encode('a', 'b')}")
    assert foreign.status_code in {200, 422}, foreign.body


def test_the_call_of_the_integrators_works_word_for_word(shop):
    program = shop.key("stock.adjust")
    shop._made("/items", name="Product", variants=[{"sku": "SKU12345", "price": 100}])
    answer = program.client.post(
        "/api/v1/inventory/update",
        '{"product_id": "SKU12345", "quantity_change": -1, "location_id": "STORE001"}',
        content_type="application/json",
        headers=program.headers,
    )
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["product_id"], told["location_id"]) == ("SKU12345", "STORE001")
    assert told["quantity"] == "-1"
    moves = shop.owner.get(f"/stock/moves?source={told['move_id']}").body["data"]
    assert [(move["sku"], move["quantity"]) for move in moves] == [("SKU12345", "-1")]


def test_no_write_of_a_session_passes_without_the_token_of_our_pages(shop):
    from tillbook.kernel.doors import PUBLIC

    token = shop.owner.headers.pop("X-CSRF-Token")
    try:
        for route in routes():
            if route.method != "GET" and route.permission != PUBLIC:
                answer = asks(shop.owner, route, shop.ids)
                assert (answer.status_code, answer.body["code"]) == (403, "identity.csrf_failed")
    finally:
        shop.owner.headers["X-CSRF-Token"] = token


DEEP = json.loads("[" * 500 + "]" * 500)
NONSENSE = [
    "a\0b",
    "\ud800",
    "x" * 200_000,
    "9" * 4000,
    2**63 - 1,
    -(2**63),
    0,
    -1,
    "1e999999",
    "NaN",
    "",
    " ",
    None,
    True,
    [],
    {},
    DEEP,
    ["a\0b"],
    "9999-12-31T23:59:59Z",
    "0001-01-01",
    "\u202e\u0007\x1b[31m",
    "00000000-0000-0000-0000-000000000000",
]


def fields_of(schema, at=()):
    """Name every place of a body, the inner ones of lists and objects too."""
    if "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for part in schema.get("anyOf", ()):
        yield from fields_of(part, at)
    if "items" in schema:
        yield from fields_of(schema["items"], (*at, 0))
    for name, part in schema.get("properties", {}).items():
        yield (*at, name)
        yield from fields_of(part, (*at, name))


def laid(body, place, value):
    """Put a value at a place of a body, and make the way there where it is missing."""
    copy = json.loads(json.dumps(body))
    inner = copy
    for name, following in itertools.pairwise(place):
        if isinstance(inner, list):
            inner[:] = inner or [{}]
        elif inner.get(name) in (None, []):
            inner[name] = [{}] if following == 0 else {}
        inner = inner[name]
    inner[place[-1]] = value
    return copy


@pytest.mark.parametrize("route", WRITES, ids=str)
def test_no_nonsense_in_any_field_breaks_anything(other, route):
    if str(route) in SENT_AS_IT_IS or route.path in {"/session", "/setup", "/devices/enrol"}:
        return
    caller = other.device if route.path == "/heartbeat" else other.key_of_all
    content = described(route)["requestBody"]["content"]["application/json"]
    for place in set(fields_of(content["schema"])):
        for value in NONSENSE:
            answer = asks(caller, route, other.ids, laid(route.body(other.ids), place, value))
            assert answer.status_code < 500, (place, value, answer.body)
            if isinstance(value, str) and ("\0" in value or value == "\ud800"):
                is_problem(answer, 422, "kernel.text_unfit")
                pointer = "/" + "/".join(str(name) for name in place)
                assert answer.body["errors"][0]["pointer"] == pointer


def test_no_nonsense_in_an_upload_breaks_it(other):
    contents = (b"", b"\0" * 100, b"\xff\xfe\0", b"PK\x03\x04", b"a,b\n" * 1000, PRODUCTS)
    for content in contents:
        for name in ("a.csv", "\0", "../../etc/passwd", "x" * 1000, "\u202ea.csv", ""):
            for more in ({}, {"profile": "a\0b"}, {"profile": "x" * 9000}, {"location": "x"}):
                file = SimpleUploadedFile("a.csv", content)
                file._name = name  # as a program may send it
                answer = other.key_of_all.client.post(
                    "/api/v1/imports", {"file": file} | more, headers=other.key_of_all.headers
                )
                assert answer.status_code < 500, (content, name, more, answer.content)


def places_in(value, at=()):
    """Name every place inside a document."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in parts:
        yield (*at, name)
        if isinstance(inner, dict | list):
            yield from places_in(inner, (*at, name))


def test_no_nonsense_in_any_field_of_a_document_breaks_its_upload(other):
    till = other.till(other.ids["register"], "T2", epoch=0)
    sold = till.sell((other.offer(), "1"))
    for field in ("epoch", "position", "sequence", "number", "previous_hash", "hash"):
        del sold[field]
    values = ("a\0b", "\ud800", "9" * 400, 2**63, -1, None, [], {}, 1.5, "0001-01-01", "1e99999")
    batch = [
        laid(sold | {"id": str(new_id())}, place, value)
        for place in places_in(sold)
        for value in values
    ]
    for start in range(0, len(batch), 200):
        part = batch[start : start + 200]
        assert len(sends(other.key_of_all, *part)) == len(part)


@pytest.mark.parametrize("path", ["/session", "/setup", "/devices/enrol"])
def test_no_nonsense_breaks_a_door_that_is_open_to_all(path):
    [route] = [each for each in routes() if (each.method, each.path) == ("POST", path)]
    content = described(route)["requestBody"]["content"]["application/json"]
    for place in set(fields_of(content["schema"])):
        for value in ("a\0b", "\ud800", "x" * 200_000, 2**63 - 1, None, DEEP, [], "\u202e"):
            answer = asks(anonymous(), route, {}, laid(route.body({}), place, value))
            assert 400 <= answer.status_code < 500, (place, value, answer.body)


@pytest.mark.parametrize("route", [each for each in routes() if each.method == "GET"], ids=str)
def test_no_nonsense_in_any_query_breaks_anything(shop, route):
    caller = shop.device if route.path == "/changes" else shop.owner
    path = "/api/v1" + route.address(shop.ids)
    for parameter in described(route)["parameters"]:
        if parameter["in"] != "query":
            continue
        for value in ("a\0b", "x" * 5000, "9" * 400, "-1", "", "%", "_", "'", "\\", "1e9", "ä🦊"):
            answer = caller.client.get(path, {parameter["name"]: value}, headers=caller.headers)
            assert answer.status_code < 500, (parameter["name"], value, answer.content)
            if "\0" in value:
                assert answer.status_code == 422
