"""Frozen facts about what the shop sells. Amounts are minor units of the business's currency."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID


class Unit(StrEnum):
    """What one of an item is; everything but a piece may be sold in fractions."""

    PIECE = "piece"
    KILOGRAM = "kg"
    GRAM = "g"
    LITRE = "l"
    METRE = "m"
    HOUR = "h"


@dataclass(frozen=True, slots=True)
class Variant:
    """One sellable form of an item, such as Medium in red.

    `options` holds one value for each of the item's options; `price` None is asked at the till.
    """

    id: UUID
    sku: str = ""
    options: tuple[str, ...] = ()
    price: int | None = None
    price_per_milli: int = 1000
    barcodes: tuple[str, ...] = ()
    archived: bool = False

    @property
    def name(self) -> str:
        """Name the variant inside its item: `M / red`, empty when the item has no options."""
        return " / ".join(self.options)


@dataclass(frozen=True, slots=True)
class Item:
    """Something the shop sells, with all its variants in their order.

    `taxes` are applied in their order; `version` counts the saved changes, 0 for a new item.
    """

    id: UUID
    name: str
    variants: tuple[Variant, ...]
    description: str = ""
    category: UUID | None = None
    unit: Unit = Unit.PIECE
    track_stock: bool = True
    options: tuple[str, ...] = ()
    taxes: tuple[UUID, ...] = ()
    archived: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Category:
    """A shelf of the shop; categories form a tree."""

    id: UUID
    name: str
    parent: UUID | None = None
    position: int = 0
    archived: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax and its rate in parts per million.

    `inclusive`: inside the price; `compound`: on top of the taxes before it; `standard`: a new
    item starts with it.
    """

    id: UUID
    name: str
    rate_ppm: int
    inclusive: bool = True
    compound: bool = False
    standard: bool = False
    position: int = 0
    archived: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class SaleFacts:
    """What a sale of a variant is checked against: the price in force and the taxes, in order."""

    variant: UUID
    item: UUID
    name: str
    sku: str
    price: int | None
    price_per_milli: int
    taxes: tuple[Tax, ...]
    track_stock: bool
    archived: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an item that differs; `field` names variants by their position."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a thing cannot be saved: a stable code and a JSON pointer into what was given."""

    code: str
    pointer: str
    value: str = ""
