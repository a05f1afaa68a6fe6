"""Facts about people, their roles and keys, as other modules see them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tillbook.kernel.actors import Actor


class Role(StrEnum):
    """What a person is in a business: a named set of permissions (see `roles`)."""

    OWNER = "owner"
    MANAGER = "manager"
    CASHIER = "cashier"
    STOCK_KEEPER = "stock_keeper"
    ACCOUNTANT = "accountant"
    READ_ONLY = "read_only"


@dataclass(frozen=True, slots=True)
class Pin:
    """A PIN as tills keep it to check it offline: PBKDF2 with SHA-256, hexadecimal."""

    salt: str
    hash: str
    iterations: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person in this business; `id` is the user's, which documents name. None: everywhere."""

    id: UUID
    name: str
    email: str | None
    role: Role
    permissions: frozenset[str]
    locations: frozenset[UUID] | None
    pin: Pin | None
    pin_locked: bool
    signs_in: bool
    archived: bool
    version: int


@dataclass(frozen=True, slots=True)
class Key:
    """An API key without its secret."""

    id: UUID
    name: str
    hint: str
    scopes: frozenset[str]
    locations: frozenset[UUID] | None
    made_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a user is in one business, and the hash of the password his sessions depend on."""

    actor: Actor
    password: str
