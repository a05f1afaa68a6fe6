"""The one layout: a receipt and a template become rows, for paper and page alike."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from tillbook.printing.lettering import clean, clean_lines, money, percent, quantity
from tillbook.printing.types import (
    STANDARD,
    Align,
    Block,
    Emphasis,
    Grid,
    Line,
    Logo,
    Pair,
    Qr,
    Receipt,
    Reduction,
    Row,
    Rule,
    Template,
    Text,
    Words,
)

INDENT = 2
TIMES = "\N{MULTIPLICATION SIGN}"


def rows_of(receipt: Receipt, words: Words, template: Template = STANDARD) -> tuple[Row, ...]:
    """Write the blocks of the template in their order; every text in the rows is clean."""
    return tuple(row for block in template for row in _BLOCKS[block](receipt, words))


def qr_data(receipt: Receipt) -> str:
    """Say what the QR code holds: the till finds the document of a return by it."""
    return f"K:o:{receipt.document}"


def test_page(
    *, printer: str, shop: str, columns: int, printed_at: datetime, words: Words
) -> tuple[Row, ...]:
    """Write a page that shows whether width, letters, code pages and QR of a printer are right."""
    ruler = "".join(str(column % 10) for column in range(1, columns + 1))
    return (
        Text(clean(shop), Align.CENTRE, Emphasis.LARGE),
        Text(words.test_page, Align.CENTRE, Emphasis.STRONG),
        Pair(clean(printer), printed_at.strftime(words.date_pattern)),
        Text(ruler),
        Text("ÄÖÜ äöü ß é è ñ ç å ø"),
        Text("€ £ Łódź Čeština Чай Ψωμί"),
        Text("ขอบคุณ 谢谢 شكرا תודה"),
        Pair(words.total, money(123456, minor_digits=2, words=words), Emphasis.LARGE),
        Qr("K:t:test"),
    )


def _logo(receipt: Receipt, _words: Words) -> list[Row]:
    return [Logo(receipt.shop.logo)] if receipt.shop.logo else []


def _header(receipt: Receipt, words: Words) -> list[Row]:
    shop = receipt.shop
    rows: list[Row] = [Text(clean(shop.name), Align.CENTRE, Emphasis.LARGE)]
    location = clean(shop.location)
    if location and location != clean(shop.name):
        rows.append(Text(location, Align.CENTRE))
    rows += [Text(line, Align.CENTRE) for line in clean_lines(shop.address)]
    if shop.tax_number:
        rows.append(Text(f"{words.tax_number} {clean(shop.tax_number)}", Align.CENTRE))
    return [*rows, Rule()]


def _facts(receipt: Receipt, words: Words) -> list[Row]:
    rows: list[Row] = []
    if receipt.is_copy:
        rows.append(Text(f"*** {words.reprint.upper()} ***", Align.CENTRE, Emphasis.STRONG))
    if receipt.is_return:
        rows.append(Text(words.refund.upper(), Align.CENTRE, Emphasis.LARGE))
    local = receipt.made_at.astimezone(ZoneInfo(receipt.shop.time_zone))
    facts = (
        (words.receipt, receipt.number),
        (words.refund_for, receipt.of_number),
        (words.date, local.strftime(words.date_pattern)),
        (words.register, receipt.shop.register),
        (words.cashier, receipt.cashier),
    )
    rows += [Pair(label, clean(value)) for label, value in facts if value]
    return [*rows, Rule()]


def _lines(receipt: Receipt, words: Words) -> list[Row]:
    rows = [row for line in receipt.lines for row in _line(line, receipt, words)]
    return [*rows, Rule()]


def _line(line: Line, receipt: Receipt, words: Words) -> list[Row]:
    rows: list[Row] = [Pair(clean(line.name), _money(line.amount, receipt, words))]
    unit = _money(line.unit_price, receipt, words)
    if quantity(line.price_per, words) != "1":
        unit += f" / {quantity(line.price_per, words)}"
    if quantity(line.quantity, words) != "1" or line.extras or "/" in unit:
        rows.append(Pair(f"{quantity(line.quantity, words)} {TIMES} {unit}", "", indent=INDENT))
    for extra in line.extras:
        count = quantity(extra.quantity, words)
        name = clean(extra.name) if count == "1" else f"{count} {TIMES} {clean(extra.name)}"
        price = _money(extra.unit_price, receipt, words)
        rows.append(Pair(f"+ {name} {price}", "", indent=INDENT))
    return rows + [_reduction(each, receipt, words, INDENT) for each in line.reductions]


def _reduction(reduction: Reduction, receipt: Receipt, words: Words, indent: int = 0) -> Pair:
    label = clean(reduction.reason) or words.discount
    if reduction.percent_ppm is not None:
        label += f" {percent(reduction.percent_ppm, words)}"
    return Pair(label, _money(reduction.amount, receipt, words), indent=indent)


def _totals(receipt: Receipt, words: Words) -> list[Row]:
    added = [tax for tax in receipt.taxes if not tax.inclusive]
    rows: list[Row] = []
    if added or receipt.reductions:
        rows.append(Pair(words.subtotal, _money(receipt.subtotal, receipt, words)))
    rows += [_reduction(each, receipt, words) for each in receipt.reductions]
    if added:
        on_top = sum(tax.amount for tax in added)
        rows.append(Pair(words.tax, _money(on_top, receipt, words)))
    # The code of the currency is printed, not its sign: every code page has its letters.
    name = words.refund if receipt.is_return else words.total
    label = f"{name.upper()} {clean(receipt.shop.currency)}"
    rows.append(Pair(label, _money(receipt.total, receipt, words), Emphasis.LARGE))
    return rows


def _taxes(receipt: Receipt, words: Words) -> list[Row]:
    if not receipt.taxes:
        return []
    body = tuple(
        (
            clean(tax.name) if tax.inclusive else f"+ {clean(tax.name)}",
            _money(tax.base, receipt, words),
            _money(tax.amount, receipt, words),
        )
        for tax in receipt.taxes
    )
    return [Grid(("", words.net, words.tax), body)]


def _payments(receipt: Receipt, words: Words) -> list[Row]:
    rows: list[Row] = [Rule()]
    for payment in receipt.payments:
        label = f"{clean(payment.name)} {clean(payment.reference)}".rstrip()
        rows.append(Pair(label, _money(payment.amount, receipt, words)))
    if receipt.change:
        change = _money(receipt.change, receipt, words)
        rows.append(Pair(words.change, change, Emphasis.STRONG))
    return rows


def _qr(receipt: Receipt, _words: Words) -> list[Row]:
    return [Qr(qr_data(receipt))]


def _footer(receipt: Receipt, _words: Words) -> list[Row]:
    return [Text(line, Align.CENTRE) for line in clean_lines(receipt.shop.footer)]


def _money(amount: int, receipt: Receipt, words: Words) -> str:
    return money(amount, minor_digits=receipt.shop.minor_digits, words=words)


_BLOCKS: dict[Block, Callable[[Receipt, Words], list[Row]]] = {
    Block.LOGO: _logo,
    Block.HEADER: _header,
    Block.FACTS: _facts,
    Block.LINES: _lines,
    Block.TOTALS: _totals,
    Block.TAXES: _taxes,
    Block.PAYMENTS: _payments,
    Block.QR: _qr,
    Block.FOOTER: _footer,
}
