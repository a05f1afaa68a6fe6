import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook_pricing.money import allocate, half_up
from tillbook_pricing.reading import milli

WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=20)


@pytest.mark.parametrize(
    "numerator, denominator, rounded",
    [(5, 2, 3), (-5, 2, -3), (1, 2, 1), (-1, 2, -1), (7, 5, 1), (8, 5, 2), (0, 3, 0), (49, 100, 0)],
)
def test_halves_are_rounded_away_from_zero(numerator, denominator, rounded):
    assert half_up(numerator, denominator) == rounded


def test_what_is_left_of_a_split_goes_to_the_largest_remainders():
    assert allocate(100, [3, 3, 1], ["a", "b", "c"]) == [43, 43, 14]
    assert allocate(5, [0, 3, 7], ["a", "b", "c"]) == [0, 2, 3]


def test_among_equal_remainders_the_first_id_is_served_first_wherever_it_stands():
    assert allocate(1, [1, 1], ["2", "10"]) == [1, 0]
    assert allocate(1, [1, 1], ["10", "2"]) == [0, 1]


@given(total=st.integers(-(10**15), 10**15), weights=WEIGHTS)
def test_the_parts_always_add_up_and_are_nearest_to_their_weight(total, weights):
    names = [str(place) for place in range(len(weights))]

    parts = allocate(total, weights, names)

    whole = sum(weights) or len(weights)
    weighed = weights if any(weights) else [1] * len(weights)
    assert sum(parts) == total
    assert parts == [-part for part in allocate(-total, weights, names)]
    for part, weight in zip(parts, weighed, strict=True):
        assert abs(part * whole - total * weight) < whole


@pytest.mark.parametrize(
    "written, thousandths",
    [
        ("1", 1000),
        ("0.250", 250),
        ("-0.5", -500),
        ("12.34", 12_340),
        (-3, -3000),
        ("007", 7000),
        ("1.", None),
        (".5", None),
        ("1.0000", None),
        ("+1", None),
        (" 1", None),
        ("1_000", None),
        ("--1", None),
        ("-", None),
        ("", None),
        ("1e3", None),
        ("\u0661", None),
        ("\u00b2", None),
        (1.0, None),
        (True, None),
        (None, None),
        ("9" * 13, None),
    ],
)
def test_a_quantity_is_read_exactly_or_not_at_all(written, thousandths):
    assert milli(written) == thousandths
