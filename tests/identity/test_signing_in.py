import hashlib

import pytest
from django.db import connection

from tests.identity.shops import PASSWORD


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(shop, anybody):
    wrong = anybody().signs_in(shop.owner_email, "wrong password")
    unknown = anybody().signs_in("nobody@example.com", PASSWORD)

    assert wrong.status_code == unknown.status_code == 401
    for answer in (wrong, unknown):
        answer.body.pop("request_id")
    assert wrong.body == unknown.body


def test_an_unknown_address_costs_a_hash_as_a_known_one_does(shop, anybody, monkeypatch):
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hashed = []
    encode = Argon2PasswordHasher.encode
    monkeypatch.setattr(
        Argon2PasswordHasher,
        "encode",
        lambda self, *args: hashed.append(1) or encode(self, *args),
    )

    anybody().signs_in("nobody@example.com")

    assert hashed == [1]


def test_after_five_wrong_passwords_the_right_one_must_wait_too(shop, anybody):
    browser = anybody()

    codes = [browser.signs_in(shop.owner_email, "wrong").status_code for _ in range(5)]
    right = browser.signs_in(shop.owner_email)

    assert codes == [401] * 5
    assert right.status_code == 429
    assert 0 < int(right["Retry-After"]) <= 60
    assert anybody().signs_in(shop.owner_email).status_code == 200, "only that place waits"


def test_the_wait_grows_and_ends(shop):
    from datetime import timedelta

    from django.db import transaction

    from tillbook.identity import operations as identity

    def tries(at):
        with transaction.atomic(durable=True):
            identity.count_try({f"door|{shop.id}": 5}, at=at)

    for _ in range(5):
        tries(shop.at)
    with pytest.raises(identity.TriedTooOften):
        tries(shop.at + timedelta(seconds=59))
    tries(shop.at + timedelta(seconds=60))
    with pytest.raises(identity.TriedTooOften):
        tries(shop.at + timedelta(seconds=60 + 119))
    tries(shop.at + timedelta(hours=2))
    tries(shop.at + timedelta(hours=2))


def test_tries_at_the_same_time_cannot_slip_through_together(shop):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection, transaction

    from tillbook.identity import operations as identity

    def one_try(_):
        try:
            with transaction.atomic(durable=True):
                identity.count_try({f"gate|{shop.id}": 5}, at=shop.at)
        except identity.TriedTooOften:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one_try, range(24))) == 5


def test_the_session_key_changes_at_sign_in_and_is_stored_as_a_hash_only(shop, anybody):
    browser = anybody()
    browser.client.cookies["tillbook_session"] = "a" * 32

    browser.signs_in(shop.owner_email)

    key = browser.client.cookies["tillbook_session"].value
    assert key != "a" * 32
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE session_key = %s), count(*) FILTER (WHERE"
            " session_key = %s) FROM django_session",
            [key, hashlib.sha256(key.encode()).hexdigest()[:40]],
        )
        assert cursor.fetchone() == (0, 1)
    cookie = browser.client.cookies["tillbook_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_signing_out_ends_the_session_for_good(shop, anybody):
    browser = anybody()
    browser.signs_in(shop.owner_email)
    key = browser.client.cookies["tillbook_session"].value

    assert browser("DELETE", "/session").status_code == 204

    browser.client.cookies["tillbook_session"] = key
    assert browser.get("/session").status_code == 401


def test_a_write_with_a_session_needs_the_token_of_our_own_pages(shop):
    token = shop.owner.headers.pop("X-CSRF-Token")
    body = {"location": shop.location, "code": "T9", "name": "Back"}

    without = shop.owner.post("/registers", body)
    wrong = shop.owner.post("/registers", body, **{"X-CSRF-Token": "b" * 64})
    right = shop.owner.post("/registers", body, **{"X-CSRF-Token": token})

    assert (without.status_code, without.body["code"]) == (403, "identity.csrf_failed")
    assert wrong.status_code == 403
    assert right.status_code == 201


def test_a_form_of_another_site_cannot_sign_anybody_in(shop, anybody):
    body = f'{{"email": "{shop.owner_email}", "password": "{PASSWORD}"}}'

    answer = anybody().client.generic("POST", "/api/v1/session", body, content_type="text/plain")

    assert (answer.status_code, answer.json()["code"]) == (415, "kernel.not_json")


def test_a_new_password_ends_every_other_session(shop, anybody):
    elsewhere = anybody()
    elsewhere.signs_in(shop.owner_email)
    body = {"current": PASSWORD, "new": "a fresh long word"}

    wrong = shop.owner("PUT", "/session/password", body | {"current": "no"})
    changed = shop.owner("PUT", "/session/password", body)

    assert wrong.body["code"] == "identity.password_wrong"
    assert changed.status_code == 200
    assert elsewhere.get("/session").status_code == 401
    assert shop.owner.get("/session").status_code == 200
    assert anybody().signs_in(shop.owner_email).status_code == 401
    assert anybody().signs_in(shop.owner_email, "a fresh long word").status_code == 200


def test_an_archived_person_is_out_at_once(shop, anybody):
    user, mia = shop.hires("manager")
    assert mia.get("/session").status_code == 200

    assert shop.owner.patch(f"/people/{user}", {"archived": True}).status_code == 200

    assert mia.get("/session").status_code == 401
    assert anybody().signs_in(f"{user}@example.com").status_code == 401


def test_a_changed_role_counts_at_once(shop):
    user, mia = shop.hires("manager")
    assert mia.get("/people").status_code == 200

    shop.owner.patch(f"/people/{user}", {"role": "stock_keeper"})

    assert mia.get("/people").status_code == 403
