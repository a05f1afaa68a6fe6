"""Every door for everybody: open exactly to whom the role table says, and to their locations."""

import json

import pytest

from tests.api.furnished import ROLES, Furnished, anonymous, asks
from tests.api.routes import Route, routes
from tillbook.identity.roles import PERMISSIONS_OF, PERMISSIONS_OF_DEVICES
from tillbook.identity.types import Role
from tillbook.kernel.doors import PUBLIC, SIGNED_IN

# Signing out comes last, or nobody would be left to knock at the other doors.
DOORS = sorted(routes(), key=lambda route: str(route) == "DELETE /session")
# Tills alone copy the feed: for everybody else with the permission it is another refusal.
TILLS_ONLY = {"GET /changes": 403}


@pytest.fixture(scope="module")
def callers(shop):
    """Everybody there is: the permissions they hold, and how they call."""
    known = {
        role: (PERMISSIONS_OF[Role(role)], shop.hires(role, name=role)[1]) for role in ROLES[1:]
    }
    return known | {
        "owner": (PERMISSIONS_OF[Role.OWNER], shop.owner),
        "device": (PERMISSIONS_OF_DEVICES, shop.device),
        "key of one scope": (frozenset({"attention.settle"}), shop.key("attention.settle")),
    }


@pytest.fixture(scope="module")
def key_with(shop):
    known = {}

    def make(permission):
        if permission not in known:
            known[permission] = shop.key(permission)
        return known[permission]

    return make


def is_open(answer, permission):
    """Say whether the door opened, whatever was behind it; nothing may ever break."""
    assert answer.status_code < 500, answer.body
    assert answer.status_code != 401, answer.body
    closed = answer.status_code == 403 and answer.body["code"] == "kernel.not_allowed"
    return not (closed and f"“{permission}”" in answer.body["detail"])


@pytest.mark.parametrize("route", DOORS, ids=str)
def test_a_door_is_open_to_exactly_those_who_may(shop, callers, key_with, route):
    opened = {name: asks(caller, route, shop.ids) for name, (_may, caller) in callers.items()}
    expected = {
        name: route.permission in {PUBLIC, SIGNED_IN} or route.permission in may
        for name, (may, _caller) in callers.items()
    }
    if route.permission != PUBLIC:
        assert {
            name: is_open(answer, route.permission) for name, answer in opened.items()
        } == expected
    if route.permission not in {PUBLIC, SIGNED_IN}:
        alone = asks(key_with(route.permission), route, shop.ids)
        assert is_open(alone, route.permission)
    if route.method == "GET":
        may = [name for name, is_expected in expected.items() if is_expected]
        assert {opened[name].status_code for name in may} <= {200, TILLS_ONLY.get(str(route), 200)}


@pytest.mark.parametrize("route", DOORS, ids=str)
def test_who_is_not_known_passes_no_door_but_the_open_ones(shop, route):
    answer = asks(anonymous(), route, shop.ids)
    if route.permission == PUBLIC:
        assert answer.status_code in {401, 404, 422}
    else:
        assert (answer.status_code, answer.body["code"]) == (401, "kernel.not_signed_in")
        assert answer["WWW-Authenticate"] == "Bearer"


# Doors to what belongs to one location: who works elsewhere finds nothing there.
AT_A_LOCATION = {
    "POST /attention/{attention_id}/settle",
    "GET /locations/{name}",
    "PATCH /locations/{name}",
    "DELETE /registers/{register_id}",
    "DELETE /registers/{register_id}/device",
    "POST /registers/{register_id}/enrolment-code",
    "GET /sales/{sale_id}",
    "GET /sales/{sale}/receipt.html",
    "GET /printers/{printer}",
    "PATCH /printers/{printer}",
    "POST /printers/{printer}/test",
    "POST /printers/{printer}/print",
    "POST /print-jobs/{job}/retry",
    "GET /documents/{document_id}",
}
# Doors to what belongs to the business as a whole.
OF_THE_BUSINESS = {"item", "category", "tax", "import", "person", "key"}


@pytest.fixture(scope="module")
def spread():
    """A shop with one of everything in each of two locations, and who works at the first only."""
    shop = Furnished().furnish()
    shop.harbour = shop.second_location()
    shop.clerk = shop.hires("manager", name="Moritz", locations=[shop.location])[1]
    shop.program = shop.key(*sorted(PERMISSIONS_OF[Role.OWNER]), locations=[shop.location])
    return shop


def named(names):
    return [each for each in DOORS if str(each) in names]


def test_every_door_with_an_id_is_about_a_location_or_the_business():
    from tests.api.routes import PATH_IDS

    of_locations = {
        str(each)
        for each in routes()
        if "{" in each.path and PATH_IDS[each.path] not in OF_THE_BUSINESS
    }
    assert of_locations == AT_A_LOCATION


@pytest.mark.parametrize("caller", ["clerk", "program"])
@pytest.mark.parametrize("route", named(AT_A_LOCATION), ids=str)
def test_who_works_elsewhere_finds_nothing_at_another_location(spread, route, caller):
    who = getattr(spread, caller)
    body = route.body(spread.ids | spread.harbour | {"printer_2": spread.ids["printer_2"]})
    there = asks(who, route, spread.harbour, body)
    if there.status_code == 403 and route.permission not in PERMISSIONS_OF[Role.MANAGER]:
        return
    assert there.status_code == 404, there.body


@pytest.mark.parametrize("caller", ["clerk", "program"])
@pytest.mark.parametrize(
    "route", [each for each in DOORS if each.method == "GET" and "{" not in each.path], ids=str
)
def test_lists_show_nothing_of_another_location(spread, route, caller):
    who = getattr(spread, caller)
    everything = json.dumps(asks(spread.owner, route, spread.ids).body)
    shown = json.dumps(asks(who, route, spread.ids).body)
    if str(route) not in {"GET /people", "GET /api-keys"}:
        assert [kind for kind, key in spread.harbour.items() if key in shown] == []
    assert everything


@pytest.mark.parametrize("caller", ["clerk", "program"])
def test_figures_and_filters_leave_other_locations_out(spread, caller):
    who, harbour = getattr(spread, caller), spread.harbour
    for path, found in (
        (f"/stock/levels?location={harbour['location']}", []),
        (f"/stock/moves?location={harbour['location']}", []),
        (f"/stock/moves?source={harbour['sale']}", []),
        (f"/sales?location={harbour['location']}", []),
        (f"/ledger/entries?source={harbour['sale']}", []),
        (f"/print-jobs?printer={harbour['printer']}", []),
    ):
        answer = who.get(path)
        assert (answer.status_code, answer.body["data"]) == (200, found), path
    assert who.get(f"/today?location={harbour['location']}").status_code == 404
    assert who.get("/today").body["attention"]["open"] == 1
    assert spread.owner.get("/today").body["attention"]["open"] == 2


@pytest.mark.parametrize("caller", ["clerk", "program"])
def test_nothing_is_changed_at_another_location(spread, caller):
    who, there = getattr(spread, caller), spread.ids | spread.harbour
    for route in (
        Route("POST", "/registers", "org.enrol"),
        Route("POST", "/inventory/update", "stock.adjust"),
        Route("POST", "/imports", "importing.edit"),
        Route("POST", "/printers", "printing.manage"),
    ):
        assert asks(who, route, there).status_code == 404, route


def test_one_s_own_location_stays_open(spread):
    for path in (
        f"/sales/{spread.ids['sale']}",
        f"/printers/{spread.ids['printer']}",
        f"/stock/levels?location={spread.location}",
        f"/ledger/entries?source={spread.ids['sale']}",
    ):
        answer = spread.clerk.get(path)
        assert answer.status_code == 200
        assert answer.body.get("data", [True]), path
