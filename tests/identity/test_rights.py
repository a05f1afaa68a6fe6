"""Who may open which door: both sides of every permission of org and identity."""

import importlib
import pkgutil
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tillbook
from tests.identity.shops import Caller, Shop
from tillbook.identity import roles, rules
from tillbook.identity.types import Role
from tillbook.kernel.actors import ALL_PERMISSIONS

SOMEBODY = UUID(int=7)
DOORS = [
    ("org.read", "GET", "/business", None),
    ("org.manage", "PATCH", "/business", {"name": "New"}),
    ("org.read", "GET", "/settings", None),
    ("org.manage", "PUT", "/settings", {"name": "printing.receipt_footer", "value": "Bye"}),
    ("org.read", "GET", "/locations", None),
    (
        "org.manage",
        "POST",
        "/locations",
        {"code": "STORE009", "name": "Nine", "time_zone": "Europe/Berlin"},
    ),
    ("org.read", "GET", "/locations/STORE001", None),
    ("org.manage", "PATCH", "/locations/STORE001", {"name": "One"}),
    ("org.read", "GET", "/registers", None),
    ("org.enrol", "POST", "/registers", {"location": SOMEBODY, "code": "T7", "name": "Seven"}),
    ("org.enrol", "DELETE", f"/registers/{SOMEBODY}", None),
    ("org.enrol", "POST", f"/registers/{SOMEBODY}/enrolment-code", {}),
    ("org.enrol", "DELETE", f"/registers/{SOMEBODY}/device", None),
    ("identity.read_people", "GET", "/people", None),
    ("identity.manage_people", "POST", "/people", {"name": "Max", "role": "manager"}),
    ("identity.read_people", "GET", f"/people/{SOMEBODY}", None),
    ("identity.manage_people", "PATCH", f"/people/{SOMEBODY}", {"name": "Max"}),
    ("identity.manage_people", "POST", f"/people/{SOMEBODY}/sign-in-link", {}),
    ("identity.manage_people", "POST", f"/people/{SOMEBODY}/unlock-pin", {}),
    ("identity.manage_keys", "GET", "/api-keys", None),
    (
        "identity.manage_keys",
        "POST",
        "/api-keys",
        {"name": "k", "scopes": ["identity.manage_keys"]},
    ),
    ("identity.manage_keys", "DELETE", f"/api-keys/{SOMEBODY}", None),
    ("identity.verify_pins", "POST", "/pins/verify", {"person": SOMEBODY, "pin": "1234"}),
    (
        "identity.verify_pins",
        "POST",
        "/pins/unlock",
        {"person": SOMEBODY, "manager": SOMEBODY, "pin": "1234"},
    ),
]
OPEN = {"/setup", "/session", "/session/business", "/session/password", "/devices/enrol"}


@pytest.fixture(scope="module")
def one_shop():
    return Shop().open()


@pytest.mark.parametrize("permission, method, path, body", DOORS)
def test_a_door_opens_with_its_permission_and_only_with_it(
    one_shop, permission, method, path, body
):
    without = one_shop.key(*sorted(roles.PERMISSIONS - {permission}))(method, path, body)
    with_it = one_shop.key(permission)(method, path, body)

    assert (without.status_code, without.body["code"]) == (403, "kernel.not_allowed")
    assert with_it.body is None or with_it.body.get("code") != "kernel.not_allowed"
    assert Caller()(method, path, body).status_code == 401


def test_every_door_of_these_modules_is_tried_above():
    from tillbook.config.api import api

    tried = {(method, path.replace(str(SOMEBODY), "{}")) for _, method, path, _ in DOORS}
    tried = {(method, path.replace("STORE001", "{}")) for method, path in tried}
    doors = set()
    for path, operations in api.get_openapi_schema(path_prefix="")["paths"].items():
        for method, operation in operations.items():
            if operation["operationId"].startswith(("org_", "identity_")):
                short = path.removeprefix("/v1")
                for name in ("{register_id}", "{person_id}", "{key_id}", "{name}"):
                    short = short.replace(name, "{}")
                doors.add((method.upper(), short))

    assert {door for door in doors if door[1] not in OPEN} == tried


def test_the_table_of_roles_knows_every_permission_that_a_module_names_and_no_other():
    named = set()
    for module in pkgutil.iter_modules(tillbook.__path__):
        try:
            permissions = importlib.import_module(f"tillbook.{module.name}.permissions")
        except ModuleNotFoundError:
            continue
        named |= {value for key, value in vars(permissions).items() if key.isupper()}

    assert named - roles.PERMISSIONS == set(), "named by a module, but no role has it"
    assert roles.PERMISSIONS - named == set(), "in the table of roles, but no module names it"


def test_owners_have_every_permission_of_people():
    for role in Role:
        assert roles.PERMISSIONS_OF[role] <= roles.PERMISSIONS_OF[Role.OWNER]
    for right in ("sales.sell", "sync.use"):
        assert right in roles.PERMISSIONS_OF[Role.OWNER], "an owner makes keys for integrators"
    assert "org.manage" not in roles.PERMISSIONS_OF[Role.MANAGER]
    assert not {"org.enrol", "identity.manage_people"} & roles.PERMISSIONS_OF[Role.CASHIER]


places = st.none() | st.frozensets(st.sampled_from([UUID(int=n) for n in range(4)]))


@given(st.sampled_from(Role), places, st.sampled_from(Role), places)
def test_nobody_grants_more_than_he_has(mine, my_places, role, locations):
    granted = rules.may_grant(role, locations, held=roles.PERMISSIONS_OF[mine], held_at=my_places)

    if granted:
        assert roles.PERMISSIONS_OF[role] <= roles.PERMISSIONS_OF[mine]
        assert my_places is None or (locations is not None and locations <= my_places)
    assert rules.may_grant(role, locations, held=frozenset({ALL_PERMISSIONS}), held_at=None)


def test_a_manager_makes_no_owner_and_no_better_key(shop):
    _, manager = shop.hires("manager")

    owner = manager.post("/people", {"name": "Eve", "role": "owner"})
    key = manager.post("/api-keys", {"name": "k", "scopes": ["org.manage"]})
    cashier = manager.post("/people", {"name": "Kim", "role": "cashier", "pin": "4711"})

    assert owner.body["code"] == "identity.not_yours_to_grant"
    assert key.status_code == 403
    assert cashier.status_code == 201


def test_a_manager_touches_no_owner_and_does_not_raise_himself(shop):
    user, manager = shop.hires("manager")
    other, _ = shop.hires("owner", name="Ola", signs_in=False)

    for answer in (
        manager.patch(f"/people/{user}", {"role": "owner"}),
        manager.patch(f"/people/{other}", {"role": "cashier"}),
        manager.patch(f"/people/{other}", {"archived": True}),
        manager.patch(f"/people/{other}", {"pin": "654321"}),
        manager.post(f"/people/{other}/sign-in-link"),
        manager.post(f"/people/{other}/unlock-pin"),
    ):
        assert (answer.status_code, answer.body["code"]) == (403, "identity.not_yours_to_grant")


def test_a_manager_of_one_location_gives_nobody_another(shop):
    second = shop.opens_location("STORE002")
    user, manager = shop.hires("manager", locations=[shop.location])

    def hires(locations):
        body = {"name": "Kim", "role": "cashier", "locations": locations}
        return manager.post("/people", body).status_code

    assert hires([shop.location]) == 201
    assert hires([second]) == 403
    assert hires(None) == 403
    widened = manager.patch(f"/people/{user}", {"locations": None})
    assert widened.status_code == 403


def test_a_location_of_another_business_limits_nobody_here(shop, other_shop):
    answer = shop.owner.post(
        "/people", {"name": "Kim", "role": "cashier", "locations": [other_shop.location]}
    )

    assert answer.body["code"] == "identity.location_unknown"


def test_the_last_owner_cannot_go(shop):
    for change in ({"role": "manager"}, {"archived": True}):
        answer = shop.owner.patch(f"/people/{shop.owner_id}", change)
        assert (answer.status_code, answer.body["code"]) == (409, "identity.last_owner")

    pin_only, _ = shop.hires("owner", name="Ola", signs_in=False)
    still = shop.owner.patch(f"/people/{shop.owner_id}", {"role": "manager"})
    assert still.body["code"] == "identity.last_owner", f"{pin_only} cannot sign in"

    shop.hires("owner", name="Oda")
    assert shop.owner.patch(f"/people/{shop.owner_id}", {"role": "manager"}).status_code == 200


def test_two_owners_cannot_leave_at_the_same_time(shop):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    second, oda = shop.hires("owner", name="Oda")

    def leave(who):
        try:
            caller, user = who
            return caller.patch(f"/people/{user}", {"role": "cashier"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(leave, [(shop.owner, shop.owner_id), (oda, second)]))

    assert codes in ([200, 409], [200, 403]), codes


def test_two_people_who_change_one_person_do_not_overwrite_each_other(shop):
    user, _ = shop.hires("cashier", signs_in=False)
    seen = shop.owner.get(f"/people/{user}")["ETag"]

    first = shop.owner.patch(f"/people/{user}", {"name": "Mia A."}, **{"If-Match": seen})
    second = shop.owner.patch(f"/people/{user}", {"name": "Mia B."}, **{"If-Match": seen})

    assert (first.status_code, second.status_code) == (200, 412)
    assert shop.owner.get(f"/people/{user}").body["name"] == "Mia A."


def test_a_person_of_another_business_too_gets_no_new_password_from_here(shop, unopened, anybody):
    user, _ = shop.hires("cashier")
    unopened.setup(anybody(), email=f"{user}@example.com")

    answer = shop.owner.post(f"/people/{user}/sign-in-link")

    assert answer.body["code"] == "identity.not_yours_to_grant"


def test_what_is_privileged_is_written_down(shop):
    from tillbook.kernel import sets

    user, _ = shop.hires("cashier", pin="4711", signs_in=False)
    shop.owner.patch(f"/people/{user}", {"pin": "8822"})
    made = shop.owner.post("/api-keys", {"name": "k", "scopes": ["org.read"]}).body
    shop.owner("DELETE", f"/api-keys/{made['id']}")

    with shop.working():
        rows = sets.execute("SELECT verb, actor_name, facts::text FROM kernel_auditentry")
    verbs = {verb for verb, _, _ in rows}
    assert verbs >= {
        "org.business_founded",
        "identity.owner_made",
        "identity.signed_in",
        "identity.person_added",
        "identity.person_changed",
        "identity.key_made",
        "identity.key_revoked",
    }
    assert ("identity.key_made", "Olga Owner") in {row[:2] for row in rows}
    assert not any("8822" in facts or made["key"] in facts for _, _, facts in rows)
