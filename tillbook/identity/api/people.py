"""HTTP doors of people and their PINs."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from ninja import Field, Router, Schema

from tillbook.identity import operations as identity
from tillbook.identity import queries
from tillbook.identity.api.places import Given
from tillbook.identity.permissions import (
    IDENTITY_MANAGE_PEOPLE,
    IDENTITY_READ_PEOPLE,
    IDENTITY_VERIFY_PINS,
)
from tillbook.identity.types import Person, Role
from tillbook.kernel.doors import Request, allow, etag, require_version

router = Router()

Name = Annotated[str, Field(min_length=1, max_length=200)]


class PersonGiven(Given):
    """Somebody who works here; `locations` null is all of them, a PIN may come later."""

    name: Name
    role: Role
    locations: list[UUID] | None = None
    pin: str = ""


class PersonChanged(Given):
    """What changes of a person; a field that is not sent stays."""

    name: Name | None = None
    role: Role | None = None
    locations: list[UUID] | None = None
    pin: str | None = None
    archived: bool | None = None


class PersonShown(Schema):
    """A person; `signs_in` says whether there is an account besides the PIN."""

    id: UUID
    name: str
    email: str | None
    role: Role
    permissions: list[str]
    locations: list[UUID] | None
    has_pin: bool
    pin_locked: bool
    signs_in: bool
    archived: bool
    version: int


class PersonPage(Schema):
    """The people, by name."""

    data: list[PersonShown]
    next_cursor: str | None
    has_more: bool


class LinkShown(Schema):
    """A one-time link for a person to set e-mail address and password."""

    url: str


class PinTried(Given):
    """A PIN typed at a till, after the person was chosen."""

    person: UUID
    pin: Annotated[str, Field(max_length=50)]


class UnlockTried(Given):
    """A manager's PIN typed at a till, to unlock somebody's."""

    person: UUID
    manager: UUID
    pin: Annotated[str, Field(max_length=50)]


class PinAnswered(Schema):
    """Whether the PIN is right; with no tries left a manager must unlock."""

    right: bool
    tries_left: int


@router.get("/people", response=PersonPage)
@allow(IDENTITY_READ_PEOPLE)
def people(request: Request, *, archived: bool = False) -> dict[str, Any]:
    """List the people who work here."""
    data = [_shown(person) for person in queries.people(archived=archived)]
    return {"data": data, "next_cursor": None, "has_more": False}


@router.post("/people", response={201: PersonShown})
@allow(IDENTITY_MANAGE_PEOPLE)
def add_person(request: Request, body: PersonGiven) -> tuple[int, dict[str, Any]]:
    """Add a person; nobody gives rights that he lacks."""
    user = identity.add_person(**body.dict(), by=request.actor, at=request.at)
    return HTTPStatus.CREATED, _shown(queries.person(user))


@router.get("/people/{person_id}", response=PersonShown)
@allow(IDENTITY_READ_PEOPLE)
def person(request: Request, response: HttpResponse, person_id: UUID) -> dict[str, Any]:
    """Show a person."""
    found = queries.person(person_id)
    response["ETag"] = etag(found.version)
    return _shown(found)


@router.patch("/people/{person_id}", response=PersonShown)
@allow(IDENTITY_MANAGE_PEOPLE)
def change_person(
    request: Request, response: HttpResponse, person_id: UUID, body: PersonChanged
) -> dict[str, Any]:
    """Change a person; the last owner stays one. `locations` null means all."""
    version = queries.person(person_id).version
    require_version(request, version)
    sent = body.dict(exclude_unset=True)
    fields = {key: sent[key] for key in sent if sent[key] is not None or key == "locations"}
    identity.change_person(person_id, fields, version=version, by=request.actor, at=request.at)
    changed = queries.person(person_id)
    response["ETag"] = etag(changed.version)
    return _shown(changed)


@router.post("/people/{person_id}/sign-in-link", response={201: LinkShown})
@allow(IDENTITY_MANAGE_PEOPLE, secret_answer=True)
def sign_in_link(request: Request, person_id: UUID) -> tuple[int, dict[str, Any]]:
    """Make a one-time link by which a person gets an account, or a new password."""
    url = identity.sign_in_link(
        person_id, base_url=settings.BASE_URL, by=request.actor, at=request.at
    )
    return HTTPStatus.CREATED, {"url": url}


@router.post("/people/{person_id}/unlock-pin", response={204: None})
@allow(IDENTITY_MANAGE_PEOPLE)
def unlock_pin(request: Request, person_id: UUID) -> tuple[int, None]:
    """Let a person try the PIN again."""
    identity.unlock_pin(person_id, by=request.actor, at=request.at)
    return HTTPStatus.NO_CONTENT, None


@router.post("/pins/verify", response=PinAnswered)
@allow(IDENTITY_VERIFY_PINS)
def verify_pin(request: Request, body: PinTried) -> identity.PinAnswer:
    """Check a PIN for a till; five wrong tries lock it."""
    return identity.verify_pin(body.person, body.pin, by=request.actor, at=request.at)


@router.post("/pins/unlock", response=PinAnswered)
@allow(IDENTITY_VERIFY_PINS)
def unlock_by_pin(request: Request, body: UnlockTried) -> identity.PinAnswer:
    """Let a manager unlock somebody's PIN at the till with his own."""
    return identity.unlock_by_pin(
        body.person, manager=body.manager, pin=body.pin, by=request.actor, at=request.at
    )


def _shown(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "role": person.role,
        "permissions": sorted(person.permissions),
        "locations": None if person.locations is None else sorted(person.locations),
        "has_pin": person.pin is not None,
        "pin_locked": person.pin_locked,
        "signs_in": person.signs_in,
        "archived": person.archived,
        "version": person.version,
    }
