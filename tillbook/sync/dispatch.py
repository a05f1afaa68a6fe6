"""Handing new documents to the modules that post them, in the order they depend on each other."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import msgspec

from tillbook.kernel.actors import Actor
from tillbook.kernel.attention import Finding
from tillbook.kernel.work import in_transaction
from tillbook.org import operations as series
from tillbook.org import rules as org
from tillbook.org.types import RegisterFacts, Series
from tillbook.payments import operations as payments
from tillbook.payments import types as drawers
from tillbook.sales import posting
from tillbook.sales import types as sales
from tillbook.sync import reading, rules, wire
from tillbook.sync.reading import Arrived

D = TypeVar("D", bound=wire.Document)


@dataclass(frozen=True, slots=True)
class Complete:
    """A new document with everything: what its sender left out, the server has added."""

    arrived: Arrived
    document: wire.Document
    content: str
    location: UUID


@in_transaction
def complete(
    fresh: Sequence[Arrived],
    registers: Mapping[UUID, RegisterFacts],
    senders: Mapping[UUID, Actor],
) -> list[Complete]:
    """Complete new documents: chained ones are, the others get price, day, person and number."""
    bare = [each for each in fresh if not each.chained]
    numbers = _take_numbers(bare, registers)
    completed = []
    for each in fresh:
        register = registers[each.document.register]
        if each.chained:
            done = Complete(each, each.document, each.content, register.location)
        else:
            kind = each.document.kind
            sequence = numbers[_series(kind, register)]
            numbers[_series(kind, register)] += 1
            done = _completed(each, register, sequence, senders[each.document.id])
        completed.append(done)
    return completed


def _series(kind: str, register: RegisterFacts) -> Series:
    return Series(kind=kind, location=register.location, register=register.id, epoch=0)


def _take_numbers(
    bare: Sequence[Arrived], registers: Mapping[UUID, RegisterFacts]
) -> dict[Series, int]:
    wanted = Counter(
        _series(each.document.kind, registers[each.document.register]) for each in bare
    )
    return series.take_numbers(wanted) if wanted else {}


def _completed(each: Arrived, register: RegisterFacts, sequence: int, by: Actor) -> Complete:
    document = each.document
    whole = json.loads(each.content)
    whole |= {
        "epoch": 0,
        "sequence": sequence,
        "number": org.number(register.code, 0, wire.LETTERS[document.kind], sequence),
        "business_date": str(
            document.business_date
            or org.business_date(document.made_at, register.time_zone, register.day_cutoff)
        ),
        "by": str(document.by or by.id),
    }
    if isinstance(document, wire.Sale) and document.priced is None:
        whole["priced"] = each.expected
    full = msgspec.convert(whole, wire.Document, str_keys=True)
    return Complete(each, full, reading.canonical(whole), register.location)


@in_transaction
def post(documents: Sequence[Complete], *, at: datetime) -> list[Finding]:
    """Post documents of any kind: drawers open first, counts come last."""
    closings = [_closing(*each) for each in _of(documents, wire.ShiftClose)]
    if closings:
        payments.hold_shifts([closing.shift for closing in closings])
    payments.open_shifts([_opening(*each) for each in _of(documents, wire.ShiftOpen)])
    movements = [_movement(*each) for each in _of(documents, wire.CashMovement)]
    findings = payments.move_cash(movements, at=at)
    by_id = {each.document.id: each for each in documents}
    sold = [each.arrived for each in documents if isinstance(each.document, wire.Sale)]
    for wave in rules.waves(sold):
        findings += posting.post([_sale(by_id[each.document.id]) for each in wave], at=at)
    return findings + payments.close_shifts(closings, at=at)


def _of(documents: Sequence[Complete], kind: type[D]) -> list[tuple[D, Complete]]:
    return [(each.document, each) for each in documents if isinstance(each.document, kind)]


def _sale(each: Complete) -> sales.Sale:
    document = each.document
    assert isinstance(document, wire.Sale)
    assert document.business_date is not None
    assert document.by is not None
    assert document.priced is not None
    assert each.arrived.expected is not None
    return sales.Sale(
        id=document.id,
        kind=document.kind,
        number=document.number or "",
        register=document.register,
        location=each.location,
        shift=document.shift,
        business_date=document.business_date,
        made_at=document.made_at,
        by=document.by,
        customer=document.customer,
        of=document.of,
        cart=document.cart,
        priced=document.priced,
        expected=each.arrived.expected,
        tenders=[
            sales.Tender(tender.tender, tender.amount, tender.reference)
            for tender in document.tenders
        ],
        change=document.change,
        content=each.content,
        from_till=each.arrived.chained,
    )


def _opening(document: wire.ShiftOpen, each: Complete) -> drawers.ShiftOpening:
    assert document.business_date is not None
    assert document.by is not None
    return drawers.ShiftOpening(
        id=document.id,
        register=document.register,
        location=each.location,
        business_date=document.business_date,
        at=document.made_at,
        by=document.by,
        float_amount=document.float,
    )


def _movement(document: wire.CashMovement, each: Complete) -> drawers.CashMovement:
    assert document.business_date is not None
    assert document.by is not None
    return drawers.CashMovement(
        id=document.id,
        shift=document.shift,
        register=document.register,
        location=each.location,
        business_date=document.business_date,
        at=document.made_at,
        by=document.by,
        amount=document.amount if document.direction == wire.IN else -document.amount,
        reason=document.reason,
    )


def _closing(document: wire.ShiftClose, each: Complete) -> drawers.ShiftClosing:
    assert document.business_date is not None
    assert document.by is not None
    return drawers.ShiftClosing(
        id=document.id,
        shift=document.shift or document.id,
        register=document.register,
        location=each.location,
        business_date=document.business_date,
        at=document.made_at,
        by=document.by,
        counted=document.counted,
    )
