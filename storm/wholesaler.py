"""Found the wholesaler of `uci` in a database, and read its books for comparison."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from storm import uci
from tillbook.catalog import operations as catalog
from tillbook.catalog.types import Item, Variant
from tillbook.identity import operations as identity
from tillbook.kernel import sets
from tillbook.kernel.actors import Actor, house
from tillbook.kernel.ids import new_id
from tillbook.kernel.work import unit_of_work
from tillbook.ledger import operations as ledger
from tillbook.org import operations as org
from tillbook.payments import operations as payments
from tillbook.sales import queries as sales

_ITEMS_AT_ONCE = 2000


@dataclass(frozen=True)
class Wholesaler:
    """A founded business, where its documents are made, and the key to send them with."""

    actor: Actor
    register: UUID
    key: str
    items: int


def found(invoices: Sequence[uci.Invoice]) -> Wholesaler:
    """Found the business and bring its articles into the catalogue."""
    actor, at = house(new_id()), datetime.now(UTC)
    articles = uci.articles(invoices)
    items = [
        Item(
            id=new_id(),
            name=article.name,
            variants=(
                Variant(id=uci.variant_id(article.code), sku=article.code, price=article.price),
            ),
            track_stock=article.is_goods,
        )
        for article in articles
    ]
    with unit_of_work(by=actor):
        org.found_business(name="Wholesaler", currency=uci.CURRENCY, locale="en", by=actor, at=at)
        ledger.open_books()
        payments.set_up_tenders()
        location = org.open_location(
            code="UK", name="Warehouse", time_zone=uci.ZONE, by=actor, at=at
        )
        register = org.add_register(location=location, code="W1", name="Web", by=actor, at=at)
        for start in range(0, len(items), _ITEMS_AT_ONCE):
            catalog.save_items(items[start : start + _ITEMS_AT_ONCE], by=actor, at=at)
        _key, secret = identity.make_key(
            name="Web shop", scopes={"sync.use"}, locations=None, expires_at=None, by=actor, at=at
        )
    return Wholesaler(actor, register, secret, len(items))


@dataclass(frozen=True)
class Difference:
    """A figure of the books that is not what it should be."""

    report: str
    expected: Any
    found: Any


def compare(
    shop: Wholesaler, invoices: Sequence[uci.Invoice], cases: Sequence[dict[str, Any]]
) -> tuple[int, list[Difference]]:
    """Compare the books with the published cases; give back how many were compared, and all faults.

    A case counts sub-penny lines exactly; the books round each line to the penny. The expectation
    is therefore the case less what rounding takes from exactly the lines that `uci.unrounded`
    names. Adjustments of bad debt ("A...") are in the books but in no case of gross sales: their
    own amounts are taken off the books' figure. The case of documents by hour counts an invoice in
    each hour in which rows of it were keyed in; the books have it once, in the first.
    """
    whole = {invoice.month for invoice in invoices}
    with unit_of_work(by=shop.actor):
        figures = _Figures(invoices)
        found = [
            (case["input"], *figures.of(case["input"], case["expected"]))
            for case in cases
            if case["source"].startswith("UCI Online Retail")
            and case["input"].get("month", "all") in whole | ({"all"} if len(whole) > 12 else set())
        ]
    return len(found), [
        Difference(str(asked), expected, actual)
        for asked, expected, actual in found
        if expected != actual
    ]


class _Figures:
    def __init__(self, invoices: Sequence[uci.Invoice]) -> None:
        self._invoices = invoices
        self._sold = sales.turnover_by_month(sign=1)
        self._back = sales.turnover_by_month(sign=-1)

    def of(self, asked: dict[str, Any], case: dict[str, Any]) -> tuple[Any, Any]:
        """Give what a case expects of books that round lines, and what is in the books."""
        report = asked["report"]
        if report == "gross sales by month":
            lost = self._lost(asked["month"])
            amount, documents = self._sold[asked["month"]]
            adjusted, adjustments = self._adjusted(1, asked["month"])
            expected = (Decimal(case["amount"]) - lost, case["documents"])
            return expected, (Decimal(amount - adjusted) / 100, documents - adjustments)
        if report.startswith("gross sales (no C/A"):
            amount = sum(amount for amount, _ in self._sold.values()) - self._adjusted(1)[0]
            return Decimal(case["amount"]) - self._lost(), Decimal(amount) / 100
        if report == "cancellations":
            amount = sum(amount for amount, _ in self._back.values()) - self._adjusted(-1)[0]
            return Decimal(case["amount"]), Decimal(amount) / 100
        if report.startswith("net turnover"):
            amount = sum(a for side in (self._sold, self._back) for a, _ in side.values())
            return Decimal(case["amount"]) - self._lost(), Decimal(amount) / 100
        if report.startswith("documents by hour"):
            hours = Counter(case["rows"])
            hours.subtract(
                hour for each in self._invoices if each.is_ordinary for hour in each.later_hours
            )
            return dict(hours), _hours()
        return _COUNTED[report](case)

    def _lost(self, month: str = "") -> Decimal:
        """Add up what rounding takes away, line by named line."""
        chosen = [each for each in self._invoices if month in {"", each.month}]
        return sum(
            (line.exact - Decimal(line.pence) / 100 for _, line in uci.unrounded(chosen)),
            Decimal(0),
        )

    def _adjusted(self, sign: int, month: str = "") -> tuple[int, int]:
        """Add up the adjustments of bad debt: pence and documents."""
        totals = [
            sum(line.pence for line in each.lines)
            for each in self._invoices
            if each.number.startswith("A") and month in {"", each.month}
        ]
        chosen = [total for total in totals if total * sign > 0]
        return sum(chosen), len(chosen)


def _documents(case: dict[str, Any]) -> tuple[Any, Any]:
    [row] = sets.execute(
        "SELECT count(*), count(*) FILTER (WHERE content::json->>'note' ~ '^C') FROM sales_sale"
    )
    return (case["documents"], case["cancelled_documents"]), row


def _hours() -> dict[str, int]:
    rows = sets.execute(
        f"SELECT to_char(made_at AT TIME ZONE '{uci.ZONE}', 'HH24'), count(*) FROM sales_sale"
        " AS sale WHERE sale.content::json->>'note' !~ '^[CA]' AND EXISTS (SELECT 1 FROM"
        " sales_saleline WHERE sale_id = sale.id AND quantity_milli > 0 AND list > 0) GROUP BY 1"
    )
    return dict(rows)


def _best(case: dict[str, Any]) -> tuple[Any, Any]:
    rows = sets.execute(
        "SELECT sku, sum(quantity_milli)::bigint / 1000 FROM sales_saleline"
        " WHERE quantity_milli > 0 AND net + tax > 0 GROUP BY sku ORDER BY 2 DESC LIMIT 5"
    )
    return case["rows"], [list(row) for row in rows]


_COUNTED = {
    "distinct documents": _documents,
    "top 5 stock codes by quantity (gross sales)": _best,
}
