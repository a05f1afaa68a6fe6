"""Quantities: thousandths inside, decimals on the wire, read exactly."""

from decimal import Decimal

from tillbook.kernel.money import decimal_text, from_decimal_text
from tillbook.kernel.refusals import Refusal


class QuantityUnreadable(Refusal):
    """A value that is no quantity with at most three decimals."""

    code = "kernel.quantity_unreadable"


def to_milli(value: "int | str | Decimal") -> int:
    """Read a quantity from the wire into thousandths: ``to_milli("0.250") == 250``.

    Raises QuantityUnreadable for more than three decimals or anything that is no number.
    """
    if isinstance(value, int):
        return value * 1000
    try:
        return from_decimal_text(str(value), 3)
    except Refusal as unreadable:
        raise QuantityUnreadable(
            f"“{value}” is not a quantity with at most three decimals."
        ) from unreadable


def from_milli(quantity_milli: int) -> str:
    """Write thousandths as the shortest decimal: ``from_milli(250) == "0.25"``."""
    text = decimal_text(quantity_milli, 3)
    return text.rstrip("0").rstrip(".")
