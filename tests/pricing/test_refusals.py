"""A malformed cart is refused as a whole, with a stable code and the place of the first fault."""

import json

import pytest

from tillbook_pricing import PricingError, price, price_json, reverse, reverse_json

TAX = {"id": "vat", "rate_ppm": 190_000, "inclusive": True}
GIFT_BOX = {"id": "box", "unit_price": 200}
DAMAGED = {"id": "damaged", "percent_ppm": 100_000}


def cart():
    line = {"id": "1", "quantity": "2", "unit_price": 1000, "taxes": ["vat"]}
    line |= {"modifiers": [dict(GIFT_BOX)], "discounts": [dict(DAMAGED)]}
    return {"currency": "EUR", "taxes": [dict(TAX)], "lines": [line], "discounts": []}


def changed(pointer, value):
    """The cart with one place changed; `...` takes the place away."""
    whole = cart()
    node = whole
    *path, last = [int(key) if key.isdecimal() else key for key in pointer.split("/")[1:]]
    for key in path:
        node = node[key]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    return whole


def refusal(call, *arguments):
    with pytest.raises(PricingError) as caught:
        call(*arguments)
    assert caught.value.message
    return caught.value.code, caught.value.pointer


@pytest.mark.parametrize("value", [None, [], "x", 1])
def test_a_cart_must_be_an_object(value):
    assert refusal(price, value) == ("pricing.not_an_object", "")


@pytest.mark.parametrize(
    "pointer, value, code",
    [
        ("/currency", ..., "not_a_currency"),
        ("/currency", "eur", "not_a_currency"),
        ("/currency", "ÄÖÜ", "not_a_currency"),
        ("/rounding", "none", "unknown_rounding"),
        ("/lines", {}, "not_a_list"),
        ("/lines", None, "not_a_list"),
        ("/lines/0", "x", "not_an_object"),
        ("/lines/0/id", ..., "not_text"),
        ("/lines/0/id", "", "not_text"),
        ("/lines/0/id", 1, "not_text"),
        ("/lines/0/id", "a\nb", "not_text"),
        ("/lines/0/id", "\ud800", "not_text"),
        ("/lines/0/id", "x" * 201, "not_text"),
        ("/lines/0/quantity", ..., "not_a_quantity"),
        ("/lines/0/quantity", 1.5, "not_a_quantity"),
        ("/lines/0/quantity", True, "not_a_quantity"),
        ("/lines/0/quantity", "1.2345", "not_a_quantity"),
        ("/lines/0/quantity", 10**9 + 1, "out_of_range"),
        ("/lines/0/unit_price", ..., "not_whole"),
        ("/lines/0/unit_price", None, "not_whole"),
        ("/lines/0/unit_price", 59.0, "not_whole"),
        ("/lines/0/unit_price", "59", "not_whole"),
        ("/lines/0/unit_price", True, "not_whole"),
        ("/lines/0/unit_price", 10**15 + 1, "out_of_range"),
        ("/lines/0/price_per", 0, "out_of_range"),
        ("/lines/0/price_per", "-1", "out_of_range"),
        ("/lines/0/price_per", "", "not_a_quantity"),
        ("/lines/0/taxes", "vat", "not_a_list"),
        ("/lines/0/taxes/0", "gst", "unknown_tax"),
        ("/lines/0/taxes/0", [], "unknown_tax"),
        ("/lines/0/modifiers/0/id", ..., "not_text"),
        ("/lines/0/modifiers/0/unit_price", 1.0, "not_whole"),
        ("/lines/0/modifiers/0/quantity", "a", "not_a_quantity"),
        ("/lines/0/discounts/0/percent_ppm", 10**6 + 1, "out_of_range"),
        ("/lines/0/discounts/0/percent_ppm", -1, "out_of_range"),
        ("/discounts", [{"id": "d", "amount": -1}], "out_of_range"),
        ("/taxes/0/id", ..., "not_text"),
        ("/taxes/0/rate_ppm", -1, "out_of_range"),
        ("/taxes/0/rate_ppm", "19", "not_whole"),
        ("/taxes/0/inclusive", 1, "not_a_flag"),
        ("/taxes/0/compound", None, "not_a_flag"),
    ],
)
def test_a_wrong_value_is_named_by_code_and_place(pointer, value, code):
    answered, place = refusal(price, changed(pointer, value))

    assert answered == "pricing." + code
    assert place.startswith(pointer)


def test_a_discount_is_a_percentage_or_an_amount():
    for wrong in ({"id": "d"}, {"id": "d", "amount": 1, "percent_ppm": 1}):
        code, place = refusal(price, changed("/lines/0/discounts/0", wrong))
        assert (code, place) == ("pricing.discount_unclear", "/lines/0/discounts/0")


def test_ids_are_unique():
    twice = cart()
    twice["lines"].append(dict(twice["lines"][0]))
    assert refusal(price, twice) == ("pricing.duplicate", "/lines/1/id")
    assert refusal(price, changed("/taxes", [TAX, TAX])) == ("pricing.duplicate", "/taxes/1/id")
    both = changed("/lines/0/taxes", ["vat", "vat"])
    assert refusal(price, both) == ("pricing.duplicate", "/lines/0/taxes/1")


def test_there_are_limits_to_a_cart():
    many = changed("/lines", [{"id": str(n), "quantity": 1, "unit_price": 1} for n in range(2001)])
    assert refusal(price, many) == ("pricing.too_many", "/lines")
    big = {"id": "1", "quantity": 2, "unit_price": 10**15}
    assert refusal(price, changed("/lines", [big])) == ("pricing.too_large", "/lines/0")
    together = [{"id": str(n), "quantity": 1, "unit_price": 6 * 10**14} for n in (1, 2)]
    assert refusal(price, changed("/lines", together)) == ("pricing.too_large", "/lines/1")
    taxed = changed("/taxes/0/rate_ppm", 10**7) | {"lines": [{**big, "quantity": 1}]}
    taxed["taxes"][0]["inclusive"] = False
    taxed["lines"][0]["taxes"] = ["vat"]
    assert refusal(price, taxed) == ("pricing.too_large", "")


def test_what_the_engine_does_not_know_is_left_alone():
    noted = changed("/lines/0/reason", {"any": [1.5, None]})

    assert price(noted) == price(cart())


def test_the_doors_answer_refusals_as_json():
    refused = {"code": "pricing.not_json", "message": "The text is not JSON.", "pointer": ""}
    for door in (price_json, reverse_json):
        for text in ("", "{", "nan?", "[" * 100_000):
            assert json.loads(door(text)) == {"error": refused}
    wrong = json.loads(reverse_json(json.dumps({"cart": cart()})))
    assert wrong["error"]["code"] == "pricing.not_an_object"


def reversal(lines, before=None, priced=None):
    return reverse(cart(), priced or price(cart()), before or {}, lines)


@pytest.mark.parametrize(
    "line, code, key",
    [
        ({"id": "r", "reverses": "2", "quantity": 1}, "unknown_line", "reverses"),
        ({"id": "r", "reverses": "1", "quantity": "2.001"}, "returned_too_much", "quantity"),
        ({"id": "r", "reverses": "1", "quantity": 0}, "out_of_range", "quantity"),
        ({"id": "r", "reverses": "1", "quantity": -1}, "out_of_range", "quantity"),
        ({"id": "r", "reverses": "1"}, "not_a_quantity", "quantity"),
        ({"id": "r", "quantity": 1}, "not_text", "reverses"),
    ],
)
def test_a_return_names_what_it_takes_back(line, code, key):
    assert refusal(reversal, [line]) == ("pricing." + code, "/lines/0/" + key)


def test_no_more_comes_back_than_was_sold_however_often_one_returns():
    one = {"reverses": "1", "quantity": 1}
    assert refusal(reversal, [{"id": "r", **one}], {"1": 2})[0] == "pricing.returned_too_much"
    thrice = [{"id": str(number), **one} for number in range(3)]
    assert refusal(reversal, thrice) == ("pricing.returned_too_much", "/lines/2/quantity")


def test_what_was_returned_before_must_fit_the_receipt():
    lines = [{"id": "r", "reverses": "1", "quantity": 1}]
    wrong = "/returned_before"
    assert refusal(reversal, lines, {"x": 1}) == ("pricing.unknown_line", wrong)
    assert refusal(reversal, lines, {"1": 3}) == ("pricing.out_of_range", wrong + "/1")
    assert refusal(reversal, lines, {"1": "a"}) == ("pricing.not_a_quantity", wrong + "/1")


def test_a_receipt_that_does_not_explain_itself_is_not_reversed():
    lines = [{"id": "r", "reverses": "1", "quantity": 1}]
    for key in ("list", "discount", "document_discount", "total", "tax"):
        priced = price(cart())
        priced["lines"][0][key] += 1
        answer = refusal(reversal, lines, None, priced)
        assert answer == ("pricing.original_inconsistent", "/priced/lines/0")
    priced = price(cart())
    priced["lines"][0]["steps"][0]["kind"] = "gift"
    answer = refusal(reversal, lines, None, priced)
    assert answer == ("pricing.original_inconsistent", "/priced/lines/0/steps/0/kind")
    missing = {**price(cart()), "lines": []}
    answer = refusal(reversal, lines, None, missing)
    assert answer == ("pricing.original_inconsistent", "/priced/lines")
