"""Two businesses in one database see nothing of each other."""

import pytest
from django.db import connection, transaction

from tillbook.kernel import sets

OWNED = [
    "org_business",
    "org_location",
    "org_register",
    "org_device",
    "org_enrolmentcode",
    "org_documentseries",
    "identity_membership",
    "identity_apikey",
    "identity_setuplink",
]


@pytest.fixture
def neighbours(shop, other_shop):
    for each in (shop, other_shop):
        each.enrols()
        each.key("org.read")
    return shop, other_shop


def test_everything_of_the_other_business_does_not_exist(neighbours):
    shop, other = neighbours
    key = other.owner.get("/api-keys").body["data"][0]["id"]
    asked = [
        ("GET", f"/locations/{other.location}", None),
        ("PATCH", f"/locations/{other.location}", {"name": "Mine"}),
        ("DELETE", f"/registers/{other.register}", None),
        ("POST", f"/registers/{other.register}/enrolment-code", {}),
        ("DELETE", f"/registers/{other.register}/device", None),
        ("GET", f"/people/{other.owner_id}", None),
        ("PATCH", f"/people/{other.owner_id}", {"name": "Mine"}),
        ("POST", f"/people/{other.owner_id}/sign-in-link", {}),
        ("POST", f"/people/{other.owner_id}/unlock-pin", {}),
        ("DELETE", f"/api-keys/{key}", None),
    ]

    for method, path, body in asked:
        answer = shop.owner(method, path, body)
        assert (answer.status_code, answer.body["code"]) == (404, "kernel.not_found"), path
    till = shop.enrols()
    pin = till.post("/pins/verify", {"person": other.owner_id, "pin": "4711"})
    assert pin.status_code == 404


def test_lists_hold_ones_own_only(neighbours):
    for shop, other in (neighbours, neighbours[::-1]):
        for path in ("/locations", "/registers", "/people", "/api-keys", "/business"):
            text = shop.owner.get(path).content.decode()
            assert str(other.id) not in text
            assert other.owner_id not in text
            assert str(other.register) not in text
            assert str(other.location) not in text


@pytest.mark.parametrize("table", OWNED)
def test_the_database_itself_keeps_a_table_apart(neighbours, table):
    column = "id" if table == "org_business" else "business_id"
    shop, other = neighbours

    with shop.working():
        seen = sets.execute(f"SELECT DISTINCT {column} FROM {table}")
        assert all(row[0] == shop.id for row in seen)
        moved = sets.execute(
            f"UPDATE {table} SET {column} = {column} WHERE {column} = %s RETURNING 1", [other.id]
        )
        assert moved == []
    with transaction.atomic(durable=True):
        assert sets.execute(f"SELECT 1 FROM {table}") == [], "without a business nothing is seen"


def test_a_credential_opens_one_row_and_lets_nothing_be_written(neighbours):
    shop, _ = neighbours
    with shop.working():
        [(secret,)] = sets.execute("SELECT key_hash FROM identity_apikey")

    with transaction.atomic(durable=True):
        sets.execute("SELECT set_config('tillbook.credential', %s, true)", [secret])
        assert len(sets.execute("SELECT 1 FROM identity_apikey")) == 1
        assert sets.execute("UPDATE identity_apikey SET name = 'x' RETURNING 1") == []


def test_neither_business_nor_credential_outlives_its_transaction(shop):
    from tests.identity.test_keys_and_credentials import actor_of

    actor_of(shop.enrols().headers)

    with connection.cursor() as cursor:
        cursor.execute("SELECT tillbook_business(), tillbook_actor(), tillbook_credential()")
        assert cursor.fetchone() == (None, None, None)
