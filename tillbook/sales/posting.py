"""The heart: finished sales go to stock, money and books, in one transaction, all or nothing.

The steps run in the order of the floors, which is the lock order; each takes the whole batch, so
the number of statements is the same for one sale and for a thousand. Nothing here refuses a sale:
what looks wrong is booked as it happened and filed for a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tillbook.catalog import queries as catalog
from tillbook.catalog.types import SaleFacts
from tillbook.kernel import attention, outbox
from tillbook.kernel.attention import Finding
from tillbook.kernel.crash import crash_at
from tillbook.kernel.work import in_transaction
from tillbook.ledger import operations as ledger
from tillbook.payments import operations as payments
from tillbook.payments import queries as tenders_and_shifts
from tillbook.payments.types import TenderKind
from tillbook.sales import operations, queries
from tillbook.sales.rules import books, judging
from tillbook.sales.types import Original, Sale
from tillbook.stock import operations as stock

Costs = Mapping[UUID, Mapping[str, int]]
"""What each line cost, by sale and line id: positive for goods sold, negative for goods back."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything the batch is judged and booked by, read once."""

    items: Mapping[UUID, SaleFacts]
    tenders: Mapping[str, TenderKind]
    originals: Mapping[UUID, Original]
    closed_shifts: set[UUID]

    def original_of(self, sale: Sale) -> Original | None:
        return self.originals.get(sale.of) if sale.of else None


@in_transaction
def post(sales: Sequence[Sale], *, at: datetime) -> list[Finding]:
    """Post a batch of sales and returns that were never posted before; say what was odd.

    A batch holds no return of a sale in the same batch, and at most one return of any sale.
    Raises IntegrityError when one of them was posted before: claim the documents first.
    """
    known = _read(sales, at)
    judged = [_judge(sale, known) for sale in sales]
    sales = [sale for sale, _ in judged]
    findings = [finding for _, found in judged for finding in found]
    crash_at("sales.judged")
    costs = _move_goods(sales, known)
    crash_at("sales.stock_moved")
    payments.record([payment for sale in sales for payment in books.payments_of(sale)])
    crash_at("sales.payments_recorded")
    ledger.post(
        [
            books.entry_of(sale, tenders=known.tenders, cost=sum(costs[sale.id].values()))
            for sale in sales
        ]
    )
    crash_at("sales.ledger_posted")
    operations.write(sales, costs=costs, at=at)
    crash_at("sales.written")
    attention.raise_all(findings, at=at)
    outbox.announce("sales.posted", [{"sale": sale.id, "kind": sale.kind} for sale in sales])
    crash_at("sales.announced")
    return findings


def _read(sales: Sequence[Sale], at: datetime) -> _Known:
    variants = {
        UUID(line["variant"])
        for sale in sales
        for line in sale.cart["lines"]
        if line.get("variant")
    }
    shifts = {sale.shift for sale in sales if sale.shift}
    return _Known(
        items=catalog.facts_for(variants, at=at) if variants else {},
        tenders=tenders_and_shifts.tender_kinds(),
        originals=queries.originals_locked({sale.of for sale in sales if sale.of}),
        closed_shifts=tenders_and_shifts.shifts_that_are_closed(shifts) if shifts else set(),
    )


def _judge(sale: Sale, known: _Known) -> tuple[Sale, list[Finding]]:
    return judging.judge(
        sale,
        facts=known.items,
        tenders=known.tenders,
        original=known.original_of(sale),
        closed_shifts=known.closed_shifts,
    )


def _move_goods(sales: Sequence[Sale], known: _Known) -> Costs:
    moves = [
        move
        for sale in sales
        for move in books.moves_of(
            sale, books.goods_of(sale, facts=known.items, original=known.original_of(sale))
        )
    ]
    costs: dict[UUID, dict[str, int]] = {sale.id: {} for sale in sales}
    for costed in stock.record(moves):
        costs[costed.move.source][costed.move.line] = -costed.value
    return costs
