"""HTTP doors of signing in: the one-time link, the session, the password."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tillbook.identity import operations as identity
from tillbook.identity import queries
from tillbook.identity.api.places import Given, place_of
from tillbook.identity.authentication import BACKEND, SESSION_BUSINESS
from tillbook.identity.models import User
from tillbook.kernel import problems, work
from tillbook.kernel.actors import Actor
from tillbook.kernel.doors import PUBLIC, SIGNED_IN, Request, allow
from tillbook.kernel.refusals import NotAllowed, NotFound
from tillbook.org import queries as org
from tillbook.org.api import BusinessShown, business_shown

router = Router()

TRIES_OF_LINKS = 20

Email = Annotated[str, Field(max_length=254, pattern=r"^\s*[^@\s]+@[^@\s]+\s*$")]
Password = Annotated[str, Field(max_length=1000)]


class FoundingGiven(Given):
    """The business that the first owner founds."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    currency: Annotated[str, Field(examples=["EUR"])]
    time_zone: Annotated[str, Field(examples=["Europe/Berlin"])]
    locale: Annotated[str, Field(max_length=20, examples=["en"])] = "en"


class SetupGiven(Given):
    """What a person says who opened a one-time link; `business` only where none exists yet."""

    token: str
    name: Annotated[str, Field(max_length=200)] = ""
    email: Email
    password: Password
    pin: str = ""
    business: FoundingGiven | None = None


class SignInGiven(Given):
    """Address and password; `business` for who belongs to several."""

    email: Annotated[str, Field(max_length=254)]
    password: Password
    business: UUID | None = None


class BusinessChosen(Given):
    """Which of one's businesses to work in."""

    business: UUID


class PasswordGiven(Given):
    """The old password and the new one."""

    current: Password
    new: Password


class UserShown(Schema):
    """Who is signed in; a key or till has no e-mail address."""

    id: UUID
    name: str
    email: str | None


class BusinessNamed(Schema):
    """A business that the user may choose."""

    id: UUID
    name: str


class SessionShown(Schema):
    """Who works where with which rights; writes send `csrf` as X-CSRF-Token."""

    user: UserShown
    business: BusinessShown
    businesses: list[BusinessNamed]
    permissions: list[str]
    locations: list[UUID] | None
    csrf: str


@router.post("/setup", response=SessionShown)
@allow(PUBLIC)
def setup(request: Request, body: SetupGiven) -> dict[str, Any]:
    """Use a one-time link: get an account, found the business where none is, and sign in."""
    place = place_of(request)
    with transaction.atomic(durable=True):
        identity.count_try({f"link|{place}": TRIES_OF_LINKS}, at=request.at)
    with transaction.atomic(durable=True):
        user = identity.use_link(
            token=body.token,
            name=body.name,
            email=body.email,
            password=body.password,
            pin=body.pin,
            founding=identity.Founding(**body.business.dict()) if body.business else None,
            at=request.at,
        )
        business = org.business().id
    return _begin(request, user, business)


@router.post("/session", response=SessionShown)
@allow(PUBLIC)
def sign_in(request: Request, body: SignInGiven) -> dict[str, Any]:
    """Sign in; after five wrong tries one waits, longer each time."""
    with transaction.atomic(durable=True):
        identity.count_sign_in(body.email, place_of(request), at=request.at)
    user = identity.check_password(body.email, body.password)
    return _begin(request, user, body.business)


@router.get("/session", response=SessionShown)
@allow(SIGNED_IN)
def session(request: Request) -> dict[str, Any]:
    """Show who is signed in, where, and with which rights."""
    return _shown(request, request.actor)


@router.delete("/session", response={204: None})
@allow(SIGNED_IN)
def sign_out(request: Request) -> tuple[int, None]:
    """Sign out; the session is gone for good."""
    logout(request)
    return HTTPStatus.NO_CONTENT, None


@router.put("/session/business", response=SessionShown)
@allow(SIGNED_IN)
def choose_business(request: Request, body: BusinessChosen) -> dict[str, Any]:
    """Work in another of one's businesses from now on."""
    user = _user(request)
    for standing in queries.standings_of(user.id):
        if standing.actor.business == body.business:
            work.enter(business=standing.actor.business, actor=user.id)
            request.session[SESSION_BUSINESS] = str(standing.actor.business)
            return _shown(request, standing.actor)
    raise NotFound


@router.put("/session/password", response=SessionShown)
@allow(SIGNED_IN, secret_answer=True)
def change_password(request: Request, body: PasswordGiven) -> dict[str, Any] | HttpResponse:
    """Change one's password; every other session of the user ends."""
    user = _user(request)
    identity.count_try({f"password|{user.id}": 5}, at=request.at)
    if not user.check_password(body.current):
        # Answered, not raised: the try must stay counted.
        refusal = identity.PasswordWrong(_("The current password is not right."))
        return problems.of_refusal(request, refusal)
    identity.change_password(user, body.new, by=request.actor, at=request.at)
    _open(request, user, request.actor)
    return _shown(request, request.actor)


def _begin(request: Request, user: User, business: UUID | None) -> dict[str, Any]:
    """Begin a session under a new key."""
    with transaction.atomic(durable=True):
        chosen = identity.note_sign_in(user, place_of(request), wanted=business, at=request.at)
        _open(request, user, chosen)
        return _shown(request, chosen)


def _open(request: Request, user: User, actor: Actor) -> None:
    """Open a session of today's password under a new key, in the actor's business."""
    login(request, user, backend=BACKEND)
    request.session[SESSION_BUSINESS] = str(actor.business)


def _shown(request: Request, actor: Actor) -> dict[str, Any]:
    email = None
    businesses: list[tuple[UUID, str]] = []
    if actor.kind == "user":
        email = queries.person(actor.id).email
        businesses = queries.businesses_of(actor)
    return {
        "user": {"id": actor.id, "name": actor.name, "email": email},
        "business": business_shown(org.business()),
        "businesses": [{"id": each, "name": name} for each, name in businesses],
        "permissions": sorted(actor.permissions),
        "locations": None if actor.locations is None else sorted(actor.locations),
        "csrf": get_token(request),
    }


def _user(request: Request) -> User:
    if request.actor.kind != "user":
        raise NotAllowed(_("Only a person who is signed in can do this."))
    return User.objects.get(id=request.actor.id)
