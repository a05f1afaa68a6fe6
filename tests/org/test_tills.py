from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from tests.identity.shops import Caller
from tillbook.identity.rules import hash_of
from tillbook.org import operations as org
from tillbook.org import queries, rules


def codes_of(shop, at=None):
    with shop.working():
        return org.enrolment_code(register=shop.register, by=shop.house, at=at or datetime.now(UTC))


def test_a_till_is_enrolled_by_code_and_learns_where_it_stands(shop):
    code, _ = codes_of(shop)

    answer = Caller().post("/devices/enrol", {"code": code.lower(), "name": "Tablet"})

    assert answer.status_code == 200, answer.body
    register = str(shop.register)
    assert answer.body["register"] == {
        "id": register,
        "code": "T1",
        "name": "Front till",
        "epoch": 1,
        "chain_start": rules.chain_start(shop.register, 1),
    }
    assert answer.body["location"]["day_cutoff"] == "04:00"
    assert answer.body["business"] == {
        "id": str(shop.id),
        "name": "Chic Threads",
        "currency": "EUR",
        "minor_digits": 2,
        "locale": "en",
        "rounding": "line",
    }
    till = Caller(answer.body["token"])
    assert [each["id"] for each in till.get("/registers").body["data"]] == [register]
    assert till.get("/people").status_code == 403


def test_the_chain_starts_with_register_and_epoch():
    import hashlib
    from uuid import UUID

    register = UUID("01a206a8-e6cd-716d-803f-e26be582309c")

    expected = hashlib.sha256(b"01a206a8-e6cd-716d-803f-e26be582309c:2").hexdigest()
    assert rules.chain_start(register, 2) == expected
    assert rules.number("T1", 1, "S", 17) == "T1-1-S000017"


def test_enrolling_again_starts_a_new_epoch_and_shuts_the_old_device_out(shop):
    old = shop.enrols()
    assert old.get("/session").status_code == 200

    new = shop.enrols()

    assert old.get("/session").status_code == 401
    assert new.get("/session").status_code == 200
    with shop.working():
        register = queries.registers_by_id([shop.register])[shop.register]
        assert register.epoch == 2
        assert queries.devices()[shop.register].epoch == 2


def test_a_code_works_once(shop):
    code, _ = codes_of(shop)
    assert Caller().post("/devices/enrol", {"code": code}).status_code == 200

    again = Caller().post("/devices/enrol", {"code": code})

    assert again.body["code"] == "org.enrolment_code_invalid"


def test_a_code_is_good_for_a_quarter_of_an_hour(shop):
    code, expires_at = codes_of(shop, at=shop.at)
    assert expires_at - shop.at == timedelta(minutes=15)

    with pytest.raises(org.EnrolmentCodeInvalid), transaction.atomic(durable=True):
        org.enrol(code=code, name="", token_hash=hash_of("a"), at=expires_at)
    with transaction.atomic(durable=True):
        org.enrol(
            code=code,
            name="",
            token_hash=hash_of(code),
            at=expires_at - timedelta(seconds=1),
        )


def test_two_devices_with_one_code_at_the_same_time_make_one_till(shop):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    code, _ = codes_of(shop)

    def enrol(_):
        try:
            return Caller().post("/devices/enrol", {"code": code}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(enrol, range(4))) == [200, 422, 422, 422]


def test_guessing_codes_ends(shop):
    guesser = Caller()

    codes = {
        guesser.post("/devices/enrol", {"code": f"AAAA-{n:04d}"}).status_code for n in range(35)
    }

    assert codes == {422, 429}


def test_a_revoked_device_is_out_at_once(shop):
    till = shop.enrols()

    assert shop.owner("DELETE", f"/registers/{shop.register}/device").status_code == 204

    assert till.get("/session").status_code == 401
    again = shop.owner("DELETE", f"/registers/{shop.register}/device")
    assert again.status_code == 404


def test_the_code_comes_with_an_address_and_its_picture(shop):
    answer = shop.owner.post(f"/registers/{shop.register}/enrolment-code")

    assert answer.status_code == 201
    assert answer.body["url"].endswith(f"/till#code={answer.body['code']}")
    assert answer.body["qr_svg"].startswith("<svg")
    assert Caller().post("/devices/enrol", {"code": answer.body["code"]}).status_code == 200


def test_a_secret_answer_is_not_kept_to_be_given_again(shop):
    path = f"/registers/{shop.register}/enrolment-code"

    answers = [shop.owner.post(path, **{"Idempotency-Key": "one"}) for _ in range(2)]

    assert answers[0].body["code"] != answers[1].body["code"]


def test_a_heartbeat_keeps_the_highest_position_ever_claimed(shop):
    shop.enrols()

    def beats(**said):
        with shop.working():
            device = queries.devices()[shop.register]
            facts = {"epoch": 1, "unsent": 0, "persisted": True, "version": "1", "at": shop.at}
            org.heartbeat(device=device.id, **facts | said)
            return queries.devices()[shop.register]

    assert beats(position=57, unsent=3).position == 57
    wiped = beats(position=2, persisted=False)
    assert (wiped.position, wiped.unsent, wiped.persisted) == (57, 0, False)
    assert beats(position=99, epoch=7).position == 57, "another epoch's claim is not this one's"


def test_register_facts_come_in_one_statement(shop, statements):
    with shop.working(), statements() as seen:
        facts = queries.registers_by_id([shop.register])[shop.register]

    assert len(seen) == 1
    assert (facts.code, facts.location, facts.device) == ("T1", shop.location, None)
    assert (facts.time_zone, facts.day_cutoff.isoformat("minutes")) == ("Europe/Berlin", "04:00")
