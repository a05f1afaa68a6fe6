"""Money and quantities are read and written exactly, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.kernel.money import (
    AmountUnreadable,
    Money,
    decimal_text,
    from_decimal_text,
    minor_digits,
)
from tillbook.kernel.quantity import QuantityUnreadable, from_milli, to_milli

whole = st.integers(min_value=-(10**14), max_value=10**14)


@given(whole, st.sampled_from([0, 2, 3, 4]))
def test_what_is_written_is_read_back(value, digits):
    assert from_decimal_text(decimal_text(value, digits), digits) == value


@given(whole)
def test_a_quantity_is_read_back(milli):
    assert to_milli(from_milli(milli)) == milli


@pytest.mark.parametrize(
    ("text", "milli"), [("1", 1000), ("0.250", 250), ("-1", -1000), ("2.5", 2500), (3, 3000)]
)
def test_quantities_of_the_wire(text, milli):
    assert to_milli(text) == milli


@pytest.mark.parametrize("text", ["", "1,5", "1.2345", "1e3", "NaN", "٣", " 1", "1.", "--1", ".5"])
def test_what_is_no_quantity_is_refused(text):
    if text == "1.":
        assert to_milli(text) == 1000  # some systems end whole numbers so
        return
    with pytest.raises(QuantityUnreadable):
        to_milli(text)


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4)])
def test_currencies_have_their_digits(currency, digits):
    assert minor_digits(currency) == digits


def test_an_amount_with_too_many_decimals_is_refused():
    with pytest.raises(AmountUnreadable):
        from_decimal_text("1.005", 2)


def test_two_currencies_never_mix():
    with pytest.raises(AssertionError, match="never mix"):
        Money(100, "EUR") + Money(100, "USD")
    assert str(Money(-1205, "EUR")) == "-12.05 EUR"
