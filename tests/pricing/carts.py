"""Random carts: hypothesis draws the outline, a generator seeded by it fills in the lines.

Drawing each number by itself would cost seconds for 50 lines; like this a failing cart still
shrinks to few lines and few features.
"""

import random
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

IDS = ["1", "2", "10", "Ä", "水", "a/b", 'quo"te', "back\\slash", "😀", "~"]


@dataclass(frozen=True)
class Outline:
    seed: int
    lines: int
    taxes: int = 0
    signs: str = "sale"  # sale, return or mixed
    rounding: str = "line"
    largest: int = 10_000
    modifiers: int = 0
    discounts: int = 0
    document_discounts: int = 0

    def cart(self) -> dict[str, Any]:
        return _Filler(self).cart()

    def mirrored(self) -> dict[str, Any]:
        """The same cart with every quantity negated."""
        cart = self.cart()
        for line in cart["lines"]:
            line["quantity"] = decimal(-milli(line["quantity"]))
        return cart

    def with_(self, **changes: Any) -> "Outline":
        return replace(self, **changes)


def outlines(max_lines: int = 50, signs: tuple[str, ...] = ("sale", "return", "mixed")):
    return st.builds(
        Outline,
        seed=st.integers(0, 2**32),
        lines=st.integers(1, max_lines),
        taxes=st.integers(0, 5),
        signs=st.sampled_from(signs),
        rounding=st.sampled_from(["line", "document"]),
        largest=st.sampled_from([20, 10_000, 500_000_000_000]),
        modifiers=st.integers(0, 3),
        discounts=st.integers(0, 3),
        document_discounts=st.integers(0, 3),
    )


def milli(quantity: str | int) -> int:
    front, _, back = str(quantity).partition(".")
    size = int(front.lstrip("-") + back.ljust(3, "0"))
    return -size if front.startswith("-") else size


def decimal(quantity_milli: int) -> str:
    sign, size = ("-" if quantity_milli < 0 else ""), abs(quantity_milli)
    return f"{sign}{size // 1000}.{size % 1000:03d}" if size % 1000 else f"{sign}{size // 1000}"


class _Filler:
    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.random = random.Random(outline.seed)

    def cart(self) -> dict[str, Any]:
        taxes = [self.tax(number) for number in range(self.outline.taxes)]
        return {
            "currency": "EUR",
            "rounding": self.outline.rounding,
            "taxes": taxes,
            "discounts": self.some(self.outline.document_discounts, self.discount),
            "lines": [self.line(number, taxes) for number in range(self.outline.lines)],
        }

    def tax(self, number: int) -> dict[str, Any]:
        return {
            "id": f"t{number}",
            "name": "VAT 19 %",
            "rate_ppm": self.random.choice(
                [0, 50_000, 60_000, 70_000, 88_750, 99_750, 190_000, self.random.randrange(10**6)]
            ),
            "inclusive": self.random.random() < 0.5,
            "compound": self.random.random() < 0.3,
        }

    def line(self, number: int, taxes: list[dict[str, Any]]) -> dict[str, Any]:
        chosen = self.random.sample(taxes, self.random.randint(0, len(taxes)))
        return {
            "id": f"{number}{self.random.choice(IDS)}",
            "name": "Größe 水 😀 \u0007",
            "quantity": self.quantity(),
            "unit_price": self.random.randint(0, self.outline.largest),
            "price_per": self.random.choice(["1", "1", "0.1", "100", "0.333", 12]),
            "taxes": [tax["id"] for tax in chosen],
            "modifiers": self.some(self.outline.modifiers, self.modifier),
            "discounts": self.some(self.outline.discounts, self.discount),
        }

    def quantity(self) -> str | int:
        size = self.random.choice([1000, 2000, 7000, 250, self.random.randint(1, 9_999)])
        if self.outline.signs == "return" or (
            self.outline.signs == "mixed" and self.random.random() < 0.4
        ):
            size = -size
        return size // 1000 if size % 1000 == 0 and self.random.random() < 0.5 else decimal(size)

    def modifier(self) -> dict[str, Any]:
        return {
            "id": self.random.choice(IDS),
            "name": "Gift box",
            "quantity": self.random.choice(["1", "2", "0.5", "0.333"]),
            "unit_price": self.random.randint(-self.outline.largest // 20, self.outline.largest),
        }

    def discount(self) -> dict[str, Any]:
        rule = {"id": self.random.choice(IDS), "reason": "Damaged"}
        if self.random.random() < 0.5:
            return {**rule, "percent_ppm": self.random.choice([100_000, 333_333, 1, 10**6])}
        return {**rule, "amount": self.random.randint(0, self.outline.largest // 3)}

    def some(self, most: int, make: Any) -> list[Any]:
        return [make() for _ in range(self.random.randint(0, most))]
