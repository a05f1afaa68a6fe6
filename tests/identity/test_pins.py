import hashlib

import pytest

from tillbook.identity import queries, rules


def tries(till, person, pin):
    return till.post("/pins/verify", {"person": person, "pin": pin}).body


def test_the_right_pin_of_the_chosen_person_is_right(shop):
    till = shop.enrols()
    mia, _ = shop.hires("cashier", pin="4711", signs_in=False)
    ben, _ = shop.hires("cashier", name="Ben", pin="1234", signs_in=False)

    assert tries(till, mia, "4711") == {"right": True, "tries_left": 5}
    assert tries(till, ben, "4711") == {"right": False, "tries_left": 4}
    assert tries(till, ben, "1234") == {"right": True, "tries_left": 5}


def test_five_wrong_pins_lock_and_only_a_manager_unlocks(shop):
    till = shop.enrols()
    mia, _ = shop.hires("cashier", pin="4711", signs_in=False)
    ben, _ = shop.hires("cashier", name="Ben", pin="1234", signs_in=False)
    max_, _ = shop.hires("manager", name="Max", pin="778899", signs_in=False)

    left = [tries(till, mia, f"000{each}")["tries_left"] for each in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert tries(till, mia, "4711") == {"right": False, "tries_left": 0}

    def unlock(manager, pin):
        return till.post("/pins/unlock", {"person": mia, "manager": manager, "pin": pin})

    assert unlock(ben, "1234").body["code"] == "identity.not_yours_to_grant"
    assert unlock(max_, "000000").body == {"right": False, "tries_left": 4}
    assert tries(till, mia, "4711")["right"] is False
    assert unlock(max_, "778899").body["right"] is True
    assert tries(till, mia, "4711") == {"right": True, "tries_left": 5}


def test_tries_at_the_same_time_all_count(shop):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    from tests.identity.shops import Caller

    till = shop.enrols()
    mia, _ = shop.hires("cashier", pin="4711", signs_in=False)

    def one(pin):
        caller = Caller()
        caller.headers = till.headers
        try:
            return tries(caller, mia, pin)["tries_left"]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        left = list(pool.map(one, ["0000"] * 8))

    assert sorted(left) == [0, 0, 0, 0, 1, 2, 3, 4]
    assert tries(till, mia, "4711")["right"] is False


def test_the_office_unlocks_and_a_new_pin_unlocks(shop):
    till = shop.enrols()
    mia, _ = shop.hires("cashier", pin="4711", signs_in=False)
    for pin in ["0000"] * 5:
        tries(till, mia, pin)

    assert shop.owner.post(f"/people/{mia}/unlock-pin").status_code == 204
    assert tries(till, mia, "4711")["right"] is True

    for pin in ["0000"] * 5:
        tries(till, mia, pin)
    assert shop.owner.patch(f"/people/{mia}", {"pin": "9988"}).body["pin_locked"] is False
    assert tries(till, mia, "9988")["right"] is True


@pytest.mark.parametrize(
    "role, pin, fit",
    [
        ("cashier", "1234", True),
        ("cashier", "123", False),
        ("cashier", "12a4", False),
        ("cashier", "١٢٣٤", False),
        ("manager", "12345", False),
        ("manager", "123456", True),
        ("owner", "1234", False),
    ],
)
def test_managers_need_longer_pins(shop, role, pin, fit):
    answer = shop.owner.post("/people", {"name": "Kim", "role": role, "pin": pin})

    assert answer.status_code == (201 if fit else 422), answer.body


def test_who_becomes_manager_loses_a_pin_too_short_for_it(shop):
    mia, _ = shop.hires("cashier", pin="4711", signs_in=False)

    promoted = shop.owner.patch(f"/people/{mia}", {"role": "manager"}).body

    assert promoted["has_pin"] is False


def test_tills_get_what_they_need_to_check_a_pin_offline(shop):
    mia, _ = shop.hires("cashier", pin="4711", signs_in=False)

    with shop.working():
        pin = queries.person(mia).pin

    assert pin.iterations == 600_000
    salt = bytes.fromhex(pin.salt)
    assert hashlib.pbkdf2_hmac("sha256", b"4711", salt, 600_000).hex() == pin.hash
    assert len(salt) == 16
    assert not rules.is_same_pin("4712", pin)


def test_a_till_knows_only_who_works_at_its_location(shop):
    second = shop.opens_location("STORE002")
    elsewhere, _ = shop.hires("cashier", pin="4711", locations=[second], signs_in=False)
    gone, _ = shop.hires("cashier", pin="4711", signs_in=False)
    shop.owner.patch(f"/people/{gone}", {"archived": True})
    till = shop.enrols()

    for person in (elsewhere, gone):
        answer = till.post("/pins/verify", {"person": person, "pin": "4711"})
        assert answer.status_code == 404


def test_tills_hear_of_people(shop):
    from tillbook.kernel import sets

    mia, _ = shop.hires("cashier", pin="4711", signs_in=False)

    with shop.working():
        rows = sets.execute("SELECT object_id FROM kernel_change WHERE kind = 'staff'")
    assert {row[0] for row in rows} == {str(mia), shop.owner_id}
