"""The shops whose receipts are printed here, and their documents."""

import json
from pathlib import Path

from tillbook.printing.types import Shop, TenderFacts

HERE = Path(__file__).parent
TENDERS = {
    "cash": TenderFacts("Cash", opens_drawer=True),
    "card": TenderFacts("Card", opens_drawer=False),
}
CHIC_THREADS = Shop(
    name="Chic Threads",
    currency="EUR",
    minor_digits=2,
    time_zone="Europe/Berlin",
    address="Lindenallee 12\n50668 Köln",
    tax_number="DE123456789",
    location="Old town",
    register="Front till",
    footer="Exchange within 14 days.\nThank you!",
)
SIAM_SILK = Shop(
    name="ร้านผ้าไหมสยาม",
    currency="THB",
    minor_digits=2,
    time_zone="Asia/Bangkok",
    address="ถนนสีลม กรุงเทพฯ",
    register="BK",
)


def document_named(name):
    return json.loads((HERE / "documents" / f"{name}.json").read_text())
