"""What holds for every cart."""

import copy
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pricing.carts import decimal, milli, outlines
from tillbook_pricing import price, reverse

SOME = settings(max_examples=300, deadline=None)
AMOUNTS = ("list", "discount", "net", "tax", "total")
LINE_AMOUNTS = ("list", "discount", "document_discount", "total", "net", "tax", "gross")


@SOME
@given(outline=outlines())
def test_lines_and_taxes_add_up_to_the_total(outline):
    priced = price(outline.cart())

    for line in priced["lines"]:
        assert line["total"] == line["list"] + line["discount"] + line["document_discount"]
        assert line["gross"] == line["net"] + line["tax"]
        assert line["tax"] == sum(tax["amount"] for tax in line["taxes"])
    assert priced["total"] == sum(line["gross"] for line in priced["lines"])
    assert priced["total"] == priced["net"] + priced["tax"]
    assert priced["tax"] == sum(tax["amount"] for tax in priced["taxes"])
    for tax in priced["taxes"]:
        on_lines = [each for line in priced["lines"] for each in line["taxes"]]
        of_this = [each for each in on_lines if each["id"] == tax["id"]]
        assert tax["amount"] == sum(each["amount"] for each in of_this)
        assert tax["base"] == sum(each["base"] for each in of_this)


@SOME
@given(outline=outlines())
def test_the_steps_of_a_line_explain_each_of_its_amounts(outline):
    for line in price(outline.cart())["lines"]:
        sums = dict.fromkeys(["list", "modifier", "discount", "document_discount", "tax"], 0)
        for step in line["steps"]:
            sums[step["kind"]] += step["amount"]
        assert line["list"] == sums["list"] + sums["modifier"]
        assert line["discount"] == sums["discount"]
        assert line["document_discount"] == sums["document_discount"]
        assert line["tax"] == sums["tax"]


@SOME
@given(outline=outlines())
def test_a_discount_never_exceeds_its_line(outline):
    for line in price(outline.cart())["lines"]:
        low, high = sorted([0, line["list"]])
        assert low <= line["total"] <= high


@SOME
@given(outline=outlines(signs=("mixed",)))
def test_document_discounts_leave_alone_what_is_taken_back_beside_a_purchase(outline):
    cart = outline.cart()

    if any(milli(line["quantity"]) > 0 for line in cart["lines"]):
        taken_back = [line for line in price(cart)["lines"] if line["list"] < 0]
        assert all(line["document_discount"] == 0 for line in taken_back)


@SOME
@given(outline=outlines())
def test_a_price_with_its_taxes_inside_never_changes_by_rounding(outline):
    cart = outline.cart()
    for tax in cart["taxes"]:
        tax["inclusive"] = True

    for line in price(cart)["lines"]:
        assert line["gross"] == line["total"]


@SOME
@given(outline=outlines(), shuffle=st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing_but_their_order(outline, shuffle):
    cart = outline.cart()
    priced = price(cart)
    shuffle.shuffle(cart["lines"])

    again = price(cart)

    assert [line["id"] for line in again["lines"]] == [line["id"] for line in cart["lines"]]
    assert by_id(again) == by_id(priced)
    assert {**again, "lines": None} == {**priced, "lines": None}


@SOME
@given(outline=outlines(signs=("sale",)))
def test_a_return_without_receipt_is_the_exact_mirror_of_the_sale(outline):
    sale, refund = price(outline.cart()), price(outline.mirrored())

    assert refund == negated(sale)


@SOME
@given(outline=outlines(signs=("mixed",)))
def test_mixed_lines_are_mirrored_too_when_no_discount_is_on_the_document(outline):
    outline = outline.with_(document_discounts=0)

    assert price(outline.mirrored()) == negated(price(outline.cart()))


@SOME
@given(outline=outlines())
def test_pricing_twice_is_the_same_and_leaves_the_cart_alone(outline):
    cart = outline.cart()
    before = copy.deepcopy(cart)

    assert price(cart) == price(cart)
    assert cart == before


@SOME
@given(outline=outlines())
def test_the_document_tax_is_within_half_a_unit_however_many_lines(outline):
    """Document rounding differs from the exact tax by at most one half, for each tax."""
    cart = outline.with_(rounding="document", document_discounts=0).cart()
    whole = {"t0": {"id": "t0", "rate_ppm": 190_000, "inclusive": True}}
    cart["taxes"] = list(whole.values())
    for line in cart["lines"]:
        line["taxes"] = ["t0"]
    priced = price(cart)

    total = sum(line["total"] for line in priced["lines"])
    assert abs(priced["tax"] * 119 - total * 19) * 2 <= 119


@SOME
@given(outline=outlines(max_lines=6), seed=st.integers(0, 2**32))
def test_any_sequence_of_partial_returns_sums_to_the_original(outline, seed):
    cart = outline.cart()
    original = price(cart)
    chance = random.Random(seed)
    sums = {line["id"]: dict.fromkeys(LINE_AMOUNTS, 0) for line in original["lines"]}
    document = dict.fromkeys(AMOUNTS, 0)
    left = {line["id"]: abs(milli(line["quantity"])) for line in cart["lines"]}
    sold = dict(left)

    while any(left.values()):
        lines = some_of(left, chance)
        before = {name: decimal(sold[name] - left[name]) for name in left}
        refund = reverse(cart, original, before, lines)
        for asked, line in zip(lines, refund["lines"], strict=True):
            assert line["id"] == asked["id"]
            left[asked["reverses"]] -= milli(asked["quantity"])
            for amount in LINE_AMOUNTS:
                sums[asked["reverses"]][amount] += line[amount]
        assert refund["total"] == refund["net"] + refund["tax"]
        for amount in AMOUNTS:
            document[amount] += refund[amount]

    assert document == {amount: -original[amount] for amount in AMOUNTS}
    for line in original["lines"]:
        assert sums[line["id"]] == {amount: -line[amount] for amount in LINE_AMOUNTS}


@SOME
@given(outline=outlines(max_lines=3, signs=("sale",)), seed=st.integers(0, 2**32))
def test_no_partial_return_of_a_line_asks_the_customer_to_pay(outline, seed):
    cart = outline.cart()
    original = price(cart)
    chance = random.Random(seed)
    left = {line["id"]: milli(line["quantity"]) for line in cart["lines"]}
    sold = dict(left)

    while any(left.values()):
        lines = some_of(left, chance)
        before = {name: decimal(sold[name] - left[name]) for name in left}
        for line in reverse(cart, original, before, lines)["lines"]:
            charged = by_id(original)[lines[int(line["id"])]["reverses"]]
            if charged["total"] >= 0:
                assert line["total"] <= 0
                assert line["gross"] <= 0
        for line in lines:
            left[line["reverses"]] -= milli(line["quantity"])


def some_of(left, chance):
    """Take a random part of some lines, once or twice in the same return."""
    lines = []
    taken = dict.fromkeys(left, 0)
    for name in [*left, *left]:
        rest = left[name] - taken[name]
        if rest and chance.random() < 0.5:
            size = rest if chance.random() < 0.4 else chance.randint(1, rest)
            taken[name] += size
            asked = {"id": str(len(lines)), "reverses": name, "quantity": decimal(size)}
            lines.append(asked)
    return lines


def by_id(priced):
    return {line["id"]: line for line in priced["lines"]}


def negated(priced):
    """Negate every amount; rates, ids and flags stay."""
    if isinstance(priced, dict):
        return {
            key: value if key == "rate_ppm" else negated(value) for key, value in priced.items()
        }
    if isinstance(priced, list):
        return [negated(value) for value in priced]
    return -priced if type(priced) is int else priced
