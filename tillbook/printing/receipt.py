"""From a finished document to the facts of its receipt."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tillbook.printing.types import (
    Extra,
    Line,
    Payment,
    Receipt,
    Reduction,
    Shop,
    Tax,
    TenderFacts,
)

PRINTABLE_KINDS = frozenset({"sale", "return"})


class _Modifier(msgspec.Struct):
    name: str
    unit_price: int
    quantity: str | int = "1"


class _Discount(msgspec.Struct):
    id: str
    reason: str = ""
    percent_ppm: int | None = None


class _CartLine(msgspec.Struct):
    id: str
    name: str
    quantity: str | int
    unit_price: int
    price_per: str | int = "1"
    modifiers: list[_Modifier] = msgspec.field(default_factory=list)
    discounts: list[_Discount] = msgspec.field(default_factory=list)


class _CartTax(msgspec.Struct):
    id: str
    name: str


class _Cart(msgspec.Struct):
    lines: list[_CartLine]
    taxes: list[_CartTax] = msgspec.field(default_factory=list)
    discounts: list[_Discount] = msgspec.field(default_factory=list)


class _Step(msgspec.Struct):
    kind: str
    amount: int
    id: str = ""


class _PricedLine(msgspec.Struct):
    id: str
    listed: int = msgspec.field(name="list")
    discount: int
    document_discount: int
    steps: list[_Step] = msgspec.field(default_factory=list)


class _PricedTax(msgspec.Struct):
    id: str
    inclusive: bool
    base: int
    amount: int


class _Priced(msgspec.Struct):
    lines: list[_PricedLine]
    taxes: list[_PricedTax]
    total: int


class _Tender(msgspec.Struct):
    tender: str
    amount: int
    reference: str = ""


class _Document(msgspec.Struct):
    id: UUID
    kind: str
    number: str
    made_at: datetime
    cart: _Cart
    priced: _Priced
    tenders: list[_Tender]
    change: int = 0


def receipt_of(
    document: Mapping[str, Any],
    *,
    shop: Shop,
    cashier: str,
    tenders: Mapping[str, TenderFacts],
    of_number: str = "",
    is_copy: bool = False,
) -> Receipt:
    """Say everything that the receipt of this sale or return shows.

    A tender code that `tenders` does not know is printed as it is and leaves the drawer shut.
    The document must be one that was accepted: a wrong shape is our mistake and raises.
    """
    assert document["kind"] in PRINTABLE_KINDS, "only sales and returns have receipts"
    facts = msgspec.convert(document, _Document)
    priced = {line.id: line for line in facts.priced.lines}
    tax_names = {tax.id: tax.name for tax in facts.cart.taxes}
    return Receipt(
        document=facts.id,
        is_return=facts.kind == "return",
        number=facts.number,
        of_number=of_number,
        made_at=facts.made_at,
        cashier=cashier,
        shop=shop,
        lines=tuple(_line(line, priced[line.id]) for line in facts.cart.lines),
        subtotal=sum(line.listed + line.discount for line in facts.priced.lines),
        reductions=_reductions(
            facts.cart.discounts,
            [step for line in facts.priced.lines for step in line.steps],
            "document_discount",
            sum(line.document_discount for line in facts.priced.lines),
        ),
        taxes=tuple(
            Tax(tax_names.get(tax.id, tax.id), tax.inclusive, tax.base, tax.amount)
            for tax in facts.priced.taxes
        ),
        total=facts.priced.total,
        payments=tuple(_payment(tender, tenders) for tender in facts.tenders),
        change=facts.change,
        is_copy=is_copy,
    )


def _line(line: _CartLine, priced: _PricedLine) -> Line:
    return Line(
        name=line.name,
        quantity=str(line.quantity),
        unit_price=line.unit_price,
        price_per=str(line.price_per),
        amount=priced.listed,
        extras=tuple(
            Extra(modifier.name, str(modifier.quantity), modifier.unit_price)
            for modifier in line.modifiers
        ),
        reductions=_reductions(line.discounts, priced.steps, "discount", priced.discount),
    )


def _reductions(
    discounts: Iterable[_Discount], steps: Iterable[_Step], kind: str, total: int
) -> tuple[Reduction, ...]:
    """Give each discount its amount; one nameless sum when the steps do not explain it."""
    amounts: dict[str, int] = {}
    for step in steps:
        if step.kind == kind:
            amounts[step.id] = amounts.get(step.id, 0) + step.amount
    named = tuple(
        Reduction(discount.reason, discount.percent_ppm, amounts[discount.id])
        for discount in discounts
        if discount.id in amounts
    )
    if sum(reduction.amount for reduction in named) == total:
        return named
    return (Reduction("", None, total),)


def _payment(tender: _Tender, tenders: Mapping[str, TenderFacts]) -> Payment:
    kind = tenders.get(tender.tender, TenderFacts(tender.tender, opens_drawer=False))
    return Payment(kind.name, tender.amount, tender.reference, kind.opens_drawer)
