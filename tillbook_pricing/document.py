"""From a cart to a priced document that explains each amount."""

from tillbook_pricing.cart import Cart, Line
from tillbook_pricing.charge import Charge
from tillbook_pricing.discounts import discount_document, discount_line
from tillbook_pricing.errors import PricingError
from tillbook_pricing.money import MILLION, half_up
from tillbook_pricing.reading import AMOUNT_LIMIT
from tillbook_pricing.taxing import tax_by_document, tax_by_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tillbook_pricing.shapes import LineTax, Priced, PricedLine

ENGINE = "1"


def price(cart: object) -> "Priced":
    """Price a cart (see README.md for both shapes); the argument is not changed.

    Raises PricingError when the cart is malformed or its amounts leave the limits.
    """
    read = Cart(cart)
    charges = []
    listed = 0
    for line in read.lines:
        charge = list_line(line)
        listed += abs(charge.list)
        if listed > AMOUNT_LIMIT:
            raise _too_large(line.where)
        if line.discounts:
            discount_line(charge, line.discounts)
        charges.append(charge)
    if read.discounts:
        buys = any(line.quantity_milli > 0 for line in read.lines)
        discount_document(charges, read.discounts, buys=buys)
    if read.rounding == "document":
        tax_by_document(charges)
    else:
        tax_by_line(charges)
    return answer(read, charges)


def list_line(line: Line) -> Charge:
    """Multiply quantity and price with its modifiers, rounding the sum once.

    The steps are differences of the rounded running sum, so they add up to the list amount.
    """
    charge = Charge(line.id, line.stack)
    exact = line.quantity_milli * line.unit_price
    per = line.price_per_milli
    charge.book("list", line.id, half_up(exact, per))
    if line.modifiers:
        exact *= MILLION
        for modifier in line.modifiers:
            exact += line.quantity_milli * modifier.quantity_milli * modifier.unit_price * per
            upto = half_up(exact, per * MILLION)
            charge.book("modifier", modifier.id, upto - charge.list)
    return charge


def answer(cart: Cart, charges: list[Charge]) -> "Priced":
    """Sum up priced lines into the document's answer."""
    totals = {tax.id: [0, 0] for tax in cart.taxes}
    used: set[str] = set()
    lines = [_line_answer(charge, totals, used) for charge in charges]
    gross = 0
    for line in lines:
        gross += abs(line["gross"])
    if gross > AMOUNT_LIMIT:
        raise _too_large("")
    return {
        "engine": ENGINE,
        "currency": cart.currency,
        "rounding": cart.rounding,
        "lines": lines,
        "taxes": [
            {
                "id": tax.id,
                "rate_ppm": tax.rate_ppm,
                "inclusive": tax.inclusive,
                "base": totals[tax.id][0],
                "amount": totals[tax.id][1],
            }
            for tax in cart.taxes
            if tax.id in used
        ],
        "list": sum([line["list"] for line in lines]),
        "discount": sum([line["discount"] + line["document_discount"] for line in lines]),
        "net": sum([line["net"] for line in lines]),
        "tax": sum([line["tax"] for line in lines]),
        "total": sum([line["gross"] for line in lines]),
    }


def _line_answer(charge: Charge, totals: dict[str, list[int]], used: set[str]) -> "PricedLine":
    net = charge.total
    tax = 0
    for each, amount in zip(charge.stack.taxes, charge.taxes):
        tax += amount
        if each.inclusive:
            net -= amount
    taxes: "list[LineTax]" = []
    before = 0
    for each, amount in zip(charge.stack.taxes, charge.taxes):
        base = net + before if each.compound else net
        before += amount
        taxes.append({"id": each.id, "base": base, "amount": amount})
        charge.steps.append({"kind": "tax", "id": each.id, "amount": amount})
        used.add(each.id)
        sums = totals[each.id]
        sums[0] += base
        sums[1] += amount
    return {
        "id": charge.id,
        "list": charge.list,
        "discount": charge.discount,
        "document_discount": charge.document_discount,
        "total": charge.total,
        "net": net,
        "tax": tax,
        "gross": net + tax,
        "taxes": taxes,
        "steps": charge.steps,
    }


def _too_large(where: str) -> PricingError:
    return PricingError("pricing.too_large", where, "The amounts are too large to be right.")
