"""CPython and MicroPython answer the same bytes."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pricing.carts import Outline, decimal, milli, outlines
from tillbook_pricing import price, price_json, reverse_json

MANY = settings(
    max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
JUNK = st.sampled_from(
    [None, True, 0, -1, 1.0, 0.5, 10**16, "", "1", "x", "1.0000", "\u0001", " ", [], {}, [[]]]
)


def as_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.slow
@MANY
@given(outline=outlines())
def test_two_thousand_random_carts_are_priced_to_the_same_bytes(outline, micropython_price):
    cart = outline.cart()
    canonical = json.dumps(price(cart), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    text = as_text(cart)

    assert price_json(text) == canonical
    assert micropython_price(text) == canonical


@settings(max_examples=300, deadline=None, database=None)
@given(outline=outlines(max_lines=12), seed=st.integers(0, 2**32))
def test_random_returns_are_priced_to_the_same_bytes(outline, seed, micropython_reverse):
    cart = outline.cart()
    text = as_text(
        {
            "cart": cart,
            "priced": json.loads(price_json(as_text(cart))),
            "returned_before": {},
            "lines": [
                {"id": f"r{place}", "reverses": line["id"], "quantity": half(line["quantity"])}
                for place, line in enumerate(cart["lines"])
                if (seed >> place) & 1
            ],
        }
    )

    answer = reverse_json(text)

    assert '"error"' not in answer
    assert micropython_reverse(text) == answer


@settings(max_examples=500, deadline=None, database=None)
@given(seed=st.integers(0, 2**32), places=st.lists(st.integers(0, 99), min_size=1), junk=JUNK)
def test_a_broken_cart_is_refused_with_the_same_bytes(seed, places, junk, micropython_price):
    cart = Outline(seed=seed, lines=2, taxes=2, modifiers=2, discounts=2).cart()
    spoil(cart, places, junk)
    text = as_text(cart)

    assert micropython_price(text) == price_json(text)


def half(quantity):
    return decimal((abs(milli(quantity)) + 1) // 2)


def spoil(node, places, junk):
    """Walk down by the given turns and put the junk where the walk ends."""
    for step, place in enumerate(places):
        keys = sorted(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = keys[place % len(keys)]
        if step == len(places) - 1 or not isinstance(node[key], dict | list):
            node[key] = junk
            return
        node = node[key]
