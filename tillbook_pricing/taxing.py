"""Charging taxes: the exact shares of `taxes` become whole amounts, line by line or together.

The net is what remains of a line's total without the rounded taxes inside it, so a price with its
tax inside never changes by rounding.
"""

from tillbook_pricing.money import half_up, rank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tillbook_pricing.charge import Charge


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
