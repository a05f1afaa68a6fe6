"""Taxes inside and on top of prices, several on a line, plain and compound, rounded two ways.

A line's taxes stand in their order of application. A plain tax is charged on the net; a compound
one on the net and all taxes before it. So each tax is a fixed share f of the net N:

    f(i) = rate(i) * (1 + f(1) + ... + f(i-1))  for a compound tax,   rate(i)  for a plain one

What the price says (the total T) is the net and the taxes inside it, which gives the net and then
every tax, inside or on top, from T alone:

    T = N * (1 + sum of f over the taxes inside)      tax(i) = T * f(i) / (1 + that sum)

With a single tax inside this is the well-known VAT fraction rate / (1 + rate). All of it is kept
as whole numbers over one denominator and rounded once, at the tax. The net is what remains of T
without the rounded taxes inside it, so a price with its tax inside never changes by rounding.
"""

from tillbook_pricing import reading
from tillbook_pricing.money import MILLION, half_up, rank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tillbook_pricing.document import Charge

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


def tax_by_line(charges: "list[Charge]") -> None:
    """Tax each line by itself: every tax of every line is rounded."""
    for charge in charges:
        whole = charge.stack.whole
        total = charge.total
        charge.taxes = [half_up(total * part, whole) for part in charge.stack.parts]


def tax_by_document(charges: "list[Charge]") -> None:
    """Round each tax once for the document, and make the lines add up to it.

    The lines begin with their own rounding; the few units between their sum and the document's
    tax go to the lines that were rounded hardest the other way.
    """
    shares: dict[str, list[tuple[Charge, int]]] = {}
    for charge in charges:
        charge.taxes = [0] * len(charge.stack.parts)
        for place, tax in enumerate(charge.stack.taxes):
            shares.setdefault(tax.id, []).append((charge, place))
    for entries in shares.values():
        _round_together(entries)


def _round_together(entries: "list[tuple[Charge, int]]") -> None:
    scale = 1
    for whole in {charge.stack.whole for charge, _ in entries}:
        scale *= whole
    exact = rounded = 0
    errors = []
    for charge, place in entries:
        whole = charge.stack.whole
        share = charge.total * charge.stack.parts[place]
        amount = half_up(share, whole)
        charge.taxes[place] = amount
        rounded += amount
        exact += share * (scale // whole)
        errors.append((share - amount * whole) * (scale // whole))
    difference = half_up(exact, scale) - rounded
    if difference:
        _spread(difference, entries, errors)


def _spread(difference: int, entries: "list[tuple[Charge, int]]", errors: list[int]) -> None:
    """Move |difference| lines by one unit each, those with the greatest error first.

    Among equals a line that grows goes before one that shrinks; the first id grows first and the
    last shrinks first. So the order of the lines does not matter, and a return mirrors its sale.
    """
    step = 1 if difference > 0 else -1
    in_order = sorted((rank(charge.id), place) for place, (charge, _) in enumerate(entries))
    queue = []
    for number, (_, place) in enumerate(in_order):
        grows = entries[place][0].total * step > 0
        order = (0, number) if grows else (1, -number)
        queue.append((-errors[place] * step, order, place))
    queue.sort()
    for _, _, place in queue[: abs(difference)]:
        charge, which = entries[place]
        charge.taxes[which] += step
