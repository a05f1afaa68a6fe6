"""HTTP doors of what needs attention."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from tillbook.kernel import attention, pages
from tillbook.kernel.doors import Request, allow
from tillbook.kernel.permissions import ATTENTION_READ, ATTENTION_SETTLE

router = Router()

Limit = Annotated[int, Query(ge=1, le=pages.LIMIT_MAX)]


class AttentionRow(Schema):
    """Something that was booked or kept and that a person must look at."""

    id: UUID
    code: str
    source: UUID
    location: UUID | None
    message: str
    facts: dict[str, Any]
    state: Literal["OPEN", "SETTLED"]
    raised_at: datetime
    settled_at: datetime | None
    settled_by: UUID | None
    note: str


class AttentionPage(Schema):
    """A page of what needs attention."""

    data: list[AttentionRow]
    next_cursor: str | None
    has_more: bool


class Settlement(Schema):
    """What was done about it."""

    model_config = ConfigDict(extra="forbid")

    note: Annotated[str, Field(min_length=1, max_length=2000)]


@router.get("/attention", response=AttentionPage)
@allow(ATTENTION_READ)
def attention_items(
    request: Request,
    state: Literal["open", "settled"] = "open",
    cursor: str | None = None,
    limit: Limit = pages.LIMIT_DEFAULT,
) -> dict[str, Any]:
    """Page through what needs attention, newest first."""
    return attention.page_of(
        state=state.upper(), cursor=cursor, limit=limit, locations=request.actor.locations
    )


@router.post("/attention/{attention_id}/settle", response={204: None})
@allow(ATTENTION_SETTLE)
def settle(request: Request, attention_id: UUID, body: Settlement) -> tuple[int, None]:
    """Close one item with a note; 409 when somebody was faster."""
    attention.settle(attention_id, note=body.note, by=request.actor, at=request.at)
    return 204, None
