"""The rule of granting, applied to a person of the business."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from tillbook.identity import rules
from tillbook.identity.models import Membership
from tillbook.identity.types import Role
from tillbook.kernel.actors import Actor
from tillbook.kernel.refusals import NotAllowed, NotFound, Refusal
from tillbook.org import queries as org


class NotYoursToGrant(NotAllowed):
    """Somebody would give, change or take away rights that he lacks himself."""

    code = "identity.not_yours_to_grant"


class LocationUnknown(Refusal):
    """A location that this business does not have."""

    code = "identity.location_unknown"


def locked_member(user: UUID) -> Membership:
    """Lock a person's membership; raises NotFound."""
    member = Membership.objects.select_for_update().filter(user_id=user).first()
    if member is None:
        raise NotFound
    return member


def check_grant(role: Role, locations: Sequence[UUID] | None, *, by: Actor) -> None:
    """Raise NotYoursToGrant when somebody may not give or touch these rights."""
    if not rules.may_grant(role, locations, held=by.permissions, held_at=by.locations):
        raise NotYoursToGrant(
            _("You can only give, change or take away rights that you have yourself.")
        )


def check_locations(locations: Collection[UUID] | None) -> None:
    """Raise LocationUnknown when one of the locations is not this business's."""
    if set(locations or ()) - set(org.locations_by_id(locations or ())):
        raise LocationUnknown(_("One of the locations does not exist here."))
