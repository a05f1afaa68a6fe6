"""Takes sold lines back, in any number of parts that together are exactly what was charged.

Of an amount A charged for a quantity Q, the part for the units from `before` to `after` is

    round(A * after / Q) - round(A * before / Q)

so the parts of any sequence of returns telescope to A. The running sums of a line's steps are
parted this way, not the steps themselves: then list, discounts and total stay in step with each
other, and no later part of a line's total can have the wrong sign.
"""

from tillbook_pricing import reading
from tillbook_pricing.cart import LINES_LIMIT, Cart, Line, refuse_duplicates
from tillbook_pricing.charge import Charge
from tillbook_pricing.document import answer
from tillbook_pricing.errors import PricingError
from tillbook_pricing.money import half_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tillbook_pricing.shapes import Priced

STEPS_LIMIT = 1000
KINDS = ("list", "modifier", "discount", "document_discount")  # and tax


def reverse(
    original_cart: object, original_priced: object, returned_before: object, lines: object
) -> "Priced":
    """Price a return against its receipt, as charged then: the amounts are negated parts.

    `returned_before` maps line ids to quantities; each of `lines` has its own `id`, the id it
    `reverses` and a positive `quantity`. Raises PricingError, with pointers into /cart, /priced,
    /returned_before and /lines, also when more would come back than was sold.
    """
    cart = Cart(original_cart, "/cart")
    sold = {line.id: line for line in cart.lines}
    charged = _charged(original_priced)
    returned = _returned(returned_before, sold)
    charges = []
    for place, value in enumerate(reading.items({"lines": lines}, "lines", "", LINES_LIMIT)):
        where = "/lines/" + str(place)
        entry = reading.record(value, where)
        name = reading.text(entry, "id", where)
        of = reading.text(entry, "reverses", where)
        if of not in sold:
            message = "The receipt has no such line."
            raise PricingError("pricing.unknown_line", where + "/reverses", message)
        before = returned.get(of, 0)
        after = returned[of] = before + _taken(entry, where)
        if after > abs(sold[of].quantity_milli):
            message = "More would come back than was sold."
            raise PricingError("pricing.returned_too_much", where + "/quantity", message)
        original = _as_charged(sold[of], charged)
        charges.append(_part(name, original, before, after, abs(sold[of].quantity_milli)))
    refuse_duplicates([charge.id for charge in charges], "/lines")
    return answer(cart, charges)


def _taken(entry: dict[str, object], where: str) -> int:
    quantity = reading.quantity(entry, "quantity", where)
    if quantity <= 0:
        message = "The quantity taken back must be more than nothing."
        raise PricingError("pricing.out_of_range", where + "/quantity", message)
    return quantity


def _returned(value: object, sold: dict[str, Line]) -> dict[str, int]:
    where = "/returned_before"
    entry = reading.record(value, where)
    returned: dict[str, int] = {}
    for name in sorted(entry):  # dicts have no order on MicroPython
        if name not in sold:
            raise PricingError("pricing.unknown_line", where, "The receipt has no such line.")
        quantity = reading.quantity(entry, name, where)
        if not 0 <= quantity <= abs(sold[name].quantity_milli):
            pointer = reading.pointer(where, name)
            message = "The quantity must be from nothing to what was sold."
            raise PricingError("pricing.out_of_range", pointer, message)
        returned[name] = quantity
    return returned


def _charged(value: object) -> dict[object, tuple[str, dict[str, object]]]:
    priced = reading.record(value, "/priced")
    charged: dict[object, tuple[str, dict[str, object]]] = {}
    for place, each in enumerate(reading.items(priced, "lines", "/priced", LINES_LIMIT)):
        where = "/priced/lines/" + str(place)
        entry = reading.record(each, where)
        charged[reading.text(entry, "id", where)] = (where, entry)
    return charged


def _as_charged(line: Line, charged: dict[object, tuple[str, dict[str, object]]]) -> Charge:
    """Read back how a line was charged, and make sure that its steps explain its amounts."""
    if line.id not in charged:
        message = "The receipt was priced without this line."
        raise PricingError("pricing.original_inconsistent", "/priced/lines", message)
    where, entry = charged[line.id]
    charge = Charge(line.id, line.stack)
    taxes = []
    for place, each in enumerate(reading.items(entry, "steps", where, STEPS_LIMIT)):
        pointer = where + "/steps/" + str(place)
        step = reading.record(each, pointer)
        kind = reading.text(step, "kind", pointer)
        name = reading.text(step, "id", pointer)
        amount = reading.amount(step, "amount", pointer)
        if kind == "tax":
            taxes.append(name)
            charge.taxes.append(amount)
        elif kind in KINDS:
            charge.book(kind, name, amount)
        else:
            message = "The engine does not know this kind of step."
            raise PricingError("pricing.original_inconsistent", pointer + "/kind", message)
    explained = (
        charge.list == reading.amount(entry, "list", where)
        and charge.discount == reading.amount(entry, "discount", where)
        and charge.document_discount == reading.amount(entry, "document_discount", where)
        and charge.total == reading.amount(entry, "total", where)
        and sum(charge.taxes) == reading.amount(entry, "tax", where)
        and taxes == [tax.id for tax in line.stack.taxes]
    )
    if not explained:
        message = "The steps of this line do not explain its amounts."
        raise PricingError("pricing.original_inconsistent", where, message)
    return charge


def _part(name: str, original: Charge, before: int, after: int, whole: int) -> Charge:
    """Answer the negated part of a charge for the thousandths from `before` to `after`."""
    part = Charge(name, original.stack)
    running = done = 0
    for step in original.steps:
        running += step["amount"]
        upto = _share(running, before, after, whole)
        part.book(step["kind"], name if step["kind"] == "list" else step["id"], upto - done)
        done = upto
    part.taxes = [_share(amount, before, after, whole) for amount in original.taxes]
    return part


def _share(amount: int, before: int, after: int, whole: int) -> int:
    return half_up(amount * before, whole) - half_up(amount * after, whole)
