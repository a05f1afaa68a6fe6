"""PINs: choose the person, then the PIN; five wrong tries, then a manager unlocks."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tillbook.identity import queries, rules
from tillbook.identity.models import Membership
from tillbook.identity.operations import grants
from tillbook.identity.permissions import IDENTITY_MANAGE_PEOPLE
from tillbook.identity.types import Pin, Role
from tillbook.kernel import audit, changes
from tillbook.kernel.actors import Actor
from tillbook.kernel.refusals import NotFound, Refusal
from tillbook.kernel.work import in_transaction


class PinUnfit(Refusal):
    """Not digits only, or too few of them for the role."""

    code = "identity.pin_unfit"


@dataclass(frozen=True, slots=True)
class PinAnswer:
    """What came of a try: right or not, and how many tries are left before a manager must come."""

    right: bool
    tries_left: int


@in_transaction
def set_pin(user: UUID, pin: str, *, by: Actor, at: datetime) -> None:
    """Give a person a new PIN, which unlocks it too; raises NotFound or PinUnfit.

    Everybody may change his own; for others the rule of granting holds.
    """
    member = grants.locked_member(user)
    if user != by.id:
        grants.check_grant(Role(member.role), member.locations, by=by)
    put_pin(member, pin)
    member.save(
        update_fields=["pin_salt", "pin_hash", "pin_digits", "pin_failures", "pin_locked_at"]
    )
    changes.note("staff", [user])
    audit.record("identity.pin_set", user, by=by, at=at)


@in_transaction
def verify_pin(user: UUID, pin: str, *, by: Actor, at: datetime) -> PinAnswer:
    """Say whether a PIN is a person's; counts wrong tries and locks after five.

    The caller must commit whatever the answer is. The row is locked while the PIN is stretched,
    so that tries at the same time count one after the other. Raises NotFound for who does not
    work at the caller's locations.
    """
    member = grants.locked_member(user)
    if member.archived or not _work_together(member, by):
        raise NotFound
    if member.pin_locked_at is not None or not member.pin_hash:
        return PinAnswer(right=False, tries_left=0)
    stored = Pin(salt=member.pin_salt, hash=member.pin_hash, iterations=rules.PIN_ITERATIONS)
    right = rules.is_pin(pin) and rules.is_same_pin(pin, stored)
    failures = 0 if right else member.pin_failures + 1
    locked = failures >= rules.PIN_TRIES
    if failures != member.pin_failures:
        Membership.objects.filter(id=member.id).update(
            pin_failures=failures, pin_locked_at=at if locked else None
        )
    if locked:
        changes.note("staff", [user])
        audit.record("identity.pin_locked", user, by=by, at=at)
    return PinAnswer(right=right, tries_left=rules.PIN_TRIES - failures)


@in_transaction
def unlock_pin(user: UUID, *, by: Actor, at: datetime) -> None:
    """Let a person try the PIN again; raises NotFound or NotYoursToGrant."""
    member = grants.locked_member(user)
    grants.check_grant(Role(member.role), member.locations, by=by)
    Membership.objects.filter(id=member.id).update(pin_failures=0, pin_locked_at=None)
    changes.note("staff", [user])
    audit.record("identity.pin_unlocked", user, by=by, at=at)


@in_transaction
def unlock_by_pin(user: UUID, *, manager: UUID, pin: str, by: Actor, at: datetime) -> PinAnswer:
    """Let a manager unlock a person at a till with his own PIN, whose tries count as well.

    Raises NotFound or NotYoursToGrant.
    """
    answer = verify_pin(manager, pin, by=by, at=at)
    if answer.right:
        person = queries.person(manager)
        actor = Actor(
            business=by.business,
            kind="user",
            id=person.id,
            name=person.name,
            permissions=person.permissions,
            locations=person.locations,
        )
        if not actor.may(IDENTITY_MANAGE_PEOPLE):
            raise grants.NotYoursToGrant(_("Only a manager or an owner can unlock a PIN."))
        unlock_pin(user, by=actor, at=at)
    return answer


def put_pin(member: Membership, pin: str) -> None:
    """Put a PIN into a membership, not yet saved; raises PinUnfit."""
    digits = rules.pin_digits_of(Role(member.role))
    if not rules.is_pin(pin) or len(pin) < digits:
        raise PinUnfit(
            _("The PIN needs %(digits)d to 12 digits for this role.") % {"digits": digits}
        )
    stretched = rules.pin_of(pin, secrets.token_bytes(16))
    member.pin_salt, member.pin_hash = stretched.salt, stretched.hash
    member.pin_digits = len(pin)
    member.pin_failures, member.pin_locked_at = 0, None


def _work_together(member: Membership, by: Actor) -> bool:
    if member.locations is None or by.locations is None:
        return True
    return not by.locations.isdisjoint(member.locations)
