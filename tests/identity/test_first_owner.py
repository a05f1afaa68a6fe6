import uuid

from tillbook.ledger import queries as ledger
from tillbook.payments import queries as payments


def test_the_one_time_link_founds_the_business_and_signs_its_owner_in(unopened, anybody):
    browser = anybody()

    answer = unopened.setup(browser)

    assert answer.status_code == 200, answer.body
    assert answer.body["business"]["name"] == "Chic Threads"
    assert answer.body["business"]["minor_digits"] == 2
    assert "org.manage" in answer.body["permissions"]
    assert browser.get("/session").body["user"]["email"] == unopened.owner_email
    [location] = browser.get("/locations").body["data"]
    assert (location["code"], location["day_cutoff"]) == ("STORE001", "04:00")


def test_a_founded_business_has_its_books_and_tenders_from_the_first_day(shop):
    with shop.working():
        assert set(payments.tender_kinds()) == {"cash", "card", "other"}
        assert ledger.trial_balance()


def test_the_link_works_once(unopened, anybody):
    assert unopened.setup(anybody()).status_code == 200

    again = unopened.setup(anybody(), email="thief@example.com")

    assert (again.status_code, again.body["code"]) == (422, "identity.link_invalid")


def test_the_first_owner_makes_every_other_first_link_useless(unopened, anybody):
    from tillbook.identity import operations as identity

    with unopened.working():
        printed_before = identity.first_owner_link(
            base_url="http://x", by=unopened.house, at=unopened.at
        )
    assert unopened.setup(anybody()).status_code == 200

    unopened.link = printed_before.partition("#")[2]
    late = unopened.setup(anybody(), email="late@example.com")

    assert late.body["code"] == "identity.link_invalid"


def test_two_browsers_with_one_link_at_the_same_time_make_one_owner(unopened, anybody):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def setup(number):
        try:
            return unopened.setup(
                anybody(), email=f"{number}-{unopened.id}@example.com"
            ).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(setup, range(3))) == [200, 422, 422]


def test_a_refused_setup_leaves_the_link_usable(unopened, anybody):
    weak = unopened.setup(anybody(), password="password12")
    short = unopened.setup(anybody(), pin="1234")

    assert weak.body["code"] == "identity.password_unfit"
    assert short.body["code"] == "identity.pin_unfit"
    assert unopened.setup(anybody()).status_code == 200


def test_a_guessed_link_opens_nothing_and_guessing_ends(anybody):
    body = {"token": "x" * 43, "email": "a@example.com", "password": "long enough word"}
    browser = anybody()

    codes = [browser.post("/setup", body).body["code"] for _ in range(22)]

    assert codes[0] == "identity.link_invalid"
    assert codes[-1] == "identity.tried_too_often"


def test_an_old_link_is_refused(unopened, anybody):
    from datetime import timedelta

    from tillbook.identity import operations as identity

    with unopened.working():
        old = identity.first_owner_link(
            base_url="http://x", by=unopened.house, at=unopened.at - timedelta(days=3)
        )
    unopened.link = old.partition("#")[2]

    assert unopened.setup(anybody()).body["code"] == "identity.link_invalid"


def test_who_has_an_account_opens_a_second_business_with_its_password_only(shop, unopened, anybody):
    stranger = unopened.setup(anybody(), email=shop.owner_email, password="another password")
    browser = anybody()
    answer = unopened.setup(browser, email=shop.owner_email.upper(), name="Olga")

    assert stranger.body["code"] == "identity.email_taken"
    assert answer.status_code == 200
    assert {each["id"] for each in answer.body["businesses"]} == {str(shop.id), str(unopened.id)}


def test_one_chooses_among_ones_businesses_and_the_session_stays_there(shop, unopened, anybody):
    unopened.setup(anybody(), email=shop.owner_email)
    browser = anybody()
    first = browser.signs_in(shop.owner_email)
    assert first.body["business"]["id"] == str(shop.id)

    chosen = browser("PUT", "/session/business", {"business": unopened.id})

    assert chosen.body["business"]["id"] == str(unopened.id)
    assert browser.get("/session").body["business"]["id"] == str(unopened.id)
    nowhere = browser("PUT", "/session/business", {"business": uuid.uuid4()})
    assert nowhere.status_code == 404
