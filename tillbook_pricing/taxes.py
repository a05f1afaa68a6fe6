"""Taxes inside and on top of prices, several on a line, plain and compound, rounded two ways.

A line's taxes stand in their order of application. A plain tax is charged on the net; a compound
one on the net and all taxes before it. So each tax is a fixed share f of the net N:

    f(i) = rate(i) * (1 + f(1) + ... + f(i-1))  for a compound tax,   rate(i)  for a plain one

What the price says (the total T) is the net and the taxes inside it, which gives the net and then
every tax, inside or on top, from T alone:

    T = N * (1 + sum of f over the taxes inside)      tax(i) = T * f(i) / (1 + that sum)

With a single tax inside this is the well-known VAT fraction rate / (1 + rate). All of it is kept
as whole numbers over one denominator; `taxing` rounds it once, at the tax.
"""

from tillbook_pricing import reading
from tillbook_pricing.money import MILLION

RATE_LIMIT_PPM = 10 * MILLION


class Tax:
    """A tax as the cart names it; the rate in parts per million."""

    __slots__ = ("compound", "id", "inclusive", "rate_ppm")

    def __init__(self, value: object, where: str) -> None:
        entry = reading.record(value, where)
        self.id = reading.text(entry, "id", where)
        self.rate_ppm = reading.whole(entry, "rate_ppm", where, 0, RATE_LIMIT_PPM)
        self.inclusive = reading.flag(entry, "inclusive", where)
        self.compound = reading.flag(entry, "compound", where)


class Stack:
    """The taxes of a line, solved: tax `i` of a total is `total * parts[i] / whole`."""

    __slots__ = ("parts", "taxes", "whole")

    def __init__(self, taxes: list[Tax]) -> None:
        # Each compound tax multiplies by a rate once more; with this unit every division is exact.
        unit = MILLION
        for tax in taxes:
            if tax.compound:
                unit *= MILLION
        seen = inside = 0
        self.parts: list[int] = []
        for tax in taxes:
            part = (unit + seen if tax.compound else unit) * tax.rate_ppm // MILLION
            self.parts.append(part)
            seen += part
            if tax.inclusive:
                inside += part
        self.taxes = taxes
        self.whole = unit + inside
