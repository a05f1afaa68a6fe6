"""The shapes of carts and priced documents, for type checkers only; the engine runs without it.

Amounts are minor units, rates and percentages parts per million, quantities decimal texts.
"""

from typing import TypedDict


class Step(TypedDict):
    """One rule that made or changed a line's amount."""

    kind: str  # list, modifier, discount, document_discount, tax
    id: str
    amount: int


class LineTax(TypedDict):
    """A tax of a line: what it is charged on, and how much it is."""

    id: str
    base: int
    amount: int


class DocumentTax(TypedDict):
    """A tax of the document: the sums of its lines."""

    id: str
    rate_ppm: int
    inclusive: bool
    base: int
    amount: int


class PricedLine(TypedDict):
    """total = list + discount + document_discount; gross = net + tax."""

    id: str
    steps: list[Step]
    taxes: list[LineTax]
    discount: int
    document_discount: int
    total: int
    net: int
    tax: int
    gross: int
    list: int


class Priced(TypedDict):
    """A priced document; total is what the customer pays."""

    engine: str
    currency: str
    rounding: str
    lines: list[PricedLine]
    taxes: list[DocumentTax]
    discount: int
    net: int
    tax: int
    total: int
    list: int
