"""Reads over people and keys; each is one statement."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from tillbook.identity.credentials import presenting
from tillbook.identity.models import User
from tillbook.identity.roles import PERMISSIONS_OF
from tillbook.identity.rules import PIN_ITERATIONS
from tillbook.identity.types import Key, Person, Pin, Role, Standing
from tillbook.kernel import sets, work
from tillbook.kernel.actors import Actor
from tillbook.kernel.refusals import NotFound
from tillbook.org import queries as org

_PERSON = """
    SELECT m.user_id, m.name, u.email, m.role, m.locations, m.pin_salt, m.pin_hash,
           m.pin_locked_at IS NOT NULL, u.email IS NOT NULL, m.archived, m.version
      FROM identity_membership m JOIN identity_user u ON u.id = m.user_id
"""


def people(*, archived: bool = False) -> list[Person]:
    """List the people of the business by name; archived ones only when asked for."""
    return _people("WHERE NOT m.archived OR %s ORDER BY lower(m.name), m.id", [archived])


def people_by_id(ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Read people, archived or not; an unknown id is missing from the answer."""
    found = _people("WHERE m.user_id = ANY(%s)", [list(ids)])
    return {person.id: person for person in found}


def person(user: UUID) -> Person:
    """Read one person; raises NotFound for who does not belong to the business."""
    found = _people("WHERE m.user_id = %s", [user])
    if not found:
        raise NotFound
    return found[0]


def api_keys() -> list[Key]:
    """List the API keys, newest first; revoked ones too."""
    rows = sets.execute(
        """
        SELECT id, name, hint, scopes, locations, made_at, expires_at, last_used_at, revoked_at
          FROM identity_apikey ORDER BY made_at DESC, id
        """
    )
    return [
        Key(
            id=row[0],
            name=row[1],
            hint=row[2],
            scopes=frozenset(row[3]),
            locations=_limits(row[4]),
            made_at=row[5],
            expires_at=row[6],
            last_used_at=row[7],
            revoked_at=row[8],
        )
        for row in rows
    ]


def standings_of(user: UUID) -> list[Standing]:
    """Read what a user is in each of his businesses, oldest first, before one is entered."""
    rows = presenting(
        str(user),
        """
        SELECT m.business_id, m.name, m.role, m.locations, u.password
          FROM identity_membership m JOIN identity_user u ON u.id = m.user_id
         WHERE m.user_id = presented.credential::uuid AND NOT m.archived
         ORDER BY m.id
        """,
    )
    return [
        Standing(
            actor=Actor(
                business=business,
                kind="user",
                id=user,
                name=name,
                permissions=PERMISSIONS_OF[Role(role)],
                locations=_limits(locations),
            ),
            password=password,
        )
        for business, name, role, locations, password in rows
    ]


def businesses_of(by: Actor) -> list[tuple[UUID, str]]:
    """List the businesses that a user may choose from, by name: id and name of each.

    A name is only seen inside its business, so each is entered in turn, and `by`'s in the end.
    """
    found: list[tuple[UUID, str]] = []
    for standing in standings_of(by.id):
        work.enter(business=standing.actor.business, actor=by.id)
        found.append((standing.actor.business, org.business().name))
    work.enter(business=by.business, actor=by.id)
    return sorted(found, key=lambda each: each[1].casefold())


def somebody_signs_in() -> bool:
    """Say whether anybody at all has a way to sign in; the first-run link is for when not."""
    return User.objects.filter(email__isnull=False).exists()


def _people(condition: str, params: list[Any]) -> list[Person]:
    return [_person(*row) for row in sets.execute(f"{_PERSON} {condition}", params)]


def _person(
    user: UUID,
    name: str,
    email: str | None,
    role: str,
    locations: list[UUID] | None,
    salt: str,
    pin: str,
    *rest: Any,
) -> Person:
    pin_locked, signs_in, archived, version = rest
    return Person(
        id=user,
        name=name,
        email=email,
        role=Role(role),
        permissions=PERMISSIONS_OF[Role(role)],
        locations=_limits(locations),
        pin=Pin(salt=salt, hash=pin, iterations=PIN_ITERATIONS) if pin else None,
        pin_locked=pin_locked,
        signs_in=signs_in,
        archived=archived,
        version=version,
    )


def _limits(locations: list[UUID] | None) -> frozenset[UUID] | None:
    return None if locations is None else frozenset(locations)
