"""Amounts of money: whole minor units of one currency."""

from dataclasses import dataclass

from tillbook.kernel.refusals import Refusal

# ISO 4217 currencies whose minor unit is not a hundredth.
_DIGITS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}


class AmountUnreadable(Refusal):
    """A text that is not an amount of the currency."""

    code = "kernel.amount_unreadable"


def minor_digits(currency: str) -> int:
    """Say how many decimals a currency has (ISO 4217)."""
    return _DIGITS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole minor units of a currency; two currencies never mix."""

    amount: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        """Add an amount of the same currency."""
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Take away an amount of the same currency."""
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> "Money":
        """Mirror the amount."""
        return Money(-self.amount, self.currency)

    def __str__(self) -> str:
        """Write the amount with its decimals and currency, such as ``12.50 EUR``."""
        return f"{decimal_text(self.amount, minor_digits(self.currency))} {self.currency}"

    def _same(self, other: "Money") -> None:
        assert self.currency == other.currency, "amounts of two currencies never mix"


def decimal_text(value: int, digits: int) -> str:
    """Write a whole number of smallest units as a decimal: ``decimal_text(1250, 2) == "12.50"``."""
    if digits == 0:
        return str(value)
    whole, rest = divmod(abs(value), 10**digits)
    return f"{'-' if value < 0 else ''}{whole}.{rest:0{digits}d}"


def from_decimal_text(text: str, digits: int) -> int:
    """Read a decimal exactly into smallest units: ``from_decimal_text("12.5", 2) == 1250``.

    Raises AmountUnreadable for anything but digits with at most `digits` decimals.
    """
    sign, body = (-1, text[1:]) if text.startswith("-") else (1, text)
    whole, _, rest = body.partition(".")
    if not whole.isascii() or not whole.isdigit() or len(rest) > digits or len(whole) > 15:
        raise AmountUnreadable(f"“{text}” is not a number with at most {digits} decimals.")
    if rest and not (rest.isascii() and rest.isdigit()):
        raise AmountUnreadable(f"“{text}” is not a number with at most {digits} decimals.")
    return sign * int(whole + rest.ljust(digits, "0"))
