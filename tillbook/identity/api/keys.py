"""HTTP doors of API keys."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Router, Schema

from tillbook.identity import operations as identity
from tillbook.identity import queries
from tillbook.identity.api.places import Given
from tillbook.identity.permissions import IDENTITY_MANAGE_KEYS
from tillbook.identity.types import Key
from tillbook.kernel.doors import Request, allow

router = Router()


class KeyGiven(Given):
    """A key to make; `locations` null is all of them, without `expires_at` it lasts."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    scopes: Annotated[list[str], Field(examples=[["stock.adjust"]])]
    locations: list[UUID] | None = None
    expires_at: datetime | None = None


class KeyShown(Schema):
    """A key without its secret; the hint tells keys apart."""

    id: UUID
    name: str
    hint: str
    scopes: list[str]
    locations: list[UUID] | None
    made_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class KeyMade(Schema):
    """A new key. The secret is shown this once."""

    id: UUID
    key: str


class KeyPage(Schema):
    """The keys, newest first."""

    data: list[KeyShown]
    next_cursor: str | None
    has_more: bool


@router.get("/api-keys", response=KeyPage)
@allow(IDENTITY_MANAGE_KEYS)
def keys(request: Request) -> dict[str, Any]:
    """List the keys, revoked ones too."""
    data = [_shown(key) for key in queries.api_keys()]
    return {"data": data, "next_cursor": None, "has_more": False}


@router.post("/api-keys", response={201: KeyMade})
@allow(IDENTITY_MANAGE_KEYS, secret_answer=True)
def make_key(request: Request, body: KeyGiven) -> tuple[int, dict[str, Any]]:
    """Make a key with rights that one has oneself."""
    key, secret = identity.make_key(**body.dict(), by=request.actor, at=request.at)
    return HTTPStatus.CREATED, {"id": key, "key": secret}


@router.delete("/api-keys/{key_id}", response={204: None})
@allow(IDENTITY_MANAGE_KEYS)
def revoke_key(request: Request, key_id: UUID) -> tuple[int, None]:
    """Revoke a key, at once."""
    identity.revoke_key(key_id, by=request.actor, at=request.at)
    return HTTPStatus.NO_CONTENT, None


def _shown(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "hint": key.hint,
        "scopes": sorted(key.scopes),
        "locations": None if key.locations is None else sorted(key.locations),
        "made_at": key.made_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    }
