"""A wholesaler's real year: UCI Online Retail (CC BY 4.0; Chen, Sain, Guo 2012).

Invoices become sales; cancellations ("C...") and whatever else is negative become returns without
a receipt. A price below a penny is a whole number of pence for ten pieces, so that it stays exact;
the line is then rounded to the penny once, which `UNROUNDED` lines do not survive unchanged.
"""

import csv
import hashlib
import json
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

FILE = "uci_online_retail/online_retail.csv.xz"
ZONE = "Europe/London"
CURRENCY = "GBP"

_MILLISECONDS_BITS = 80


@dataclass(frozen=True)
class Line:
    """One row of the file; `price` in pounds, exact."""

    code: str
    name: str
    quantity: int
    price: Decimal

    @property
    def exact(self) -> Decimal:
        """What the row comes to, in pounds, unrounded."""
        return self.quantity * self.price

    @property
    def pence(self) -> int:
        """What the row comes to as a line of a document, rounded half away from zero."""
        return int((self.exact * 100).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True)
class Invoice:
    """All rows of one number."""

    number: str
    at: datetime
    lines: tuple[Line, ...]
    later_hours: tuple[str, ...] = ()
    """Hours of rows that were keyed in after the hour of the first: the invoice is of that one."""

    @property
    def month(self) -> str:
        """The month it was made in, such as 2011-01."""
        return self.at.strftime("%Y-%m")

    @property
    def is_return(self) -> bool:
        """Whether goods or money went back."""
        return any(line.quantity < 0 for line in self.lines)

    @property
    def is_ordinary(self) -> bool:
        """Whether it is neither a cancellation nor an adjustment of bad debt ("A...")."""
        return self.number[0].isdigit()


def read(folder: Path, *, months: Sequence[str] = ()) -> list[Invoice]:
    """Read the file's documents in their order; only those of some months when months are given."""
    grouped: dict[str, list[dict[str, str]]] = {}
    with lzma.open(folder / FILE, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not months or row["InvoiceDate"][:7] in months:
                grouped.setdefault(row["InvoiceNo"], []).append(row)
    zone = ZoneInfo(ZONE)
    return [
        Invoice(
            number,
            datetime.fromisoformat(rows[0]["InvoiceDate"]).replace(tzinfo=zone),
            tuple(_line(row) for row in rows),
            tuple(sorted({row["InvoiceDate"][11:13] for row in rows})[1:]),
        )
        for number, rows in grouped.items()
    ]


def _line(row: dict[str, str]) -> Line:
    quantity, price = int(row["Quantity"]), Decimal(row["UnitPrice"])
    if price < 0:  # a debt written off: one piece of a negative price is a piece taken back
        quantity, price = -quantity, -price
    return Line(row["StockCode"], row["Description"].strip(), quantity, price)


@dataclass(frozen=True)
class Article:
    """A stock code as an item of the catalogue: its usual name and price in pence."""

    code: str
    name: str
    price: int | None
    is_goods: bool


def articles(invoices: Sequence[Invoice]) -> list[Article]:
    """Make the catalogue that the documents need, dirty codes included.

    The file's 4,070 codes are 3,958 items: 112 are another spelling ("84970l" for "84970L"), and a
    catalogue finds an SKU whatever its case.
    """
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    prices: defaultdict[str, Counter[Decimal]] = defaultdict(Counter)
    for line in (line for invoice in invoices for line in invoice.lines):
        code = line.code.upper()
        names[code][line.name or code] += 1
        if line.price == line.price.quantize(Decimal("0.01")) > 0:
            prices[code][line.price] += 1
    return [
        Article(
            code,
            found.most_common(1)[0][0],
            int(prices[code].most_common(1)[0][0] * 100) if prices[code] else None,
            code[:5].isdigit(),  # POST, DOT, BANK CHARGES, AMAZONFEE, M ... are no goods
        )
        for code, found in names.items()
    ]


def variant_id(code: str) -> UUID:
    """Give the id under which a stock code, in any case, is in the catalogue."""
    return _id(datetime(2010, 12, 1, tzinfo=UTC), f"variant {code.upper()}")


def document(invoice: Invoice, *, register: UUID) -> dict[str, Any]:
    """Write an invoice as an integrator sends it: without number, price and chain."""
    total = sum(line.pence for line in invoice.lines)
    return {
        "id": str(_id(invoice.at, invoice.number)),
        "kind": "return" if invoice.is_return else "sale",
        "register": str(register),
        "made_at": invoice.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "note": invoice.number,
        "cart": {
            "currency": CURRENCY,
            "taxes": [],
            "lines": [_cart_line(n, line) for n, line in enumerate(invoice.lines, 1)],
        },
        "tenders": [{"tender": "other", "amount": total, "reference": invoice.number}]
        if total
        else [],
    }


def _cart_line(number: int, line: Line) -> dict[str, Any]:
    pence = line.price * 100
    price_per = 1
    while pence != int(pence):
        pence, price_per = pence * 10, price_per * 10
    return {
        "id": str(number),
        "variant": str(variant_id(line.code)),
        "sku": line.code,
        "name": line.name,
        "quantity": str(line.quantity),
        "unit_price": int(pence),
        "price_per": str(price_per),
        "taxes": [],
    }


def uploads(
    invoices: Sequence[Invoice], *, register: UUID, size: int
) -> Iterator[tuple[int, bytes]]:
    """Give bodies for POST /api/v1/documents, each with the number of its documents."""
    for start in range(0, len(invoices), size):
        batch = [document(each, register=register) for each in invoices[start : start + size]]
        yield len(batch), json.dumps({"documents": batch}).encode()


def unrounded(invoices: Sequence[Invoice]) -> list[tuple[str, Line]]:
    """Name the lines that rounding to the penny changes: the whole difference to exact figures."""
    return [
        (invoice.number, line)
        for invoice in invoices
        for line in invoice.lines
        if line.exact * 100 != line.pence
    ]


def _id(at: datetime, name: str) -> UUID:
    """Make an id that sorts by time as a till's does (version 7), the same in every run."""
    noise = int.from_bytes(hashlib.sha256(name.encode()).digest()[:10])
    milliseconds = int(at.timestamp() * 1000)
    number = (milliseconds << _MILLISECONDS_BITS) | noise
    number = (number & ~(0xF << 76)) | (0x7 << 76)
    return UUID(int=(number & ~(0x3 << 62)) | (0x2 << 62))
