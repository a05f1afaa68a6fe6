"""The shop of the till's benchmark: 20,000 items with barcodes, one register, one cashier."""

from dataclasses import dataclass
from datetime import UTC, datetime

ITEMS = 20_000
AT_ONCE = 2_000
CATEGORIES = 12
WORDS = ("Aurora", "Harbour", "Linnea", "Fjord", "Petra", "Mira", "Atelier", "Dune", "Nord")
THINGS = ("dress", "top", "skirt", "coat", "scarf", "belt", "tote", "hat", "loafer", "socks")


@dataclass(frozen=True)
class Sold:
    """What the till needs to know: how to come in, and what can be scanned."""

    code: str
    person: str
    pin: str
    codes: list[str]


def found(running):
    """Found a shop beside the running server, through the modules' own operations."""
    from tillbook.cli import serving
    from tillbook.cli.database import reach

    with reach.database(running.data) as addresses:  # joins the running server
        serving.enter(running.data, addresses)
    return _fill()


def _fill():
    from tillbook.catalog import operations as catalog
    from tillbook.catalog.types import Category, Tax
    from tillbook.identity import operations as identity
    from tillbook.identity.types import Role
    from tillbook.kernel.actors import house
    from tillbook.kernel.ids import new_id
    from tillbook.kernel.work import unit_of_work
    from tillbook.ledger import operations as ledger
    from tillbook.org import operations as org
    from tillbook.payments import operations as payments

    actor, at = house(new_id()), datetime.now(UTC)
    with unit_of_work(by=actor):
        org.found_business(name="Bench", currency="EUR", locale="en", by=actor, at=at)
        ledger.open_books()
        payments.set_up_tenders()
        location = org.open_location(code="L1", name="L1", time_zone="UTC", by=actor, at=at)
        register = org.add_register(location=location, code="T1", name="T1", by=actor, at=at)
        vat = Tax(id=new_id(), name="VAT", rate_ppm=190_000, inclusive=True)
        catalog.save_taxes([vat], by=actor, at=at)
        shelves = [Category(id=new_id(), name=f"Shelf {n}") for n in range(CATEGORIES)]
        catalog.save_categories(shelves, by=actor, at=at)
        identity.add_person(
            name="Mia", role=Role.CASHIER, locations=None, pin="1111", by=actor, at=at
        )
    codes = []
    for start in range(0, ITEMS, AT_ONCE):
        items = [_item(number, shelves, vat) for number in range(start, start + AT_ONCE)]
        with unit_of_work(by=actor):
            catalog.save_items(items, by=actor, at=at)
        codes += [item.variants[0].barcodes[0] for item in items]
    with unit_of_work(by=actor):
        code, _expires_at = org.enrolment_code(register=register, by=actor, at=at)
    return Sold(code=code, person="Mia", pin="1111", codes=codes)


def _item(number, shelves, vat):
    from tillbook.catalog.types import Item, Variant
    from tillbook.kernel.ids import new_id

    name = f"{WORDS[number % len(WORDS)]} {THINGS[number // 9 % len(THINGS)]} {number}"
    variant = Variant(
        id=new_id(), sku=f"SKU{number}", price=100 + number % 9900, barcodes=(_ean(number),)
    )
    shelf = shelves[number % len(shelves)].id
    return Item(id=new_id(), name=name, category=shelf, variants=(variant,), taxes=(vat.id,))


def _ean(number):
    """An EAN-13 of the range that GS1 keeps for demonstrations."""
    body = f"952{number:09d}"
    odd, even = sum(map(int, body[::2])), sum(map(int, body[1::2]))
    return f"{body}{-(odd + 3 * even) % 10}"
