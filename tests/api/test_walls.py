"""Two businesses in one database: at every door the other's things do not exist."""

import json
import re

import pytest

from tests.api.furnished import asks, sends
from tests.api.routes import (
    BODY_IDS,
    PATH_IDS,
    QUERY_IDS,
    TEXTS_THAT_ARE_IDS,
    described,
    ids_in_body,
    routes,
    with_id,
)
from tillbook.kernel.ids import new_id

LISTS = [each for each in routes() if each.method == "GET" and "{" not in each.path]
NAMING = [each for each in routes() if "{" in each.path]
CALLERS = ("owner", "key_of_all", "device")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+Z")
# A wrong PIN is said before the person is looked for.
ANSWERED_ALL_THE_SAME = {("POST", "/pins/unlock", "person")}


@pytest.fixture(scope="module")
def before(shop, other):
    """What A holds, seen before B does anything."""
    shop.opens_location("ONLYA")
    return shop.contents()


@pytest.fixture(autouse=True)
def nothing_of_a_changes(shop, before):
    yield
    assert shop.contents() == before


def masked(answer):
    """An answer without what differs between any two requests."""
    body = answer.body if isinstance(answer.body, str) else json.dumps(answer.body, sort_keys=True)
    return answer.status_code, MOMENT.sub("<moment>", UUID.sub("<id>", body))


def absent(ids):
    return {kind: str(new_id()) for kind in ids}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("route", NAMING, ids=str)
def test_what_belongs_to_another_business_does_not_exist(shop, other, route, caller):
    caller = getattr(other, caller)
    body = route.body(other.ids)

    there = asks(caller, route, shop.ids, body)
    nowhere = asks(caller, route, absent(shop.ids), body)

    assert masked(there) == masked(nowhere)
    assert there.status_code in ({403, 404} if caller is other.device else {404}), there.body


@pytest.mark.parametrize("caller", CALLERS)
def test_a_location_cannot_be_found_by_a_code_of_another_business(shop, other, caller):
    assert shop.owner.get("/locations/ONLYA").status_code == 200
    answer = getattr(other, caller).get("/locations/ONLYA")
    assert (answer.status_code, answer.body["code"]) == (404, "kernel.not_found")


@pytest.mark.parametrize("route", LISTS, ids=str)
def test_lists_show_nothing_of_another_business(shop, other, route):
    for caller in (other.owner, other.key_of_all, other.device):
        text = json.dumps(asks(caller, route, other.ids).body)
        assert [kind for kind, key in shop.ids.items() if key in text] == []


def test_every_id_in_a_query_is_known_to_these_tests():
    asked = {
        (route.path, parameter["name"])
        for route in routes()
        for parameter in described(route)["parameters"]
        if parameter["in"] == "query" and '"uuid"' in json.dumps(parameter["schema"])
    }
    assert asked == set(QUERY_IDS)


@pytest.mark.parametrize("path, name", QUERY_IDS, ids=str)
def test_a_filter_by_an_id_of_another_business_finds_what_an_unknown_id_finds(
    shop, other, path, name
):
    [route] = [each for each in LISTS if each.path == path]
    for caller in (other.owner, other.key_of_all, other.device):
        there, nowhere = (
            asks(caller, route, other.ids, query=f"?{name}={key}")
            for key in (shop.ids[QUERY_IDS[path, name]], new_id())
        )
        assert masked(there) == masked(nowhere)


def test_every_id_in_a_body_is_known_to_these_tests():
    asked = {
        (route.method, route.path, place) for route in routes() for place in ids_in_body(route)
    }
    assert asked | TEXTS_THAT_ARE_IDS == set(BODY_IDS)
    assert {route.path for route in NAMING} == set(PATH_IDS)


@pytest.mark.parametrize(
    "method, path, place", [key for key, kind in BODY_IDS.items() if kind], ids=str
)
def test_a_body_cannot_name_things_of_another_business(shop, other, method, path, place):
    [route] = [each for each in routes() if (each.method, each.path) == (method, path)]
    body = route.body(other.ids)
    for caller in (other.owner, other.key_of_all, other.device):
        there, nowhere = (
            asks(caller, route, other.ids, with_id(body, place, key))
            for key in (shop.ids[BODY_IDS[method, path, place]], str(new_id()))
        )
        assert masked(there) == masked(nowhere)
        refused = 400 <= there.status_code < 500
        assert refused or (method, path, place) in ANSWERED_ALL_THE_SAME, there.body


def test_documents_cannot_name_a_register_of_another_business(shop, other):
    for caller in (other.device, other.key_of_all):
        answers = [
            sends(caller, shop.till(register, "T1", epoch=1).open_shift())[0]
            for register in (shop.register, new_id())
        ]
        assert answers[0]["result"].startswith("refused:")
        assert answers[0] | {"id": None} == answers[1] | {"id": None}


def test_a_return_of_another_business_s_sale_is_a_return_of_an_unknown_one(shop, other):
    answers = []
    for register, of in ((other.ids["register"], shop.ids["sale"]), (other.ids["register"], None)):
        till = other.till(register, "T2", epoch=0)
        sold = till.sell((other.offer(), "1"))
        back = till.take_back(sold | {"id": of or str(new_id())}, {"1": "1"})
        for field in ("epoch", "position", "sequence", "number", "previous_hash", "hash"):
            del back[field]
        answers += sends(other.key_of_all, back)
    for field in ("id", "number"):
        answers[0][field] = answers[1][field] = None
    assert answers[0] == answers[1]


def test_a_document_that_bears_the_id_of_another_business_s_is_answered_without_telling(
    shop, other
):
    document = other.till(other.register, "T1").open_shift()
    [answer] = sends(other.device, document | {"id": shop.ids["sale"]})
    assert answer["result"].startswith("refused:") or answer["result"] == "created"
