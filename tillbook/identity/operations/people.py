"""People of the business: who joins, as what, and where. Nobody gives what he lacks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tillbook.identity import rules
from tillbook.identity.models import Membership, User
from tillbook.identity.operations import grants, pins
from tillbook.identity.types import Role
from tillbook.kernel import audit, changes
from tillbook.kernel.actors import Actor
from tillbook.kernel.refusals import Conflict, NotFound, Stale
from tillbook.kernel.work import in_transaction


class LastOwner(Conflict):
    """The business would be left without an owner who can sign in."""

    code = "identity.last_owner"


@in_transaction
def add_person(
    *,
    name: str,
    role: Role,
    locations: Sequence[UUID] | None,
    pin: str,
    by: Actor,
    at: datetime,
) -> UUID:
    """Add somebody who works here; answers the user's id. An empty PIN can be set later.

    Raises NotYoursToGrant, LocationUnknown or PinUnfit.
    """
    grants.check_grant(role, locations, by=by)
    grants.check_locations(locations)
    user = User(name=name)
    user.set_unusable_password()
    user.save(force_insert=True)
    _join(user, name=name, role=role, locations=locations, pin=pin)
    audit.record(
        "identity.person_added",
        user.id,
        by=by,
        at=at,
        facts={"name": name, "role": role, "locations": locations},
    )
    return user.id


@in_transaction
def make_owner(user: User, *, pin: str, by: Actor, at: datetime) -> None:
    """Make a user an owner of the business; only a one-time link or the house itself do."""
    _join(user, name=user.name, role=Role.OWNER, locations=None, pin=pin)
    audit.record("identity.owner_made", user.id, by=by, at=at, facts={"name": user.name})


@in_transaction
def change_person(
    user: UUID, fields: Mapping[str, Any], *, version: int, by: Actor, at: datetime
) -> None:
    """Change `name`, `role`, `locations`, `pin` or `archived` of a person.

    A PIN too short for the new role is taken away. Raises NotFound, Stale, NotYoursToGrant,
    LocationUnknown, LastOwner or PinUnfit.
    """
    member, other_owners = _locked_with_owners(user)
    if member.version != version:
        raise Stale(_("Somebody changed this since you opened it. Look at it again, then save."))
    grants.check_grant(Role(member.role), member.locations, by=by)
    was_owner = member.role == Role.OWNER and not member.archived
    for field in ("name", "role", "locations", "archived"):
        setattr(member, field, fields.get(field, getattr(member, field)))
    role = Role(member.role)
    grants.check_grant(role, member.locations, by=by)
    grants.check_locations(member.locations)
    if was_owner and (role is not Role.OWNER or member.archived) and not other_owners:
        raise LastOwner(_("A business needs an owner. Make somebody else owner first."))
    if member.pin_digits < rules.pin_digits_of(role):
        member.pin_salt, member.pin_hash, member.pin_digits = "", "", 0
    if "pin" in fields:
        pins.put_pin(member, fields["pin"])
    member.version += 1
    member.save()
    changes.note("staff", [user])
    told = {field: value for field, value in fields.items() if field != "pin"}
    audit.record(
        "identity.person_changed", user, by=by, at=at, facts=told | {"new_pin": "pin" in fields}
    )


def _join(user: User, *, name: str, role: Role, locations: Sequence[UUID] | None, pin: str) -> None:
    member = Membership(
        user=user,
        name=name,
        role=role.value,
        locations=None if locations is None else sorted(locations),
    )
    if pin:
        pins.put_pin(member, pin)
    member.save(force_insert=True)
    changes.note("staff", [user.id])


def _locked_with_owners(user: UUID) -> tuple[Membership, list[Membership]]:
    """Lock a person and every other owner who signs in, in one order for all.

    So two owners cannot leave at once. Raises NotFound.
    """
    owners = Q(role=Role.OWNER.value, archived=False, user__email__isnull=False)
    locked = list(
        Membership.objects.select_for_update(of=("self",))
        .filter(owners | Q(user_id=user))
        .order_by("id")
    )
    members = [each for each in locked if each.user_id == user]
    if not members:
        raise NotFound
    return members[0], [each for each in locked if each.user_id != user]
