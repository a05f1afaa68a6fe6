"""What a sale does to stock, money and ledger."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tillbook.catalog.types import SaleFacts
from tillbook.kernel.quantity import to_milli
from tillbook.ledger import types as accounts
from tillbook.ledger.types import Entry
from tillbook.payments.types import CHANGE, TENDER, Tendered, TenderKind
from tillbook.sales.types import RETURN, Goods, Original, Sale
from tillbook.stock import types as stock
from tillbook.stock.rules import half_up


def goods_of(
    sale: Sale, *, facts: Mapping[UUID, SaleFacts], original: Original | None
) -> list[Goods]:
    """Say what each line does to the stock, in the order of the lines.

    Only known variants whose item tracks stock move; a returned line moves when it is restocked.
    """
    before = dict(original.returned_milli) if original else {}
    goods = []
    for line in sale.cart["lines"]:
        variant = UUID(line["variant"]) if line.get("variant") else None
        quantity_milli = -to_milli(line["quantity"])
        tracked = variant is not None and variant in facts and facts[variant].track_stock
        if not tracked or (sale.kind == RETURN and not line.get("restock", True)):
            goods.append(Goods(line["id"], None, 0))
            continue
        value = None
        if original is not None and line.get("reverses") in original.cost:
            value = _cost_back(original, line["reverses"], before, quantity_milli)
        goods.append(Goods(line["id"], variant, quantity_milli, value))
    return goods


def _cost_back(
    original: Original, line: str, before: dict[str, int], quantity_milli: int
) -> int | None:
    """Give back the part of a line's cost that returns with these goods.

    The parts of any sequence of returns add up to the whole cost, as the engine's amounts do.
    None when more comes back than was sold: the stock values that itself.
    """
    sold_milli = next(
        to_milli(each["quantity"]) for each in original.cart["lines"] if each["id"] == line
    )
    start = before.get(line, 0)
    end = before[line] = start + quantity_milli
    if sold_milli <= 0 or end > sold_milli:
        return None
    cost = original.cost[line]
    return half_up(cost * end, sold_milli) - half_up(cost * start, sold_milli)


def moves_of(sale: Sale, goods: list[Goods]) -> list[stock.Move]:
    """Turn a sale's goods into stock moves at its location's shop floor."""
    return [
        stock.Move(
            place=sale.location,
            variant=each.variant,
            quantity_milli=each.quantity_milli,
            source=sale.id,
            purpose=stock.RETURN if sale.kind == RETURN else stock.SALE,
            line=each.line,
            moved_at=sale.made_at,
            business_date=sale.business_date,
            by=sale.by,
            value=each.value,
        )
        for each in goods
        if each.variant is not None and each.quantity_milli
    ]


def payments_of(sale: Sale) -> list[Tendered]:
    """List the money taken and given back; change is cash given back."""
    taken = [
        Tendered(
            source=sale.id,
            purpose=TENDER,
            position=position,
            tender=each.tender,
            amount=each.amount,
            shift=sale.shift,
            register=sale.register,
            business_date=sale.business_date,
            reference=each.reference,
        )
        for position, each in enumerate(sale.tenders)
    ]
    if sale.change:
        taken.append(
            Tendered(
                source=sale.id,
                purpose=CHANGE,
                position=0,
                tender="cash",
                amount=-sale.change,
                shift=sale.shift,
                register=sale.register,
                business_date=sale.business_date,
            )
        )
    return taken


def entry_of(sale: Sale, *, tenders: Mapping[str, TenderKind], cost: int) -> Entry:
    """Book a sale: money in, revenue and tax out, goods at their cost; it always balances.

    Money that is more or less than the total is booked as a difference, in plain sight.
    """
    priced = sale.priced
    amounts: dict[str, int] = {
        accounts.REVENUE: -priced["net"],
        accounts.TAX_PAYABLE: -priced["tax"],
        accounts.SALE_DIFFERENCES: priced["net"] + priced["tax"] - sale.received,
        accounts.COST_OF_GOODS: cost,
        accounts.INVENTORY: -cost,
    }
    for payment in payments_of(sale):
        known = tenders.get(payment.tender)
        role = known.account_role if known else accounts.OTHER_TENDERS
        amounts[role] = amounts.get(role, 0) + payment.amount
    return Entry(
        source=sale.id,
        purpose=sale.kind,
        business_date=sale.business_date,
        location=sale.location,
        amounts=amounts,
    )


def line_rows(sale: Sale, costs: Mapping[str, int]) -> list[tuple[Any, ...]]:
    """Shape the rows of a sale's lines for its table."""
    priced = {line["id"]: line for line in sale.priced["lines"]}
    rows = []
    for position, line in enumerate(sale.cart["lines"]):
        charged = priced[line["id"]]
        rows.append(
            (
                sale.id,
                line["id"],
                position,
                UUID(line["variant"]) if line.get("variant") else None,
                line.get("sku") or "",
                line.get("name") or "",
                to_milli(line["quantity"]),
                charged["list"],
                charged["discount"] + charged["document_discount"],
                charged["net"],
                charged["tax"],
                costs.get(line["id"], 0),
                line.get("reverses") or "",
                line.get("reason") or "",
                sale.location,
                sale.business_date,
            )
        )
    return rows
