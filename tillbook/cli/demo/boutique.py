"""Chic Threads: a boutique with two shops, its styles in sizes and colours, and a week of sales."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from tillbook.catalog import operations as catalog
from tillbook.catalog.types import Category, Item, Tax, Variant
from tillbook.cli.demo.week import sell_a_week
from tillbook.identity import operations as identity
from tillbook.identity.types import Role
from tillbook.kernel.actors import Actor, house
from tillbook.kernel.work import unit_of_work
from tillbook.ledger import operations as ledger
from tillbook.ledger import types as accounts
from tillbook.org import operations as org
from tillbook.org import queries as places
from tillbook.payments import operations as payments
from tillbook.stock import operations as stock
from tillbook.stock.types import OPENING, Move

CURRENCY = "EUR"
TIME_ZONE = "Europe/Berlin"
SEED = 7

# GS1 keeps the prefix 952 for demonstrations: no real product ever bears it.
_EAN_PREFIX = "952000"

_SIZES = ("S", "M", "L")
_SHOE_SIZES = ("37", "38", "39", "40")


@dataclass(frozen=True, slots=True)
class _Style:
    """One style of the collection; price and cost in cents."""

    category: str
    name: str
    price: int
    cost: int
    colours: tuple[str, ...]
    sizes: tuple[str, ...] = _SIZES


STYLES: tuple[_Style, ...] = (
    _Style("Dresses", "Aurora dress", 8900, 3200, ("Red", "Navy", "Ivory")),
    _Style("Dresses", "Solstice dress", 7900, 2900, ("Black", "Sage")),
    _Style("Dresses", "Harbour wrap dress", 9900, 3900, ("Navy", "Rust")),
    _Style("Dresses", "Linnea shirt dress", 6900, 2500, ("White", "Sky")),
    _Style("Tops", "Aurora top", 3900, 1300, ("Red", "Navy", "Ivory")),
    _Style("Tops", "Breton tee", 2900, 900, ("White", "Navy")),
    _Style("Tops", "Fjord knit", 6500, 2400, ("Grey", "Moss", "Cream")),
    _Style("Tops", "Petra blouse", 4900, 1700, ("Ivory", "Black")),
    _Style("Tops", "Studio tank", 1900, 600, ("White", "Black", "Sand")),
    _Style("Skirts & trousers", "Mira skirt", 5500, 1900, ("Black", "Plum")),
    _Style("Skirts & trousers", "Wide linen trousers", 6900, 2500, ("Sand", "Black")),
    _Style("Skirts & trousers", "Atelier jeans", 8500, 3300, ("Indigo", "Ecru")),
    _Style("Outerwear", "Dune trench", 17900, 7800, ("Sand", "Olive")),
    _Style("Outerwear", "Nord wool coat", 24900, 11000, ("Charcoal", "Camel")),
    _Style("Outerwear", "Quilted vest", 7900, 3100, ("Olive", "Navy")),
    _Style("Shoes", "Canvas sneaker", 5900, 2300, ("White", "Navy"), _SHOE_SIZES),
    _Style("Shoes", "Leather loafer", 11900, 5200, ("Black", "Cognac"), _SHOE_SIZES),
    _Style("Accessories", "Silk scarf", 3500, 1200, ("Coral", "Teal", "Gold"), ()),
    _Style("Accessories", "Leather belt", 3900, 1500, ("Black", "Cognac"), ("85", "95")),
    _Style("Accessories", "Canvas tote", 2500, 900, ("Natural", "Black"), ()),
    _Style("Accessories", "Felt hat", 4500, 1800, ("Camel", "Black"), ()),
    _Style("Accessories", "Wool socks", 1200, 400, ("Grey", "Berry"), ("36-38", "39-41")),
    _Style("Accessories", "Enamel earrings", 1800, 500, ("Blue", "Green"), ()),
    _Style("Accessories", "Gift box", 400, 100, (), ()),
)


def load(business: UUID, at: datetime) -> Mapping[str, str]:
    """Found Chic Threads, stock it and let it sell for a week; a founded one is left alone."""
    actor = house(business)
    with unit_of_work(by=actor):
        if places.is_founded():
            return {"demo": "The business is there already; nothing was changed."}
        org.found_business(name="Chic Threads", currency=CURRENCY, locale="en", by=actor, at=at)
        ledger.open_books()
        payments.set_up_tenders()
        locations = _open_locations(actor, at)
        registers = {
            code: org.add_register(location=location, code=code, name=name, by=actor, at=at)
            for code, name, location in (
                ("T1", "High Street front", locations[0]),
                ("T2", "Harbour front", locations[1]),
            )
        }
        items = _collection(actor, at)
        _stock(items, locations, actor, at)
        cashier = _hire(actor, at)
    sell_a_week(items, registers=registers, person=cashier, actor=actor, at=at, seed=SEED)
    with unit_of_work(by=actor):
        code, _expires_at = org.enrolment_code(register=registers["T1"], by=actor, at=at)
    return {
        "Enrol a till at /till with the code (15 minutes)": code,
        "Staff on the till": "Mia (cashier, PIN 1111), Ben (manager, PIN 222222)",
    }


def _open_locations(actor: Actor, at: datetime) -> list[UUID]:
    return [
        org.open_location(
            code=code, name=name, address=address, time_zone=TIME_ZONE, by=actor, at=at
        )
        for code, name, address in (
            ("STORE001", "Chic Threads High Street", "12 High Street\n20095 Hamburg"),
            ("STORE002", "Chic Threads Harbour", "3 Harbour Walk\n20457 Hamburg"),
        )
    ]


def _hire(actor: Actor, at: datetime) -> UUID:
    identity.add_person(
        name="Ben", role=Role.MANAGER, locations=None, pin="222222", by=actor, at=at
    )
    return identity.add_person(
        name="Mia", role=Role.CASHIER, locations=None, pin="1111", by=actor, at=at
    )


def _collection(actor: Actor, at: datetime) -> list[Item]:
    vat = Tax(
        id=_id(actor, "vat"), name="VAT 19 %", rate_ppm=190_000, inclusive=True, standard=True
    )
    catalog.save_taxes([vat], by=actor, at=at)
    names = dict.fromkeys(style.category for style in STYLES)
    categories = {
        name: Category(id=_id(actor, f"category {name}"), name=name, position=position)
        for position, name in enumerate(names)
    }
    catalog.save_categories(list(categories.values()), by=actor, at=at)
    numbers = iter(range(1, 100_000))
    items = [
        Item(
            id=_id(actor, style.name),
            name=style.name,
            category=categories[style.category].id,
            options=_options(style),
            taxes=(vat.id,),
            variants=tuple(
                Variant(
                    id=_id(actor, f"{style.name} {chosen}"),
                    sku=_sku(style, chosen),
                    options=chosen,
                    price=style.price,
                    barcodes=(_ean(next(numbers)),),
                )
                for chosen in _choices(style)
            ),
        )
        for style in STYLES
    ]
    return catalog.save_items(items, by=actor, at=at)


def _options(style: _Style) -> tuple[str, ...]:
    return (*(["Colour"] if style.colours else []), *(["Size"] if style.sizes else []))


def _choices(style: _Style) -> list[tuple[str, ...]]:
    choices: list[tuple[str, ...]] = [(colour,) for colour in style.colours] or [()]
    if style.sizes:
        choices = [(*chosen, size) for chosen in choices for size in style.sizes]
    return choices


def _sku(style: _Style, chosen: Sequence[str]) -> str:
    letters = "".join(word[:3] for word in style.name.split()).upper()
    return "-".join([letters, *(option[:5].upper() for option in chosen)])


def _ean(number: int) -> str:
    """Make an EAN-13: twelve digits and the check digit (GS1 General Specifications, 7.9)."""
    body = f"{_EAN_PREFIX}{number:06d}"
    odd, even = sum(map(int, body[::2])), sum(map(int, body[1::2]))
    return f"{body}{-(odd + 3 * even) % 10}"


def _stock(items: Sequence[Item], locations: Sequence[UUID], actor: Actor, at: datetime) -> None:
    """Bring in opening stock a fortnight ago, more of it in the first shop."""
    chance = random.Random(SEED)  # noqa: S311 - a demo, the same each time
    opened_at = datetime.combine(at.date() - timedelta(days=14), time(9), at.tzinfo)
    cost = {style.name: style.cost for style in STYLES}
    moves = []
    for location, most in zip(locations, (14, 8), strict=True):
        source = _id(actor, f"opening {location}")
        for item in items:
            for variant in item.variants:
                count = chance.randint(2, most)
                moves.append(
                    Move(
                        place=location,
                        variant=variant.id,
                        quantity_milli=count * 1000,
                        source=source,
                        purpose=OPENING,
                        line=str(variant.id),
                        moved_at=opened_at,
                        business_date=opened_at.date(),
                        by=actor.id,
                        value=count * cost[item.name],
                    )
                )
    stock.adjust(moves, account_role=accounts.OPENING_BALANCE)


def _id(actor: Actor, name: str) -> UUID:
    """Name a thing of the demo by the same id each time."""
    return uuid5(NAMESPACE_URL, f"{actor.business}/{name}")
