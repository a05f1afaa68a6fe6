"""Judging a finished sale: whatever looks wrong is named for a person, never refused."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import tillbook_pricing as engine
from tillbook.catalog.types import SaleFacts
from tillbook.kernel.attention import Finding
from tillbook.kernel.quantity import from_milli, to_milli
from tillbook.payments.types import TenderKind
from tillbook.sales.types import Original, Sale


def judge(
    sale: Sale,
    *,
    facts: Mapping[UUID, SaleFacts],
    tenders: Mapping[str, TenderKind],
    original: Original | None,
    closed_shifts: Collection[UUID],
) -> tuple[Sale, list[Finding]]:
    """Give the sale as it can be booked, and everything that a person should look at.

    What the till charged is booked, since that is what happened; only amounts that contradict
    each other give way to this server's own. Each code is found once at most.
    """
    expected, findings = _expected(sale, original)
    if not fits(sale):
        findings.append(
            _finding(
                sale,
                "sales.does_not_add_up",
                "The till's amounts contradict each other; this server's own were booked.",
                charged=sale.priced.get("total"),
                expected=expected["total"],
            )
        )
        sale = replace(sale, priced=expected)
    elif sale.priced != expected:
        findings.append(
            _finding(
                sale,
                "sales.price_differs",
                "The till charged another amount than this server works out for the same cart.",
                charged=sale.priced["total"],
                expected=expected["total"],
            )
        )
    findings += _about_money(sale, tenders)
    findings += _about_catalogue(sale, facts)
    findings += _about_shift(sale, closed_shifts)
    return sale, findings


_LINE = ("list", "discount", "document_discount", "net", "tax", "gross")


def fits(sale: Sale) -> bool:
    """Say whether the priced lines are the cart's, make the totals, and each its own amounts."""
    priced = sale.priced
    try:
        lines, taxes = priced["lines"], priced["taxes"]
        return (
            all(_whole(line, _LINE) for line in lines)
            and all(_whole(tax, ("rate_ppm", "base", "amount")) for tax in taxes)
            and all(type(tax["inclusive"]) is bool for tax in taxes)
            and len({tax["id"] for tax in taxes}) == len(taxes)
            and _whole(priced, ("net", "tax", "total"))
            and [line["id"] for line in lines] == [line["id"] for line in sale.cart["lines"]]
            and all(line["gross"] == line["net"] + line["tax"] for line in lines)
            and priced["net"] == sum(line["net"] for line in lines)
            and priced["tax"] == sum(line["tax"] for line in lines)
            and priced["tax"] == sum(tax["amount"] for tax in taxes)
            and priced["total"] == priced["net"] + priced["tax"]
        )
    except (KeyError, TypeError):
        return False


def _whole(amounts: Mapping[str, Any], names: Collection[str]) -> bool:
    return all(type(amounts[name]) is int for name in names)


def _expected(sale: Sale, original: Original | None) -> tuple[Mapping[str, Any], list[Finding]]:
    """Work out what should have been charged: a return mirrors its receipt when that fits."""
    if sale.of is None:
        return sale.expected, []
    if original is None:
        unknown = "The receipt of this return has not arrived; it was booked as it came."
        found = _finding(sale, "sales.original_unknown", unknown, of=sale.of)
        return (sale.priced if fits(sale) else sale.expected), [found]
    try:
        return _reversed(sale, original), []
    except engine.PricingError as unfit:
        found = _finding(
            sale,
            "sales.returned_too_much"
            if unfit.code == "pricing.returned_too_much"
            else "sales.return_unfit",
            f"This return does not fit its receipt: {unfit.message}",
            of=sale.of,
            pointer=unfit.pointer,
        )
        return (sale.priced if fits(sale) else sale.expected), [found]


def _reversed(sale: Sale, original: Original) -> Mapping[str, Any]:
    return engine.reverse(
        original.cart,
        original.priced,
        _returned_before(original),
        [
            {
                "id": line["id"],
                "reverses": line.get("reverses", ""),
                "quantity": from_milli(-to_milli(line["quantity"])),
            }
            for line in sale.cart["lines"]
        ],
    )


def _returned_before(original: Original) -> dict[str, str]:
    """Say what came back of each line, as far as it fits: a return that did not was filed then."""
    return {
        line["id"]: from_milli(
            min(original.returned_milli[line["id"]], max(to_milli(line["quantity"]), 0))
        )
        for line in original.cart["lines"]
        if original.returned_milli.get(line["id"], 0) > 0
    }


def _finding(sale: Sale, code: str, message: str, **facts: Any) -> Finding:
    return Finding(
        code=code,
        source=sale.id,
        location=sale.location,
        message=message,
        facts={"number": sale.number, **facts},
    )


def _about_money(sale: Sale, tenders: Mapping[str, TenderKind]) -> Iterator[Finding]:
    total = sale.priced["total"]
    if sale.received != total:
        yield _finding(
            sale,
            "sales.tenders_differ",
            "The money taken is not the total; the difference is in the books as such.",
            total=total,
            received=sale.received,
        )
    unknown = sorted({each.tender for each in sale.tenders} - set(tenders))
    if unknown:
        yield _finding(
            sale,
            "sales.tender_unknown",
            "A tender is not one of this business; it was booked as another tender.",
            tenders=unknown,
        )


def _about_catalogue(sale: Sale, facts: Mapping[UUID, SaleFacts]) -> Iterator[Finding]:
    """Compare a till's prices and taxes with the catalogue; keys set their own prices."""
    rates = {
        tax["id"]: (tax["rate_ppm"], tax.get("inclusive", True), tax.get("compound", False))
        for tax in sale.cart.get("taxes", ())
    }
    unknown, prices, taxes = [], [], []
    for line in sale.cart["lines"]:
        if not line.get("variant"):
            continue
        known = facts.get(UUID(line["variant"]))
        if known is None:
            unknown.append(line["id"])
            continue
        if not sale.from_till or sale.of is not None:
            continue
        price_per_milli = to_milli(line.get("price_per", "1"))
        if known.price is not None and (
            line["unit_price"] * known.price_per_milli != known.price * price_per_milli
        ):
            prices.append(
                {"line": line["id"], "charged": line["unit_price"], "expected": known.price}
            )
        charged = [rates.get(tax) for tax in line.get("taxes", ())]
        if charged != [(tax.rate_ppm, tax.inclusive, tax.compound) for tax in known.taxes]:
            taxes.append(line["id"])
    if unknown:
        yield _finding(
            sale,
            "sales.item_unknown",
            "An item sold is not in the catalogue; the money is booked, the stock is not.",
            lines=unknown,
        )
    if prices:
        yield _finding(
            sale,
            "sales.price_changed",
            "A price charged is not the catalogue's price.",
            lines=prices,
        )
    if taxes:
        yield _finding(
            sale, "sales.tax_changed", "The taxes charged are not the catalogue's.", lines=taxes
        )


def _about_shift(sale: Sale, closed_shifts: Collection[UUID]) -> Iterator[Finding]:
    if sale.shift in closed_shifts:
        yield _finding(
            sale,
            "sales.shift_closed",
            "This arrived after its shift was counted; its cash is not in that count.",
            shift=str(sale.shift),
            cash=sale.received,
        )
