"""One-time links: how the first owner, and everybody after, gets a way to sign in."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tillbook.identity import rules
from tillbook.identity.credentials import presenting
from tillbook.identity.models import SetupLink, User
from tillbook.identity.operations import grants, people, signing_in
from tillbook.identity.operations.pins import set_pin
from tillbook.identity.types import Role
from tillbook.kernel import audit, work
from tillbook.kernel.actors import Actor, house
from tillbook.kernel.refusals import Conflict, Refusal
from tillbook.kernel.work import in_transaction
from tillbook.org import operations as org
from tillbook.org import queries as org_queries

FIRST_LOCATION = "STORE001"


class LinkInvalid(Refusal):
    """A link that never was, was used, or is too old."""

    code = "identity.link_invalid"


class EmailTaken(Conflict):
    """The address belongs to somebody, whose password was not given."""

    code = "identity.email_taken"


class FoundingMissing(Refusal):
    """The link founds a business, but nothing was said about it."""

    code = "identity.founding_missing"


@dataclass(frozen=True, slots=True)
class Founding:
    """What is said about a business that is founded; its first location gets the time zone."""

    name: str
    currency: str
    time_zone: str
    locale: str


@in_transaction
def first_owner_link(*, base_url: str, by: Actor, at: datetime) -> str:
    """Make the link by which the first owner of `by.business` comes in.

    Where that business does not exist yet, using the link founds it under this id.
    """
    return _link(None, base_url=base_url, by=by, at=at)


@in_transaction
def sign_in_link(user: UUID, *, base_url: str, by: Actor, at: datetime) -> str:
    """Make a link by which a person of the business sets address and password (again).

    Raises NotFound, NotYoursToGrant, or NotYoursToGrant for a person who belongs to another
    business too: nobody opens that door from here.
    """
    member = grants.locked_member(user)
    grants.check_grant(Role(member.role), member.locations, by=by)
    elsewhere = presenting(
        str(user),
        "SELECT 1 FROM identity_membership"
        " WHERE user_id = presented.credential::uuid AND business_id <> %s",
        by.business,
    )
    if elsewhere:
        raise grants.NotYoursToGrant(
            _("This person has an account of another business and must use its password.")
        )
    return _link(member.id, base_url=base_url, by=by, at=at)


@in_transaction
def use_link(
    *,
    token: str,
    name: str,
    email: str,
    password: str,
    pin: str,
    founding: Founding | None,
    at: datetime,
) -> User:
    """Use up a link in a transaction that knows no business yet; answers who may sign in now.

    Raises LinkInvalid, FoundingMissing, EmailTaken, PasswordUnfit or PinUnfit.
    """
    by, member = _use(token, at)
    if member is not None:
        user = _give_sign_in(member, name=name, email=email, password=password)
        audit.record("identity.link_used", user.id, by=by, at=at, facts={"email": user.email})
        if pin:
            set_pin(user.id, pin, by=by, at=at)
        return user
    if not org_queries.is_founded():
        _found(founding, by=by, at=at)
    user = _owner(name=name, email=email, password=password)
    people.make_owner(user, pin=pin, by=by, at=at)
    return user


def _link(member: UUID | None, *, base_url: str, by: Actor, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    link = SetupLink(
        token_hash=rules.hash_of(token), membership_id=member, expires_at=at + rules.LINK_LIFE
    )
    link.save(force_insert=True)
    audit.record("identity.link_made", member or by.business, by=by, at=at)
    return f"{base_url.rstrip('/')}/setup#{token}"  # after the hash no server log sees it


def _use(token: str, at: datetime) -> tuple[Actor, UUID | None]:
    """Use up the link and enter its business; of two that come at once, one is refused."""
    rows = presenting(
        rules.hash_of(token),
        """
        SELECT id, business_id, membership_id FROM identity_setuplink
         WHERE token_hash = presented.credential
        """,
    )
    for link, business, member in rows:
        by = house(business)
        work.enter(business=business, actor=by.id)
        # Whoever comes first as owner makes every other link for a first owner useless.
        same = Q(id=link) if member else Q(membership__isnull=True)
        unused = SetupLink.objects.select_for_update().filter(
            same, used_at__isnull=True, expires_at__gt=at
        )
        ids = set(unused.order_by("id").values_list("id", flat=True))
        if link in ids:
            SetupLink.objects.filter(id__in=ids).update(used_at=at)
            return by, member
    raise LinkInvalid(_("This link is not valid any more. Ask for a new one."))


def _found(founding: Founding | None, *, by: Actor, at: datetime) -> None:
    if founding is None:
        raise FoundingMissing(_("Say the name, currency and time zone of the business."))
    org.found_business(
        name=founding.name, currency=founding.currency, locale=founding.locale, by=by, at=at
    )
    org.open_location(
        code=FIRST_LOCATION, name=founding.name, time_zone=founding.time_zone, by=by, at=at
    )


def _give_sign_in(member: UUID, *, name: str, email: str, password: str) -> User:
    user = User.objects.get(membership__id=member)
    if User.objects.filter(email=signing_in.email_of(email)).exclude(id=user.id).exists():
        raise EmailTaken(_("Somebody has this e-mail address already; use another."))
    user.name, user.email = name or user.name, signing_in.email_of(email)
    signing_in.put_password(user, password)
    user.save()
    return user


def _owner(*, name: str, email: str, password: str) -> User:
    """Make the user, or find the one who already has the address and knows its password."""
    known = User.objects.filter(email=signing_in.email_of(email)).first()
    if known is None:
        user = User(name=name or email, email=signing_in.email_of(email))
        signing_in.put_password(user, password)
        user.save(force_insert=True)
        return user
    if not known.check_password(password):
        raise EmailTaken(_("This e-mail address has an account already; give its password."))
    return known
