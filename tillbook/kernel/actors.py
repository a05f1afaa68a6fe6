"""Who does something: handed to every operation that writes."""

from dataclasses import dataclass, field
from uuid import UUID

ALL_PERMISSIONS = "*"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, till, key or the house itself, inside one business.

    `permissions` holds permission names; `locations` limits them to some locations (None: all).
    """

    business: UUID
    kind: str  # "user", "device", "api_key" or "system"
    id: UUID
    name: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    locations: frozenset[UUID] | None = None

    def may(self, permission: str) -> bool:
        """Say whether the permission is held."""
        return permission in self.permissions or ALL_PERMISSIONS in self.permissions

    def may_at(self, location: UUID) -> bool:
        """Say whether this actor acts at the location."""
        return self.locations is None or location in self.locations


def house(business: UUID) -> Actor:
    """Name the house itself, for scheduled work and first set-up inside a business."""
    return Actor(
        business=business,
        kind="system",
        id=UUID(int=0),
        name="Tillbook",
        permissions=frozenset({ALL_PERMISSIONS}),
    )
