"""A week of trade for a demo shop, sent through the same door as every sale."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from tillbook.catalog import queries as catalog
from tillbook.catalog.types import Item
from tillbook.kernel.actors import Actor
from tillbook.kernel.ids import new_id
from tillbook.kernel.work import unit_of_work
from tillbook.org import queries as org
from tillbook.sync import delivery, reading

_DAYS = 7
_SALES_A_DAY = (18, 34)
_OPENS, _HOURS_OPEN = time(9), 10
_RETURNED = 0.05
_RETURN_AFTER = timedelta(hours=20)


def sell_a_week(
    items: Sequence[Item],
    *,
    registers: Mapping[str, UUID],
    person: UUID,
    actor: Actor,
    at: datetime,
    seed: int,
) -> None:
    """Sell on each of the last seven days, today until now; the same sales for the same seed."""
    with unit_of_work(by=actor):
        taxes = [catalog.tax_on_wire(tax) for tax in catalog.taxes()]
        currency = org.business().currency
    chance = random.Random(seed)  # noqa: S311 - a demo, the same each time
    goods = [(item, variant) for item in items for variant in item.variants]
    documents = [
        _sale(
            chance.sample(goods, chance.choice((1, 1, 2, 2, 3))),
            register=register,
            person=person,
            made_at=made_at,
            currency=currency,
            taxes=taxes,
            tender=chance.choice(("cash", "card", "card")),
        )
        for register in registers.values()
        for made_at in _moments(chance, at)
    ]
    documents += [
        _return_of(sale, chance)
        for sale in documents
        if chance.random() < _RETURNED and _old(sale, at)
    ]
    read = [reading.read(json.dumps(each).encode()) for each in documents]
    answers = delivery.deliver(read, by=actor, at=at)
    assert {answer.result for answer in answers} == {"created"}, answers


def _moments(chance: random.Random, at: datetime) -> Iterator[datetime]:
    for days_ago in range(_DAYS, -1, -1):
        opens = datetime.combine(at.date() - timedelta(days=days_ago), _OPENS, at.tzinfo)
        for _ in range(chance.randint(*_SALES_A_DAY)):
            made_at = opens + timedelta(minutes=chance.randrange(_HOURS_OPEN * 60))
            if made_at <= at:
                yield made_at


def _sale(
    goods: Sequence[tuple[Item, Any]],
    *,
    register: UUID,
    person: UUID,
    made_at: datetime,
    currency: str,
    taxes: Sequence[Mapping[str, Any]],
    tender: str,
) -> dict[str, Any]:
    """Shape a sale as an integrator sends it: the server prices and numbers it."""
    known = ("id", "name", "rate_ppm", "inclusive", "compound")
    return {
        "id": str(new_id()),
        "kind": "sale",
        "register": str(register),
        "made_at": made_at.isoformat(),
        "by": str(person),
        "cart": {
            "currency": currency,
            "taxes": [{name: tax[name] for name in known} for tax in taxes],
            "lines": [
                {
                    "id": str(position),
                    "variant": str(variant.id),
                    "sku": variant.sku,
                    "name": " ".join([item.name, *variant.options]),
                    "quantity": "1",
                    "unit_price": variant.price,
                    "taxes": [str(tax) for tax in item.taxes],
                }
                for position, (item, variant) in enumerate(goods, 1)
            ],
        },
        "tenders": [{"tender": tender, "amount": sum(variant.price for _, variant in goods)}],
    }


def _old(sale: Mapping[str, Any], at: datetime) -> bool:
    return datetime.fromisoformat(sale["made_at"]) + _RETURN_AFTER <= at


def _return_of(sale: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    """Take one line of a sale back, the next day and by the tender it was paid with."""
    line = chance.choice(sale["cart"]["lines"])
    made_at = datetime.fromisoformat(sale["made_at"]) + _RETURN_AFTER
    back = line | {
        "quantity": "-1",
        "reverses": line["id"],
        "reason": chance.choice(("Wrong size", "Changed mind")),
        "restock": True,
    }
    [tender] = sale["tenders"]
    return {
        **sale,
        "id": str(new_id()),
        "kind": "return",
        "of": sale["id"],
        "made_at": made_at.isoformat(),
        "cart": sale["cart"] | {"lines": [back]},
        "tenders": [tender | {"amount": -line["unit_price"]}],
    }
