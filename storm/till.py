"""A simulated till: makes finished documents as the real one does, and remembers each.

It knows nothing of the server's code but the pricing engine, which is the till's own as well. What
it printed is its `journal`, against which the server's books are audited.
"""

import hashlib
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import tillbook_pricing as engine
from tillbook.kernel.ids import new_id

_LETTERS = {
    "sale": "S",
    "return": "R",
    "shift_open": "O",
    "shift_close": "Z",
    "cash_movement": "C",
}

Document = dict[str, Any]


@dataclass(frozen=True)
class Offer:
    """Something the till can sell: an id, a price in minor units, and its taxes."""

    variant: str
    name: str
    price: int
    taxes: tuple[dict[str, Any], ...] = ()
    sku: str = ""


def canonical(value: object) -> str:
    """Write a document the way its hash is taken over it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass
class Till:
    """An enrolled register with its chain, its numbers and its open shift."""

    register: UUID
    code: str
    epoch: int
    person: UUID
    currency: str = "EUR"
    business_date: date = field(default_factory=lambda: datetime.now(UTC).date())
    journal: list[Document] = field(default_factory=list)
    shift: str | None = None

    def __post_init__(self) -> None:
        self._previous = hashlib.sha256(f"{self.register}:{self.epoch}".encode()).hexdigest()
        self._sequences = dict.fromkeys(_LETTERS, 0)

    @property
    def position(self) -> int:
        """Give the highest place in the chain that was issued."""
        return len(self.journal)

    def open_shift(self, float_amount: int = 10000) -> Document:
        """Open the drawer with a counted float."""
        key = str(new_id())
        self.shift = key
        return self._finish("shift_open", id=key, float=float_amount, denominations=[])

    def close_shift(self, counted: int) -> Document:
        """Count the drawer blind."""
        document = self._finish("shift_close", counted=counted, denominations=[], blind=True)
        self.shift = None
        return document

    def move_cash(self, amount: int, reason: str) -> Document:
        """Put cash in (positive) or take it out."""
        direction = "in" if amount >= 0 else "out"
        return self._finish("cash_movement", direction=direction, amount=abs(amount), reason=reason)

    def sell(
        self,
        *basket: tuple[Offer, str],
        tender: str = "cash",
        given: int | None = None,
        discounts: tuple[dict[str, Any], ...] = (),
    ) -> Document:
        """Sell offers with their quantities; paid exactly, or with `given` cash and change."""
        cart = self._cart(basket, discounts)
        priced = engine.price(cart)
        paid = priced["total"] if given is None else given
        return self._finish(
            "sale",
            cart=cart,
            priced=priced,
            tenders=[{"tender": tender, "amount": paid}],
            change=paid - priced["total"],
            customer=None,
            note="",
        )

    def take_back(
        self,
        sale: Document,
        lines: dict[str, str],
        *,
        before: dict[str, str] | None = None,
        restock: bool = True,
        tender: str = "cash",
    ) -> Document:
        """Take lines of a sale back: line id to quantity; `before` came back earlier."""
        sold = {line["id"]: line for line in sale["cart"]["lines"]}
        asked = [
            {"id": str(n), "reverses": line, "quantity": quantity}
            for n, (line, quantity) in enumerate(lines.items(), 1)
        ]
        priced = engine.reverse(sale["cart"], sale["priced"], before or {}, asked)
        cart = sale["cart"] | {
            "lines": [
                sold[each["reverses"]]
                | {
                    "id": each["id"],
                    "reverses": each["reverses"],
                    "quantity": f"-{each['quantity']}",
                    "restock": restock,
                    "reason": "changed mind",
                }
                for each in asked
            ]
        }
        return self._finish(
            "return",
            of=sale["id"],
            cart=cart,
            priced=priced,
            tenders=[{"tender": tender, "amount": priced["total"]}],
            change=0,
        )

    def _cart(
        self, basket: tuple[tuple[Offer, str], ...], discounts: tuple[dict[str, Any], ...]
    ) -> dict[str, Any]:
        taxes = {tax["id"]: tax for offer, _ in basket for tax in offer.taxes}
        return {
            "currency": self.currency,
            "rounding": "line",
            "taxes": list(taxes.values()),
            "discounts": list(discounts),
            "lines": [
                {
                    "id": str(n),
                    "variant": offer.variant,
                    "sku": offer.sku,
                    "name": offer.name,
                    "quantity": quantity,
                    "unit_price": offer.price,
                    "price_per": "1",
                    "taxes": [tax["id"] for tax in offer.taxes],
                    "modifiers": [],
                    "discounts": [],
                }
                for n, (offer, quantity) in enumerate(basket, 1)
            ],
        }

    def _finish(self, kind: str, **body: Any) -> Document:
        """Number, chain and keep a document: from here on it is a fact."""
        self._sequences[kind] += 1
        sequence = self._sequences[kind]
        made = datetime.fromtimestamp(time.time(), UTC)
        document: Document = {
            "id": str(new_id()),
            "schema": 1,
            "kind": kind,
            "register": str(self.register),
            "epoch": self.epoch,
            "position": len(self.journal) + 1,
            "sequence": sequence,
            "number": f"{self.code}-{self.epoch}-{_LETTERS[kind]}{sequence:06d}",
            "previous_hash": self._previous,
            "made_at": made.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "business_date": str(self.business_date),
            "shift": self.shift,
            "by": str(self.person),
        } | body
        document["hash"] = hashlib.sha256(canonical(document).encode()).hexdigest()
        self._previous = document["hash"]
        self.journal.append(document)
        return document
