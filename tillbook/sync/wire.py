"""Finished documents as they come over the wire (docs/documents.md), typed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

LETTERS = {
    "sale": "S",
    "return": "R",
    "shift_open": "O",
    "shift_close": "Z",
    "cash_movement": "C",
}
"""The letter of each kind in its numbers."""

IN = "in"
OUT = "out"


class Header(msgspec.Struct, kw_only=True, tag_field="kind"):
    """What every document has. Keys of integrators leave out the chain and the number."""

    id: UUID
    register: UUID
    made_at: datetime
    schema: int = 1
    epoch: int | None = None
    position: int | None = None
    sequence: int | None = None
    number: str | None = None
    previous_hash: str | None = None
    hash: str | None = None
    business_date: date | None = None
    shift: UUID | None = None
    by: UUID | None = None

    @property
    def kind(self) -> str:
        """Name the kind as it is written in the document."""
        return str(self.__struct_config__.tag)


class Tender(msgspec.Struct):
    """Money taken with one tender type; negative when given back."""

    tender: str
    amount: int
    reference: str = ""


class Sale(Header, kw_only=True, tag="sale"):
    """A finished sale."""

    cart: dict[str, Any]
    priced: dict[str, Any] | None = None
    tenders: Sequence[Tender] = ()
    change: int = 0
    customer: UUID | None = None
    of: UUID | None = None


class Return(Sale, kw_only=True, tag="return"):
    """Goods and money given back, against a receipt (`of`) or without one."""


class ShiftOpen(Header, kw_only=True, tag="shift_open"):
    """A drawer opened with its float."""

    float: Annotated[int, msgspec.Meta(ge=0)]


class ShiftClose(Header, kw_only=True, tag="shift_close"):
    """A drawer counted."""

    counted: Annotated[int, msgspec.Meta(ge=0)]


class CashMovement(Header, kw_only=True, tag="cash_movement"):
    """Cash put into the drawer or taken out."""

    direction: Literal["in", "out"]
    amount: Annotated[int, msgspec.Meta(ge=0)]
    reason: str = ""


Document = Sale | Return | ShiftOpen | ShiftClose | CashMovement
