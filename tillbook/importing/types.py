"""Frozen facts of an import: what any system's product export says, in one neutral shape."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tillbook.catalog.types import Item, Unit


class State(StrEnum):
    """What became of a file: only read, brought in, or taken back."""

    CHECKED = "CHECKED"
    APPLIED = "APPLIED"
    UNDONE = "UNDONE"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a file is read against: decimals of the business's currency, and the day it is read."""

    minor_digits: int
    today: date


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that cannot be taken as it is, named as a spreadsheet names it (row 1: the header).

    `blocks` leaves the row's whole item out; otherwise it is a notice about something taken in.
    """

    row: int
    column: str
    value: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class ImportedTax:
    """A tax the file names; `rate_ppm` None when it gives only the name."""

    name: str
    rate_ppm: int | None


@dataclass(frozen=True, slots=True)
class ImportedStock:
    """What lies at a place the file names; no name means the shop's only place."""

    location: str
    quantity_milli: int


@dataclass(frozen=True, slots=True)
class ImportedVariant:
    """One sellable row. Amounts are minor units; `price` None is asked at the till."""

    row: int
    options: tuple[str, ...] = ()
    sku: str = ""
    barcodes: tuple[str, ...] = ()
    price: int | None = None
    cost: int | None = None
    stock: tuple[ImportedStock, ...] = ()
    archived: bool = False


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """One item of a file. `key` names it in the old system; `rows` are all rows that tell of it.

    `taxes` None means the shop's standard taxes, () means none; `category` is a path from the top.
    """

    key: str
    name: str
    rows: tuple[int, ...]
    variants: tuple[ImportedVariant, ...]
    description: str = ""
    category: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    taxes: tuple[ImportedTax, ...] | None = None
    unit: Unit = Unit.PIECE
    track_stock: bool = False
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table; `number` is its place in a spreadsheet, the header being row 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A decoded file."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str


@dataclass(frozen=True, slots=True)
class Matched:
    """A column of the file, what it is taken for ("" when it is ignored), and its first value."""

    column: str
    field: str
    sample: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file, read: fit items, and everything there is to say about the rest.

    `columns` maps fields of the neutral shape to the header's words, for naming later problems;
    `matched` tells of every column of the file.
    """

    profile: str
    items: tuple[ImportedItem, ...]
    problems: tuple[Problem, ...]
    columns: Mapping[str, str]
    matched: tuple[Matched, ...]
    rows: int


class Unreadable(Exception):  # noqa: N818 - a noun, as refusals are; the door turns it into one
    """The file as a whole cannot be read; `code` says why, `facts` what a person needs."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """A file given to us, as stored. `outcome` holds counts, problems and changes."""

    id: UUID
    profile: str
    file_name: str
    sha256: str
    location: UUID | None
    read_on: date
    outcome: Mapping[str, Any]
    state: State
    checked_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None
    made: Mapping[str, Any]
    kept: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class AppliedFacts:
    """One item that an import wrote. `openings`: variant, place, thousandths."""

    item: UUID
    row: int
    name: str
    before: Item | None
    after: Item | None
    openings: tuple[tuple[UUID, UUID, int], ...]
