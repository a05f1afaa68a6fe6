"""The shop that is measured: 8 locations with a register each, 20,000 items, stocked everywhere."""

import itertools
import os
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from storm.till import Offer, Till
from tillbook.catalog import operations as catalog
from tillbook.catalog.types import Item, Tax, Variant
from tillbook.identity import rules as identity
from tillbook.kernel.actors import house
from tillbook.kernel.ids import new_id
from tillbook.kernel.work import unit_of_work
from tillbook.ledger import operations as ledger
from tillbook.ledger import types as accounts
from tillbook.org import operations as org
from tillbook.payments import operations as payments
from tillbook.stock import operations as stock
from tillbook.stock.types import OPENING, Move

ITEMS = 20_000
CLIENTS = 8
LINES = 5


@dataclass
class Measured:
    """A founded shop: what the clients need to sell in it."""

    business: UUID
    offers: list[Offer]
    tills: list[Till]
    tokens: list[str]
    locations: list[UUID]

    def baskets(self, seed: int):
        """Give endless baskets of 5 different items; popularity falls as Zipf says."""
        chance = random.Random(seed)
        weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(self.offers))))
        while True:
            picked: dict[str, Offer] = {}
            while len(picked) < LINES:
                [offer] = chance.choices(self.offers, cum_weights=weights)
                picked[offer.variant] = offer
            yield [(offer, "1") for offer in picked.values()]


def found() -> Measured:
    """Found the shop through the modules' own operations."""
    actor = house(new_id())
    at = datetime.now(UTC)
    with unit_of_work(by=actor):
        org.found_business(name="Bench", currency="EUR", locale="en", by=actor, at=at)
        ledger.open_books()
        payments.set_up_tenders()
        locations = [
            org.open_location(code=f"L{n}", name=f"L{n}", time_zone="UTC", by=actor, at=at)
            for n in range(CLIENTS)
        ]
        registers = [
            org.add_register(location=location, code=f"T{n}", name=f"T{n}", by=actor, at=at)
            for n, location in enumerate(locations)
        ]
        vat = Tax(id=new_id(), name="VAT", rate_ppm=190000, inclusive=True)
        catalog.save_taxes([vat], by=actor, at=at)
    offers = _offers(actor, vat, locations, at)
    tills, tokens = [], []
    for number, register in enumerate(registers):
        token = identity.token(identity.DEVICE_PREFIX, os.urandom(32))
        with unit_of_work(by=actor):
            code, _expires_at = org.enrolment_code(register=register, by=actor, at=at)
        with transaction.atomic(durable=True):
            org.enrol(code=code, name="t", token_hash=identity.hash_of(token), at=at)
        tills.append(Till(register=register, code=f"T{number}", epoch=1, person=new_id()))
        tokens.append(token)
    return Measured(actor.business, offers, tills, tokens, locations)


def _offers(actor, vat, locations, at):
    tax = {
        "id": str(vat.id),
        "name": vat.name,
        "rate_ppm": vat.rate_ppm,
        "inclusive": True,
        "compound": False,
    }
    offers = []
    for start in range(0, ITEMS, 2000):
        variants = [
            Variant(id=new_id(), sku=f"SKU{n}", price=100 + n % 5000)
            for n in range(start, start + 2000)
        ]
        items = [
            Item(id=new_id(), name=f"Item {v.sku}", variants=(v,), taxes=(vat.id,))
            for v in variants
        ]
        opening = new_id()
        moves = [
            Move(
                place=location,
                variant=v.id,
                quantity_milli=1_000_000,
                source=opening,
                purpose=OPENING,
                line=f"{at_number}-{n}",
                moved_at=at,
                business_date=at.date(),
                by=actor.id,
                value=50_000,
            )
            for at_number, location in enumerate(locations)
            for n, v in enumerate(variants)
        ]
        with unit_of_work(by=actor):
            catalog.save_items(items, by=actor, at=at)
            stock.adjust(moves, account_role=accounts.OPENING_BALANCE)
        offers += [Offer(str(v.id), v.sku, v.price or 0, (tax,), v.sku) for v in variants]
    return offers
