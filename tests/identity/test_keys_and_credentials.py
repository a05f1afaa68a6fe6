import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import RequestFactory

from tests.identity.shops import Caller
from tillbook.identity import authentication, rules
from tillbook.identity import operations as identity
from tillbook.kernel import sets
from tillbook.kernel.refusals import NotSignedIn


def actor_of(headers, at=None):
    request = RequestFactory().get("/", headers=headers)
    with transaction.atomic(durable=True):
        return authentication.actor_of(request, at or datetime.now(UTC))


def test_a_key_is_shown_once_and_kept_as_a_hash(shop):
    made = shop.owner.post("/api-keys", {"name": "Web shop", "scopes": ["org.read"]}).body
    assert re.fullmatch(r"tb_live_[0-9A-Za-z]{46}", made["key"])

    [listed] = shop.owner.get("/api-keys").body["data"]

    assert listed["hint"].startswith("tb_live_")
    assert made["key"] not in str(listed)
    with shop.working():
        [row] = sets.execute("SELECT k::text FROM identity_apikey k")
    assert made["key"] not in row[0]
    assert rules.hash_of(made["key"]) in row[0]


def test_a_key_opens_its_scopes_until_it_is_revoked(shop):
    made = shop.owner.post("/api-keys", {"name": "k", "scopes": ["org.read"]}).body
    program = Caller(made["key"])
    assert program.get("/locations").status_code == 200
    assert program.get("/people").status_code == 403

    assert shop.owner("DELETE", f"/api-keys/{made['id']}").status_code == 204

    assert program.get("/locations").status_code == 401
    assert shop.owner("DELETE", f"/api-keys/{made['id']}").status_code == 204


def test_a_key_ends_on_time_and_stays_in_its_places(shop):
    second = shop.opens_location("STORE002")
    until = datetime.now(UTC) + timedelta(hours=1)
    program = shop.key("org.read", locations=[second], expires_at=until)

    assert [each["code"] for each in program.get("/locations").body["data"]] == ["STORE002"]
    assert actor_of(program.headers, until - timedelta(seconds=1)).kind == "api_key"
    with pytest.raises(NotSignedIn):
        actor_of(program.headers, until)


@pytest.mark.parametrize(
    "body",
    [
        {"scopes": []},
        {"scopes": ["sales.everything"]},
        {"scopes": ["org.read"], "expires_at": "2020-01-01T00:00:00Z"},
    ],
)
def test_a_key_without_sense_is_refused(shop, body):
    assert shop.owner.post("/api-keys", {"name": "k"} | body).body["code"] == "identity.key_unfit"


def test_a_key_makes_no_key_that_may_do_more_or_elsewhere(shop):
    second = shop.opens_location("STORE002")
    program = shop.key("identity.manage_keys", "org.read", locations=[shop.location])

    def makes(scopes, locations):
        body = {"name": "k", "scopes": scopes, "locations": locations}
        answer = program.post("/api-keys", body)
        return answer.status_code, answer.body.get("code")

    refused = (403, "identity.not_yours_to_grant")
    assert makes(["org.read"], [shop.location]) == (201, None)
    assert makes(["org.read", "org.manage"], [shop.location]) == refused
    assert makes(["org.read"], [second]) == refused
    assert makes(["org.read"], None) == refused


def test_a_till_or_key_costs_two_statements_and_a_session_three(shop, statements):
    till, program = shop.enrols(), shop.key("org.read")
    actor_of(program.headers)  # the first use in a minute is noted

    counts = []
    for headers in (till.headers, program.headers):
        with statements() as seen:
            actor_of(headers)
        counts.append(len(_asking(seen)))
    request = RequestFactory().get("/")
    request.COOKIES = {"tillbook_session": shop.owner.client.cookies["tillbook_session"].value}
    from django.contrib.sessions.middleware import SessionMiddleware

    SessionMiddleware(lambda _: None).process_request(request)
    with statements() as seen, transaction.atomic(durable=True):
        authentication.actor_of(request, datetime.now(UTC))
    counts.append(len(_asking(seen)))

    assert counts == [2, 2, 3]


def _asking(statements):
    return [each for each in statements if each.split()[0] in {"SELECT", "UPDATE", "INSERT"}]


def test_the_order_holds_when_postgresql_plans_the_statement_for_all_values(shop):
    till, program = shop.enrols(), shop.key("org.read")
    device = actor_of(till.headers)

    for _ in range(12):  # from the sixth execution on it keeps a generic plan
        assert actor_of(till.headers) == device
        assert actor_of(program.headers).kind == "api_key"

    for table in ("org_device d", "identity_apikey"):
        kept = sets.execute(
            "SELECT generic_plans FROM pg_prepared_statements"
            " WHERE strpos(statement, 'presented') > 0 AND strpos(statement, %s) > 0",
            [f"FROM {table}"],
        )
        assert any(plans > 0 for (plans,) in kept), table


def test_the_use_of_a_key_is_written_at_most_once_a_minute(shop, statements):
    program = shop.key("org.read")
    at = datetime.now(UTC)

    written = []
    for seconds in (0, 30, 59, 60, 61):
        with statements() as seen:
            actor_of(program.headers, at + timedelta(seconds=seconds))
        written.append(sum("UPDATE identity_apikey" in each for each in seen))

    assert written == [1, 0, 0, 1, 0]


def test_nobody_waits_for_the_note_of_a_keys_use(shop):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    program = shop.key("org.read")

    def use():
        request = RequestFactory().get("/", headers=program.headers)
        try:
            with transaction.atomic(durable=True):
                sets.execute("SET LOCAL lock_timeout = '2s'")
                return authentication.actor_of(request, datetime.now(UTC)).kind
        finally:
            connection.close()

    with transaction.atomic(durable=True):
        request = RequestFactory().get("/", headers=program.headers)
        authentication.actor_of(request, datetime.now(UTC))  # holds the row until the commit
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(use).result() == "api_key"


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer nonsense",
        "Bearer tb_live_" + "a" * 46,
        "Basic dXNlcjpwYXNz",
        "Bearer tb_live_ünïcode",
    ],
)
def test_what_is_no_token_never_reaches_the_database(header, statements):
    with statements() as seen, pytest.raises(NotSignedIn):
        actor_of({"Authorization": header})

    assert not _asking(seen)


def test_a_well_formed_token_nobody_has_opens_nothing():
    for prefix in (rules.KEY_PREFIX, rules.DEVICE_PREFIX):
        with pytest.raises(NotSignedIn):
            actor_of({"Authorization": f"Bearer {rules.token(prefix, bytes(30))}"})


def test_a_key_is_no_till_and_a_till_is_no_key(shop):
    body = shop.key("org.read").headers["Authorization"].removeprefix("Bearer tb_live_")
    with pytest.raises(NotSignedIn):
        actor_of({"Authorization": f"Bearer tb_till_{body}"})


def test_old_tries_and_sessions_are_forgotten_at_night(shop):
    from django.contrib.sessions.models import Session

    from tillbook.identity import jobs

    with transaction.atomic(durable=True):
        identity.count_try({f"old|{shop.id}": 5}, at=shop.at - timedelta(hours=2))
        identity.count_try({f"new|{shop.id}": 5}, at=shop.at)
    old = Session.objects.create(
        session_key=f"old-{shop.id}", session_data="", expire_date=shop.at - timedelta(days=1)
    )

    jobs.forget_old(timestamp=int(shop.at.timestamp()))

    keys = [rules.hash_of(f"{age}|{shop.id}") for age in ("old", "new")]
    left = sets.execute("SELECT key FROM identity_try WHERE key = ANY(%s)", [keys])
    assert [key for (key,) in left] == keys[1:]
    assert not Session.objects.filter(session_key=old.session_key).exists()
    assert shop.owner.get("/session").status_code == 200
