"""A finished sale is never refused: what looks odd is booked as it happened, and named."""

import copy

import pytest

from storm.till import Offer, canonical
from tests.sync.door import filed, results, rows, send
from tillbook.kernel.ids import new_id
from tillbook.sync.reading import digest


@pytest.fixture
def counter(chic):
    till = chic.till()
    return chic, till, chic.tokens["T1"]


def tampered(document, change):
    """Let somebody change a finished document on the till, who knows how to hash it too."""
    altered = copy.deepcopy({key: value for key, value in document.items() if key != "hash"})
    change(altered)
    return altered | {"hash": digest(canonical(altered))}


def send_one(counter, document):
    shop, _till, token = counter
    [answer] = send(token, document)
    assert answer["result"] == "created"
    return answer["exceptions"], filed(shop, document)


def cheaper(document):
    """Take ten euros off everywhere, so that the amounts still make each other."""
    priced = document["priced"]
    for amounts in (priced, priced["lines"][0]):
        amounts["net"] -= 1000
    priced["lines"][0]["gross"] -= 1000
    priced["lines"][0]["total"] -= 1000
    priced["total"] -= 1000
    document["tenders"][0]["amount"] -= 1000


def test_a_lower_total_than_the_engine_makes_is_booked_as_charged_and_named(counter):
    shop, till, _token = counter
    sale = tampered(till.sell((shop.offers["dress"], "1")), cheaper)
    exceptions, about = send_one(counter, sale)
    assert exceptions == ["sales.price_differs"]
    facts = about["sales.price_differs"]
    assert (facts["charged"], facts["expected"]) == (4900, 5900)
    assert rows(shop, "SELECT net, tax, total FROM sales_sale") == [(3958, 942, 4900)]
    assert shop.books()["cash_drawer"] == "49.00"
    assert shop.violations() == []


def contradict(document):
    document["priced"]["total"] -= 1000
    document["tenders"][0]["amount"] -= 1000


def lose_the_lines(document):
    document["priced"]["lines"] = []


def lose_an_amount(document):
    del document["priced"]["lines"][0]["list"]


def write_text(document):
    document["priced"]["lines"][0]["net"] = "4958"


def lose_the_rate(document):
    del document["priced"]["taxes"][0]["rate_ppm"]


def name_a_tax_twice(document):
    document["priced"]["taxes"].append(document["priced"]["taxes"][0] | {"amount": 0})


def say_true(document):
    document["priced"]["lines"][0]["document_discount"] = False


@pytest.mark.parametrize(
    "spoil",
    [contradict, lose_the_lines, lose_an_amount, write_text, lose_the_rate, name_a_tax_twice,
     say_true],
)  # fmt: skip
def test_amounts_that_contradict_each_other_give_way_to_the_servers_own(counter, spoil):
    shop, till, _token = counter
    sale = tampered(till.sell((shop.offers["dress"], "1")), spoil)
    exceptions, _about = send_one(counter, sale)
    assert "sales.does_not_add_up" in exceptions
    assert rows(shop, "SELECT net, tax, total FROM sales_sale") == [(4958, 942, 5900)]
    assert shop.violations() == []


def test_a_price_that_is_not_the_catalogues_is_named(counter):
    shop, till, _token = counter
    dress = shop.offers["dress"]
    cheap = Offer(dress.variant, dress.name, 100, dress.taxes, dress.sku)
    exceptions, about = send_one(counter, till.sell((cheap, "1")))
    assert exceptions == ["sales.price_changed"]
    assert about["sales.price_changed"]["lines"] == [
        {"line": "1", "charged": 100, "expected": 5900}
    ]
    assert shop.books()["cash_drawer"] == "1.00"
    assert shop.violations() == []


def test_taxes_that_are_not_the_catalogues_are_named(counter):
    shop, till, _token = counter
    dress = shop.offers["dress"]
    untaxed = Offer(dress.variant, dress.name, dress.price, (), dress.sku)
    exceptions, _about = send_one(counter, till.sell((untaxed, "1")))
    assert exceptions == ["sales.tax_changed"]
    assert "tax_payable" not in shop.books()
    assert shop.violations() == []


@pytest.mark.parametrize("off, booked", [(-500, "5.00"), (300, "-3.00")])
def test_money_that_is_not_the_total_is_booked_as_a_difference(counter, off, booked):
    def pay(document):
        document["tenders"][0]["amount"] += off

    shop, till, _token = counter
    exceptions, about = send_one(counter, tampered(till.sell((shop.offers["dress"], "1")), pay))
    assert exceptions == ["sales.tenders_differ"]
    assert about["sales.tenders_differ"]["received"] == 5900 + off
    assert shop.books()["sale_differences"] == booked
    assert shop.violations() == []


def test_an_item_nobody_knows_is_money_without_stock(counter):
    shop, till, _token = counter
    stranger = Offer(str(new_id()), "Stranger", 700, shop.offers["dress"].taxes)
    exceptions, about = send_one(counter, till.sell((shop.offers["dress"], "1"), (stranger, "1")))
    assert exceptions == ["sales.item_unknown"]
    assert about["sales.item_unknown"]["lines"] == ["2"]
    assert shop.books()["cash_drawer"] == "66.00"
    assert shop.books()["cost_of_goods"] == "20.00"
    assert shop.violations() == []


def test_a_tender_nobody_knows_is_booked_as_another(counter):
    shop, till, _token = counter
    sale = till.sell((shop.offers["dress"], "1"), tender="shells")
    exceptions, about = send_one(counter, sale)
    assert exceptions == ["sales.tender_unknown"]
    assert about["sales.tender_unknown"]["tenders"] == ["shells"]
    assert shop.books()["other_tenders"] == "59.00"
    assert shop.violations() == []


def test_several_oddities_of_one_sale_are_all_named(counter):
    shop, till, _token = counter
    cheap = Offer(shop.offers["tote"].variant, "Tote", 1, (), "")

    def pay_with_shells(document):
        document["tenders"] = [{"tender": "shells", "amount": 3}]

    sale = tampered(till.sell((cheap, "2")), pay_with_shells)
    exceptions, _about = send_one(counter, sale)
    assert sorted(exceptions) == [
        "sales.price_changed", "sales.tax_changed", "sales.tender_unknown", "sales.tenders_differ",
    ]  # fmt: skip
    assert shop.violations() == []


def test_what_is_odd_is_filed_once_however_often_it_comes(counter):
    shop, till, token = counter
    sale = till.sell((shop.offers["dress"], "1"), tender="shells")
    assert [results(send(token, sale)) for _ in range(3)] == [["created"], ["exists"], ["exists"]]
    assert rows(shop, "SELECT count(*) FROM kernel_attention") == [(1,)]
