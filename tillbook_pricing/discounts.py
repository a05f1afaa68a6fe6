"""Discounts of a line and of the whole document, each on what the ones before it left."""

from tillbook_pricing.cart import Discount
from tillbook_pricing.money import MILLION, allocate, half_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tillbook_pricing.charge import Charge


def cut(discount: Discount, left: int) -> int:
    """Answer what a discount changes: never more than is left, and a return is the mirror."""
    size = abs(left)
    if discount.percent_ppm is not None:
        off = half_up(size * discount.percent_ppm, MILLION)
    else:
        off = min(discount.amount or 0, size)
    return off if left < 0 else -off


def discount_line(charge: "Charge", discounts: list[Discount]) -> None:
    """Take a line's own discounts off it, in the order given."""
    for discount in discounts:
        charge.book("discount", discount.id, cut(discount, charge.total))


def discount_document(charges: "list[Charge]", discounts: list[Discount], *, buys: bool) -> None:
    """Split the document's discounts over its lines by value, in the order given.

    They are for what is bought: when the cart `buys` anything, only lines of positive value share
    in them, whatever is taken back beside. A cart that only takes back is the mirror of a sale.
    """
    sharing = [charge for charge in charges if (charge.list > 0 if buys else charge.list < 0)]
    if not sharing:
        return
    names = [charge.id for charge in sharing]
    for discount in discounts:
        weights = [abs(charge.total) for charge in sharing]
        left = sum(weights)
        change = cut(discount, left if buys else -left)
        for charge, share in zip(sharing, allocate(change, weights, names)):
            charge.book("document_discount", discount.id, share)
