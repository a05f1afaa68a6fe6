"""Found the storm's shop through the product's own operations, and enrol its tills over HTTP.

`python -m storm.founding DATA RUN TILLS` prints what the tills need as JSON.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tillbook.cli import serving
from tillbook.cli.database import reach

HOT = (("dress", 5900, 2000), ("scarf", 1250, 333), ("tote", 2599, 901))
OPENING_MILLI = 1000 * 1000


def found(data: Path, run: str, tills: int) -> dict[str, Any]:
    """Make a business that carries the run's id in its name, with one busy shelf for all tills."""
    with reach.database(data) as addresses:
        serving.enter(data, addresses)
        from tillbook.catalog import operations as catalog
        from tillbook.catalog.types import Item, Tax, Variant
        from tillbook.kernel.actors import house
        from tillbook.kernel.ids import new_id
        from tillbook.kernel.work import unit_of_work
        from tillbook.ledger import operations as ledger
        from tillbook.ledger import types as accounts
        from tillbook.org import operations as org
        from tillbook.payments import operations as payments
        from tillbook.stock import operations as stock
        from tillbook.stock.types import OPENING, Move

        actor, at, opening = house(new_id()), datetime.now(UTC), new_id()
        codes, offers, items, moves = [], [], [], []
        with unit_of_work(by=actor):
            org.found_business(name=run, currency="EUR", locale="en", by=actor, at=at)
            ledger.open_books()
            payments.set_up_tenders()
            place = org.open_location(code="SHOP", name="Shop", time_zone="UTC", by=actor, at=at)
            vat = Tax(id=new_id(), name="VAT 19 %", rate_ppm=190000)
            catalog.save_taxes([vat], by=actor, at=at)
            for name, price, cost in HOT:
                variant = Variant(id=new_id(), sku=name.upper(), price=price)
                items.append(Item(id=new_id(), name=name, variants=(variant,), taxes=(vat.id,)))
                offers.append({"variant": str(variant.id), "name": name, "price": price})
                moves.append(
                    Move(
                        place=place,
                        variant=variant.id,
                        quantity_milli=OPENING_MILLI,
                        source=opening,
                        purpose=OPENING,
                        line=name,
                        moved_at=at,
                        business_date=at.date(),
                        by=actor.id,
                        value=OPENING_MILLI // 1000 * cost,
                    )
                )
            catalog.save_items(items, by=actor, at=at)
            stock.adjust(moves, account_role=accounts.OPENING_BALANCE)
            for number in range(tills):
                code = f"T{number + 1}"
                register = org.add_register(location=place, code=code, name=code, by=actor, at=at)
                enrolment, _expires = org.enrolment_code(register=register, by=actor, at=at)
                codes.append(enrolment)
    return {
        "business": str(actor.business),
        "dsn": addresses.app,
        "codes": codes,
        "offers": offers,
        "tax": {"id": str(vat.id), "name": vat.name, "rate_ppm": 190000, "inclusive": True,
                "compound": False},
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(found(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
