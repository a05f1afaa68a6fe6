"""A cart, read and checked once; every other module trusts what it finds here.

Keys the engine does not know (names, reasons, variants) are left alone: they belong to the till.
"""

from tillbook_pricing import reading
from tillbook_pricing.errors import PricingError
from tillbook_pricing.money import MILLION
from tillbook_pricing.taxes import Stack, Tax

LINES_LIMIT = 2000
TAXES_LIMIT = 100
LINE_TAXES_LIMIT = 10
RULES_LIMIT = 100  # discounts of a line or a document, modifiers of a line
ROUNDINGS = ("line", "document")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Discount:
    """A percentage in parts per million, or an amount in minor units; the other one is None."""

    __slots__ = ("amount", "id", "percent_ppm")

    def __init__(self, value: object, where: str) -> None:
        entry = reading.record(value, where)
        self.id = reading.text(entry, "id", where)
        self.percent_ppm: int | None = None
        self.amount: int | None = None
        if ("percent_ppm" in entry) == ("amount" in entry):
            message = "A discount has either percent_ppm or amount."
            raise PricingError("pricing.discount_unclear", where, message)
        if "percent_ppm" in entry:
            self.percent_ppm = reading.whole(entry, "percent_ppm", where, 0, MILLION)
        else:
            self.amount = reading.whole(entry, "amount", where, 0, reading.AMOUNT_LIMIT)


class Modifier:
    """Something added to every unit of its line: so many, at a price each."""

    __slots__ = ("id", "quantity_milli", "unit_price")

    def __init__(self, value: object, where: str) -> None:
        entry = reading.record(value, where)
        self.id = reading.text(entry, "id", where)
        self.quantity_milli = reading.quantity(entry, "quantity", where, 1000)
        self.unit_price = reading.amount(entry, "unit_price", where)


class Line:
    """What is sold (or, with a negative quantity, taken back), with the rules that apply to it."""

    __slots__ = (
        "discounts",
        "id",
        "modifiers",
        "price_per_milli",
        "quantity_milli",
        "stack",
        "unit_price",
        "where",
    )

    def __init__(self, value: object, where: str, stacks: "Stacks") -> None:
        entry = reading.record(value, where)
        self.where = where
        self.id = reading.text(entry, "id", where)
        self.quantity_milli = reading.quantity(entry, "quantity", where)
        self.unit_price = reading.amount(entry, "unit_price", where)
        self.price_per_milli = reading.quantity(entry, "price_per", where, 1000)
        if self.price_per_milli <= 0:
            message = "The price must be for more than nothing."
            raise PricingError("pricing.out_of_range", where + "/price_per", message)
        self.modifiers = [
            Modifier(each, where + "/modifiers/" + str(place))
            for place, each in enumerate(reading.items(entry, "modifiers", where, RULES_LIMIT))
        ]
        self.discounts = _discounts(entry, where)
        self.stack = stacks.of(reading.items(entry, "taxes", where, LINE_TAXES_LIMIT), where)


class Stacks:
    """The taxes of a cart, and each combination of them that its lines use, solved once."""

    def __init__(self, taxes: list[Tax]) -> None:
        self._taxes = {tax.id: tax for tax in taxes}
        self._solved: dict[tuple[object, ...], Stack] = {}

    def of(self, names: list[object], where: str) -> Stack:
        """Answer the solved taxes of one line, named in their order of application."""
        key = tuple(names)
        try:
            return self._solved[key]
        except (KeyError, TypeError):
            stack = self._solved[key] = Stack(self._look_up(names, where + "/taxes"))
            return stack

    def _look_up(self, names: list[object], where: str) -> list[Tax]:
        found: list[Tax] = []
        for place, name in enumerate(names):
            pointer = where + "/" + str(place)
            if type(name) is not str or name not in self._taxes:
                message = "The cart does not carry this tax."
                raise PricingError("pricing.unknown_tax", pointer, message)
            tax = self._taxes[name]
            if tax in found:
                raise PricingError("pricing.duplicate", pointer, "The tax is here twice.")
            found.append(tax)
        return found


class Cart:
    """A cart that can be priced: money in minor units, quantities in thousandths."""

    __slots__ = ("currency", "discounts", "lines", "rounding", "taxes")

    def __init__(self, value: object, where: str = "") -> None:
        entry = reading.record(value, where)
        self.currency = _currency(entry, where)
        self.rounding = _rounding(entry, where)
        self.taxes = _taxes(entry, where)
        self.discounts = _discounts(entry, where)
        stacks = Stacks(self.taxes)
        self.lines = [
            Line(each, where + "/lines/" + str(place), stacks)
            for place, each in enumerate(reading.items(entry, "lines", where, LINES_LIMIT))
        ]
        refuse_duplicates([line.id for line in self.lines], where + "/lines")


def refuse_duplicates(names: list[str], where: str) -> None:
    """Raise when two of these ids are the same, pointing at the second."""
    if len(set(names)) == len(names):
        return
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name in seen:
            pointer = where + "/" + str(place) + "/id"
            raise PricingError("pricing.duplicate", pointer, "The id is used twice.")
        seen.add(name)


def _currency(entry: dict[str, object], where: str) -> str:
    value = entry.get("currency")
    if type(value) is str and len(value) == 3 and all(letter in _LETTERS for letter in value):
        return value
    message = "A currency of three capital letters is expected here."
    raise PricingError("pricing.not_a_currency", where + "/currency", message)


def _rounding(entry: dict[str, object], where: str) -> str:
    value = entry.get("rounding", "line")
    if type(value) is str and value in ROUNDINGS:
        return value
    message = 'Rounding is per "line" or per "document".'
    raise PricingError("pricing.unknown_rounding", where + "/rounding", message)


def _taxes(entry: dict[str, object], where: str) -> list[Tax]:
    taxes = [
        Tax(each, where + "/taxes/" + str(place))
        for place, each in enumerate(reading.items(entry, "taxes", where, TAXES_LIMIT))
    ]
    refuse_duplicates([tax.id for tax in taxes], where + "/taxes")
    return taxes


def _discounts(entry: dict[str, object], where: str) -> list[Discount]:
    return [
        Discount(each, where + "/discounts/" + str(place))
        for place, each in enumerate(reading.items(entry, "discounts", where, RULES_LIMIT))
    ]
