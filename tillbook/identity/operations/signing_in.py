"""Signing in with e-mail address and password."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tillbook.identity import queries
from tillbook.identity.models import User
from tillbook.identity.operations import tries
from tillbook.kernel import audit, work
from tillbook.kernel.actors import Actor
from tillbook.kernel.refusals import NotSignedIn, Refusal
from tillbook.kernel.work import in_transaction

TRIES_OF_ADDRESS_FROM_PLACE = 5
TRIES_OF_ADDRESS = 50
TRIES_FROM_PLACE = 100


class SignInRefused(NotSignedIn):
    """The address, the password, or both are wrong; it is not said which."""

    code = "identity.sign_in_refused"


class PasswordWrong(Refusal):
    """The current password, asked again before it is changed, is not right."""

    code = "identity.password_wrong"


class PasswordUnfit(Refusal):
    """A password too short or too common."""

    code = "identity.password_unfit"


def email_of(typed: str) -> str:
    """Write an address as it is stored."""
    return typed.strip().lower()


@in_transaction
def count_sign_in(email: str, place: str, *, at: datetime) -> None:
    """Count a try to sign in, in a transaction of its own; raises TriedTooOften."""
    tries.count_try(
        {
            f"sign-in|{email_of(email)}|{place}": TRIES_OF_ADDRESS_FROM_PLACE,
            f"sign-in|{email_of(email)}": TRIES_OF_ADDRESS,
            f"sign-in||{place}": TRIES_FROM_PLACE,
        },
        at=at,
    )


def check_password(email: str, password: str) -> User:
    """Find the user of an address and password; raises SignInRefused.

    An unknown address costs the same work as a wrong password, so the time tells nothing.
    """
    user = User.objects.filter(email=email_of(email)).first()
    if user is None:
        make_password(password)
    elif user.check_password(password):
        return user
    raise SignInRefused(_("E-mail address and password do not match."))


@in_transaction
def note_sign_in(user: User, place: str, *, wanted: UUID | None, at: datetime) -> Actor:
    """Note a right password, and answer as whom the session acts.

    That is in the wanted business, else in the oldest; the unit of work is entered with it.
    Raises SignInRefused for somebody who belongs to no (such) business any more.
    """
    standing = next(
        (each for each in queries.standings_of(user.id) if wanted in {None, each.actor.business}),
        None,
    )
    if standing is None:
        raise SignInRefused(_("E-mail address and password do not match."))
    actor = standing.actor
    tries.forget_tries(right=f"sign-in|{user.email}|{place}", shared=f"sign-in||{place}")
    work.enter(business=actor.business, actor=actor.id)
    audit.record("identity.signed_in", user.id, by=actor, at=at, facts={"from": place})
    return actor


@in_transaction
def change_password(user: User, password: str, *, by: Actor, at: datetime) -> None:
    """Give a user a new password, which ends all sessions; raises PasswordUnfit."""
    put_password(user, password)
    user.save(update_fields=["password"])
    audit.record("identity.password_changed", user.id, by=by, at=at)


def put_password(user: User, password: str) -> None:
    """Put a password into a user, not yet saved; raises PasswordUnfit."""
    try:
        validate_password(password, user)
    except ValidationError as unfit:
        raise PasswordUnfit(" ".join(unfit.messages)) from unfit
    user.set_password(password)
