"""Numbers are read exactly or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.importing.rules import amounts
from tillbook.importing.rules.amounts import Flaw, NotANumber, decimal_mark, read, read_rounded

GROUPS = {".": ["", ",", " ", "'", "\u00a0", "\u202f", "\u2019"], ",": ["", ".", " ", "'"]}


def written(value, digits, mark, group):
    """Write a whole number of smallest units the way a shop might."""
    whole, part = divmod(abs(value), 10**digits)
    grouped = f"{whole:,}".replace(",", group)
    return f"{'-' if value < 0 else ''}{grouped}" + (f"{mark}{part:0{digits}d}" if digits else "")


@given(
    value=st.integers(-(10**16), 10**16),
    digits=st.sampled_from([0, 2, 3]),
    mark=st.sampled_from([".", ","]),
    data=st.data(),
)
def test_what_is_written_in_a_convention_is_read_back_exactly(value, digits, mark, data):
    group = data.draw(st.sampled_from(GROUPS[mark]))
    text = f"  {written(value, digits, mark, group)} "
    if abs(value) < 10 ** (amounts.WHOLE_DIGITS_MOST + digits):
        assert read(text, digits=digits, mark=mark) == value
    else:
        with pytest.raises(NotANumber, match=Flaw.TOO_LARGE):
            read(text, digits=digits, mark=mark)


@given(st.text(alphabet="0123456789.,-' x", max_size=12), st.sampled_from(["", ".", ","]))
def test_no_text_is_ever_read_differently_than_its_digits_say(text, mark):
    try:
        value = read(text, digits=2, mark=mark)
    except NotANumber:
        return
    digits = "".join(letter for letter in text if letter.isdigit()).lstrip("0")
    told = str(abs(value)).rstrip("0")
    assert digits.rstrip("0") == told.lstrip("0")


@given(
    values=st.lists(st.integers(0, 10**9), min_size=1, max_size=30),
    mark=st.sampled_from([".", ","]),
)
def test_a_file_of_one_convention_never_speaks_for_the_other(values, mark):
    group = "," if mark == "." else "."
    texts = [written(value, 2, mark, group) for value in values]
    assert decimal_mark(texts) == mark


@pytest.mark.parametrize(
    "text, mark, cents",
    [
        ("12,50", "", 1250),
        ("12.5", "", 1250),
        ("1.234,50", "", 123_450),
        ("1,234.50", "", 123_450),
        ("1.234.567", "", 123_456_700),
        ("1234.560", "", 123_456),
        ("0.250", "", 25),
        (".5", "", 50),
        ("7.", "", 700),
        ("-3", "", -300),
        ("\u22123", "", -300),
        ("1 234,5", "", 123_450),
        ("1'234.50", "", 123_450),
        ("18.0000", "", 1800),
        ("1.234", ",", 123_400),
        ("1,234", ".", 123_400),
    ],
)
def test_every_common_way_of_writing_is_understood(text, mark, cents):
    assert read(text, digits=2, mark=mark) == cents


@pytest.mark.parametrize(
    "text, mark, flaw",
    [
        ("1.234", "", Flaw.AMBIGUOUS),
        ("1,234", "", Flaw.AMBIGUOUS),
        ("1.234", ".", Flaw.TOO_FINE),
        ("9.999999", "", Flaw.TOO_FINE),
        ("€ 5", "", Flaw.UNREADABLE),
        ("five", "", Flaw.UNREADABLE),
        ("", "", Flaw.UNREADABLE),
        (".", "", Flaw.UNREADABLE),
        ("1,23,45", "", Flaw.UNREADABLE),
        ("1.2.3", "", Flaw.UNREADABLE),
        ("--5", "", Flaw.UNREADABLE),
        ("1e5", "", Flaw.UNREADABLE),
        ("٣", "", Flaw.UNREADABLE),
        ("1234567890123", "", Flaw.TOO_LARGE),
    ],
)
def test_what_is_not_certain_is_not_taken(text, mark, flaw):
    with pytest.raises(NotANumber) as refused:
        read(text, digits=2, mark=mark)
    assert refused.value.flaw is flaw


@pytest.mark.parametrize(
    "texts, mark",
    [
        (["10", "1.234", "0.000"], "."),
        (["10", "1.234", "9,5"], ","),
        (["1.234", "350", "x"], "?"),
        (["9,50", "9.50"], ""),
    ],
)
def test_the_clear_numbers_of_a_file_decide_about_the_others(texts, mark):
    assert decimal_mark(texts, otherwise="?") == mark


@pytest.mark.parametrize(
    "text, cents, rounded",
    [("2.345", 235, True), ("-2.345", -235, True), ("2.3449", 234, True), ("2.30", 230, False)],
)
def test_a_cost_finer_than_the_currency_is_rounded_half_away_from_zero(text, cents, rounded):
    assert read_rounded(text, digits=2, mark=".") == (cents, rounded)
