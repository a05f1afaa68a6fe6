"""Facts about the business, its places and its tills, as other modules see them."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID


@dataclass(frozen=True, slots=True)
class BusinessFacts:
    """The business: one currency, and how it rounds tax ("line" or "document")."""

    id: UUID
    name: str
    currency: str
    locale: str
    tax_number: str
    rounding: str
    version: int


@dataclass(frozen=True, slots=True)
class LocationFacts:
    """A place of business with its own clock: time zone and the hour when its day changes."""

    id: UUID
    code: str
    name: str
    address: str
    time_zone: str
    day_cutoff: time
    tax_number: str
    tax_region: str
    archived: bool
    version: int


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """A register, where it stands, and the device that is enrolled as it right now, if any."""

    id: UUID
    code: str
    name: str
    epoch: int
    location: UUID
    location_code: str
    time_zone: str
    day_cutoff: time
    device: UUID | None


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """An enrolled device and what it said last: highest position issued, unsent documents."""

    id: UUID
    business: UUID
    register: UUID
    location: UUID
    name: str
    epoch: int
    position: int
    unsent: int
    persisted: bool | None
    version: str
    enrolled_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class EnrolledTill:
    """What a device learns when it is enrolled."""

    device: UUID
    register: RegisterFacts
    location: LocationFacts
    business: BusinessFacts


@dataclass(frozen=True, slots=True)
class Series:
    """A series of numbers that the server gives out without gaps."""

    kind: str
    location: UUID
    register: UUID | None = None
    epoch: int = 0
