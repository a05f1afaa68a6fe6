"""What surrounds the API: headers, cookies, logs and figures that give nothing away."""

import json
import logging
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from tests.api.furnished import Furnished, anonymous, sends
from tests.identity.shops import PASSWORD, Caller
from tillbook.config import metrics
from tillbook.config.logs import JsonFormatter

ADDRESSES = ["/", "/api/v1/business", "/api/v1/nothing", "/docs", "/healthz", "/readyz", "/metrics"]


@pytest.mark.parametrize("path", [*ADDRESSES, "/api/openapi.json", "/docs/problems", "/api/docs"])
def test_every_answer_forbids_what_no_page_of_ours_needs(path):
    answer = Client().get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert answer["X-Request-Id"]
    assert "Server" not in answer
    assert "X-Powered-By" not in answer
    assert not answer.has_header("Access-Control-Allow-Origin")


def test_answers_of_a_business_are_kept_by_nobody_on_the_way(shop):
    assert shop.owner.get("/people")["Cache-Control"] == "no-store"
    assert anonymous().get("/people")["Cache-Control"] == "no-store"


def test_the_session_s_cookie_is_for_our_pages_only(shop):
    browser = anonymous()
    cookie = browser.signs_in(shop.owner_email).cookies["tillbook_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert int(cookie["max-age"]) <= 14 * 24 * 3600


def test_over_https_browsers_are_told_to_stay_there():
    with override_settings(SECURE=True):
        assert "max-age=" in Client().get("/api/v1/business")["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in Client().get("/api/v1/business")


@contextmanager
def logged():
    """Collect every line that any logger writes, as the server would write it."""
    lines, handler = [], logging.Handler()
    handler.setFormatter(JsonFormatter())
    handler.emit = lambda record: lines.append(handler.format(record))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def test_no_secret_is_ever_written_into_a_log():
    secrets = {"password": PASSWORD, "wrong password": "another wrong guess", "pin": "473829"}
    with logged() as lines:
        shop = Furnished()
        secrets["first link"] = shop.link
        shop.open()
        browser = anonymous()
        browser.post("/session", {"email": shop.owner_email, "password": "another wrong guess"})
        browser.signs_in(shop.owner_email)
        secrets["session"] = browser.client.cookies["tillbook_session"].value
        secrets["csrf"] = browser.headers["X-CSRF-Token"]
        person = shop.owner.post(
            "/people", {"name": "Mia", "role": "manager", "pin": secrets["pin"]}
        ).body["id"]
        link = shop.owner.post(f"/people/{person}/sign-in-link").body["url"]
        secrets["link"] = link.partition("#")[2]
        made = shop.owner.post("/api-keys", {"name": "Web shop", "scopes": ["catalog.read"]})
        secrets["key"] = made.body["key"]
        Caller(secrets["key"]).get("/items")
        Caller(secrets["key"]).post("/items", {"name": 1})
        code = shop.owner.post(f"/registers/{shop.register}/enrolment-code").body["code"]
        enrolled = anonymous().post("/devices/enrol", {"code": code, "name": "Till"})
        secrets |= {"code": code, "token": enrolled.body["token"]}
        till = Caller(secrets["token"])
        till.post("/pins/verify", {"person": person, "pin": secrets["pin"]})
        till.post("/heartbeat", {"epoch": "x"})
        sends(till, {"token": secrets["token"]})
        anonymous()("GET", "/items", Authorization=f"Bearer {secrets['key']}x")
    written = "\n".join(lines)
    assert sum('"event": "request"' in line for line in lines) > 10
    assert [name for name, secret in secrets.items() if secret in written] == []
    assert all(json.loads(line)["event"] for line in lines)


def test_health_and_figures_tell_nothing_of_any_business(shop):
    shop.owner.get("/items")
    told = "".join(
        Client().get(path).content.decode() for path in ("/healthz", "/readyz", "/metrics")
    )
    known = [*shop.ids.values(), "Chic Threads", "STORE001", shop.owner_email, "Aurora", "/api/"]
    assert [each for each in known if each in told] == []


def test_readiness_tells_that_the_database_is_missing_and_not_where_it_is(monkeypatch):
    def unreachable():
        raise OperationalError('connection to server at "10.0.0.5", user "tillbook_app" failed')

    monkeypatch.setattr(connection, "ensure_connection", unreachable)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": "unreachable"}


def test_unheard_of_methods_do_not_grow_the_figures():
    Client().generic("BREW", "/healthz")
    assert "BREW" not in metrics.text()
    assert 'method="OTHER"' in metrics.text()
