"""The cast: businesses that tests know by name, founded anew for each test."""

import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from storm.till import Offer, Till
from tillbook.catalog import operations as catalog
from tillbook.catalog.types import Item, Tax, Variant
from tillbook.cli.commands.check import every_check
from tillbook.identity import rules as identity
from tillbook.kernel.actors import Actor, house
from tillbook.kernel.ids import new_id
from tillbook.kernel.money import decimal_text
from tillbook.kernel.quantity import from_milli
from tillbook.kernel.work import unit_of_work
from tillbook.ledger import operations as ledger
from tillbook.ledger import queries as books
from tillbook.ledger import types as accounts
from tillbook.org import operations as org
from tillbook.org import queries as org_queries
from tillbook.payments import operations as payments
from tillbook.stock import operations as stock
from tillbook.stock import queries as levels
from tillbook.stock.types import OPENING, Move

MONDAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class Shop:
    """A business with two locations, a register in each, one tax and three things to sell."""

    actor: Actor
    locations: dict[str, UUID] = field(default_factory=dict)
    registers: dict[str, UUID] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def working(self, by: Actor | None = None):
        return unit_of_work(by=by or self.actor)

    def till(self, code: str = "T1") -> Till:
        """Enrol a device as a register and give the till that it becomes."""
        with self.working():
            enrolment, _expires_at = org.enrolment_code(
                register=self.registers[code], by=self.actor, at=MORNING
            )
        token = identity.token(identity.DEVICE_PREFIX, os.urandom(32))
        enrolled = self._enrol(enrolment, token)
        self.tokens[code] = token
        return Till(
            register=self.registers[code],
            code=code,
            epoch=enrolled.register.epoch,
            person=new_id(),
            business_date=MONDAY,
        )

    def _enrol(self, code: str, token: str):
        from django.db import transaction

        with transaction.atomic(durable=True):
            return org.enrol(
                code=code, name="Front till", token_hash=identity.hash_of(token), at=MORNING
            )

    def books(self) -> dict[str, str]:
        """Give each account's balance by role, as decimals."""
        with self.working():
            return {
                role: decimal_text(amount, 2) for role, amount in books.balances_by_role().items()
            }

    def on_hand(self, name: str, location: str = "STORE001") -> str:
        with self.working():
            return from_milli(
                levels.on_hand_milli(
                    location=self.locations[location], variant=UUID(self.offers[name].variant)
                )
            )

    def violations(self) -> list:
        """Run every invariant of every module."""
        with self.working():
            return [
                broken
                for _module, checks in every_check()
                for check in checks
                for broken in check()
            ]


def found_chic_threads() -> Shop:
    """A boutique: dresses, scarves and totes; VAT of 19 % inside the price."""
    actor = house(new_id())
    shop = Shop(actor)
    with unit_of_work(by=actor):
        org.found_business(name="Chic Threads", currency="EUR", locale="en", by=actor, at=MORNING)
        ledger.open_books()
        payments.set_up_tenders()
        for code, name in (("STORE001", "High Street"), ("STORE002", "Harbour")):
            shop.locations[code] = org.open_location(
                code=code, name=name, time_zone="Europe/Berlin", by=actor, at=MORNING
            )
        for code, location in (("T1", "STORE001"), ("T2", "STORE002")):
            shop.registers[code] = org.add_register(
                location=shop.locations[location], code=code, name=code, by=actor, at=MORNING
            )
        vat = Tax(id=new_id(), name="VAT 19 %", rate_ppm=190000, inclusive=True)
        catalog.save_taxes([vat], by=actor, at=MORNING)
        tax = {
            "id": str(vat.id),
            "name": vat.name,
            "rate_ppm": vat.rate_ppm,
            "inclusive": True,
            "compound": False,
        }
        stocked = (("dress", 5900, 2000), ("scarf", 1200, 400), ("tote", 2500, 900))
        items, moves, opening = [], [], new_id()
        for name, price, cost in stocked:
            variant = Variant(id=new_id(), sku=name.upper(), price=price)
            items.append(Item(id=new_id(), name=name.title(), variants=(variant,), taxes=(vat.id,)))
            shop.offers[name] = Offer(str(variant.id), name.title(), price, (tax,), variant.sku)
            moves.append(
                Move(
                    place=shop.locations["STORE001"],
                    variant=variant.id,
                    quantity_milli=10000,
                    source=opening,
                    purpose=OPENING,
                    line=name,
                    moved_at=MORNING,
                    business_date=MONDAY,
                    by=actor.id,
                    value=10 * cost,
                )
            )
        catalog.save_items(items, by=actor, at=MORNING)
        stock.adjust(moves, account_role=accounts.OPENING_BALANCE)
    return shop


def registers_of(shop: Shop):
    with shop.working():
        return org_queries.registers()
