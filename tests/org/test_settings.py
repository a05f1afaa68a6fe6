"""Owners change settings through the API, and what obeys them changes."""

from datetime import UTC, datetime

import pytest

from tests.sync.door import send
from tillbook.identity import operations as identity


def key_with(shop, *scopes):
    with shop.working():
        _key, secret = identity.make_key(
            name="Office",
            scopes=set(scopes),
            locations=None,
            expires_at=None,
            by=shop.actor,
            at=datetime.now(UTC),
        )
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def owner(chic):
    return key_with(chic, "org.read", "org.manage", "sales.read")


def put(client, headers, name, **body):
    return client.put(
        "/api/v1/settings",
        data={"name": name} | body,
        content_type="application/json",
        headers=headers,
    )


def test_a_footer_that_is_set_stands_on_the_receipt(chic, client, owner):
    till = chic.till()
    sale = till.sell((chic.offers["dress"], "1"))
    send(chic.tokens["T1"], sale)
    answer = put(client, owner, "printing.receipt_footer", value="See you at the harbour")
    assert answer.status_code == 200, answer.content
    page = client.get(f"/api/v1/sales/{sale['id']}/receipt.html", headers=owner)
    assert "See you at the harbour" in page.content.decode()


def test_a_location_may_have_a_value_of_its_own(chic, client, owner):
    harbour = "STORE002"
    put(client, owner, "printing.receipt_footer", value="Everywhere")
    put(client, owner, "printing.receipt_footer", value="Harbour", location=harbour)

    def footer(**query):
        rows = client.get("/api/v1/settings", query, headers=owner).json()["data"]
        return next(row["value"] for row in rows if row["name"] == "printing.receipt_footer")

    assert (footer(), footer(location=harbour)) == ("Everywhere", "Harbour")


@pytest.mark.parametrize(
    ("name", "value", "status", "code"),
    [
        ("printing.receipt_footer", 7, 422, "kernel.setting_unfit"),
        ("printing.paper_colour", "red", 404, "kernel.setting_unknown"),
    ],
)
def test_what_is_no_setting_or_no_value_of_it_is_refused(
    chic, client, owner, name, value, status, code
):
    answer = put(client, owner, name, value=value)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_who_may_only_read_settings_changes_none(chic, client):
    reader = key_with(chic, "org.read")
    assert client.get("/api/v1/settings", headers=reader).status_code == 200
    assert put(client, reader, "printing.receipt_footer", value="x").status_code == 403
