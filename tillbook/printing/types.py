"""The facts of a receipt, its rows, and what a printer can do.

Amounts are whole minor units of the receipt's currency, negative on a return; quantities are the
decimal strings of the document. Every text is as the document has it: `layout` cleans it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Shop:
    """Who sold, as printed above and below the lines. `logo` is a PNG, `footer` has lines."""

    name: str
    currency: str
    minor_digits: int
    time_zone: str
    address: str = ""
    tax_number: str = ""
    location: str = ""
    register: str = ""
    footer: str = ""
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class TenderFacts:
    """How a tender code is called and whether its money lies in the drawer."""

    name: str
    opens_drawer: bool


@dataclass(frozen=True, slots=True)
class Extra:
    """A modifier of one unit of a line."""

    name: str
    quantity: str
    unit_price: int


@dataclass(frozen=True, slots=True)
class Reduction:
    """A discount as it changed the amount: negative on a sale. The reason may be empty."""

    reason: str
    percent_ppm: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `amount` is quantity times price with its extras, before any discount."""

    name: str
    quantity: str
    unit_price: int
    price_per: str
    amount: int
    extras: tuple[Extra, ...] = ()
    reductions: tuple[Reduction, ...] = ()


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax over the whole document; `inclusive` ones are inside the amounts already."""

    name: str
    inclusive: bool
    base: int
    amount: int


@dataclass(frozen=True, slots=True)
class Payment:
    """One tender of the document."""

    name: str
    amount: int
    reference: str
    opens_drawer: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """A finished sale or return with everything a receipt says, and nothing to look up."""

    document: UUID
    is_return: bool
    number: str
    of_number: str
    made_at: datetime
    cashier: str
    shop: Shop
    lines: tuple[Line, ...]
    subtotal: int
    reductions: tuple[Reduction, ...]
    taxes: tuple[Tax, ...]
    total: int
    payments: tuple[Payment, ...]
    change: int
    is_copy: bool = False

    @property
    def moves_cash(self) -> bool:
        """Money goes into the drawer or out of it, so the drawer has to open."""
        return self.change != 0 or any(payment.opens_drawer for payment in self.payments)


class Block(Enum):
    """A part of a receipt that a template shows or leaves out."""

    LOGO = auto()
    HEADER = auto()
    FACTS = auto()
    LINES = auto()
    TOTALS = auto()
    TAXES = auto()
    PAYMENTS = auto()
    QR = auto()
    FOOTER = auto()


Template = tuple[Block, ...]
STANDARD: Template = tuple(Block)


class Emphasis(Enum):
    """How loud a row speaks. LARGE takes two columns a character and two lines."""

    PLAIN = auto()
    STRONG = auto()
    LARGE = auto()


class Align(Enum):
    """Where a text stands in its room; START is the left in left-to-right languages."""

    START = auto()
    CENTRE = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Text:
    """One text over the whole width, wrapped where needed."""

    text: str
    align: Align = Align.START
    emphasis: Emphasis = Emphasis.PLAIN


@dataclass(frozen=True, slots=True)
class Pair:
    """A label at the start and a value at the end of the row; `indent` in columns."""

    label: str
    value: str
    emphasis: Emphasis = Emphasis.PLAIN
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table: the first column is words, the others are amounts set to the end."""

    head: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code with its data."""

    data: str


@dataclass(frozen=True, slots=True)
class Logo:
    """The shop's picture, a PNG."""

    png: bytes


Row = Text | Pair | Grid | Rule | Qr | Logo


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in its room on a line: `start` and `width` in columns of that line."""

    text: str
    start: int
    width: int
    align: Align = Align.START


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of characters. A LARGE line has half as many columns as the paper."""

    cells: tuple[Cell, ...]
    emphasis: Emphasis = Emphasis.PLAIN


PaperRow = PaperLine | Qr | Logo


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words and the notation of one language."""

    language: str
    right_to_left: bool
    decimal_mark: str
    group_mark: str
    date_pattern: str
    receipt: str
    refund: str
    reprint: str
    refund_for: str
    date: str
    cashier: str
    register: str
    tax_number: str
    subtotal: str
    discount: str
    tax: str
    net: str
    total: str
    change: str
    test_page: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What a printer can do. `code_pages` are names of `escpos.code_pages`, best first."""

    columns: int
    code_pages: tuple[str, ...]
    cuts: bool = True
    native_qr: bool = True
    kicks_drawer: bool = False


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Black dots as bits, most significant first, each row padded to whole bytes."""

    width_bytes: int
    height: int
    data: bytes


class Rasteriser(Protocol):
    """Draws what a printer has no letters for. A column is twelve dots wide."""

    def lacks(self, text: str) -> frozenset[str]:
        """Say which characters of the text no font can draw."""

    def line(self, line: PaperLine, columns: int) -> Bitmap:
        """Draw one line of characters over the whole width of the paper."""

    def qr(self, data: str, columns: int) -> Bitmap:
        """Draw a QR code in the middle of the paper."""

    def logo(self, png: bytes, columns: int) -> Bitmap:
        """Draw a picture in the middle of the paper, no wider than it."""


@dataclass(frozen=True, slots=True)
class Printout:
    """Bytes for a printer, and the characters that had to be printed as question marks."""

    data: bytes
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Printer:
    """A network printer as stored; `fallback` takes over when it does not answer."""

    id: UUID
    location: UUID
    name: str
    host: str
    port: int
    columns: int
    code_pages: tuple[str, ...]
    cuts: bool = True
    native_qr: bool = True
    kicks_drawer: bool = False
    fallback: UUID | None = None
    archived: bool = False
    version: int = 1

    @property
    def profile(self) -> Profile:
        """Say what the encoder needs to know of it."""
        return Profile(
            columns=self.columns,
            code_pages=self.code_pages,
            cuts=self.cuts,
            native_qr=self.native_qr,
            kicks_drawer=self.kicks_drawer,
        )


class JobState(StrEnum):
    """QUEUED becomes PRINTED or FAILED; FAILED is QUEUED again when a person asks."""

    QUEUED = "QUEUED"
    PRINTED = "PRINTED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Job:
    """A print job as people see it. `missing` are letters no font of the server has."""

    id: UUID
    printer: UUID
    printer_name: str
    document: UUID | None
    title: str
    is_copy: bool
    language: str
    state: JobState
    tries: int
    last_error: str
    missing: str
    queued_at: datetime
    asked_at: datetime
    next_try_at: datetime | None
    printed_at: datetime | None
    printed_on: UUID | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to print: a document's receipt, or a test page where `document` is None."""

    printer: UUID
    document: UUID | None = None
    is_copy: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that is about to be sent, and the printer whose turn it is."""

    job: Job
    printer: Printer


@dataclass(frozen=True, slots=True)
class Issued:
    """A receipt with its place and the language it is to be printed in."""

    receipt: Receipt
    location: UUID
    language: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What a print job needs to know of a document before it is written."""

    number: str
    location: UUID
    language: str
