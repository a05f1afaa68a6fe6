"""A business day from the first float to the count, through the door that tills use."""

import json

from tests.scenarios.table import table


def send(client, shop, *documents, till="T1"):
    """Send documents as a till does, and give back its answers."""
    response = client.post(
        "/api/v1/documents",
        data=json.dumps({"documents": list(documents)}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {shop.tokens[till]}"},
    )
    assert response.status_code == 200, response.content
    return response.json()["answers"]


def test_a_whole_day_is_right_to_the_cent(chic, client):
    till = chic.till()
    dress, scarf, tote = (chic.offers[name] for name in ("dress", "scarf", "tote"))

    opening = till.open_shift(float_amount=10000)
    cash_sale = till.sell((dress, "1"), (scarf, "2"), given=10000)
    card_sale = till.sell((tote, "1"), tender="card")
    returned = till.take_back(cash_sale, {"2": "1"})
    milk = till.move_cash(-350, "milk")
    count = till.close_shift(counted=16700)
    answers = send(client, chic, opening, cash_sale, card_sale, returned, milk, count)

    assert [each["result"] for each in answers] == ["created"] * 6
    assert [each["exceptions"] for each in answers] == [[]] * 6
    assert chic.books() == table("""
        cash safe              67.00
        cash movements          3.50
        cash over short         0.50
        card clearing          25.00
        inventory             297.00
        opening balance      -330.00
        revenue               -80.68
        tax payable           -15.32
        cost of goods          33.00
    """)
    assert (chic.on_hand("dress"), chic.on_hand("scarf"), chic.on_hand("tote")) == ("9", "9", "9")
    assert chic.violations() == []


def test_everything_sent_again_changes_nothing(chic, client):
    till = chic.till()
    documents = [till.open_shift(), till.sell((chic.offers["dress"], "1"))]
    send(client, chic, *documents)
    books = chic.books()
    again = send(client, chic, *documents)
    assert [each["result"] for each in again] == ["exists", "exists"]
    assert chic.books() == books
    assert chic.violations() == []
