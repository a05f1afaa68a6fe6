"""Reads over the business, its places and its tills; each is one statement."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from tillbook.kernel import sets
from tillbook.kernel.refusals import NotFound
from tillbook.org.types import BusinessFacts, DeviceFacts, LocationFacts, RegisterFacts

_LOCATION = """
    SELECT id, code, name, address, time_zone, day_cutoff, tax_number, tax_region, archived, version
      FROM org_location
"""
_REGISTER = """
    SELECT r.id, r.code, r.name, r.epoch, r.location_id, l.code, l.time_zone, l.day_cutoff, d.id
      FROM org_register r
      JOIN org_location l ON l.id = r.location_id
      LEFT JOIN org_device d ON d.register_id = r.id AND d.revoked_at IS NULL
"""
_DEVICE = """
    d.id, d.business_id, d.register_id, d.location_id, d.name, d.epoch, d.position, d.unsent,
    d.persisted, d.app_version, d.enrolled_at, d.seen_at
"""


def business() -> BusinessFacts:
    """Read the business of this unit of work; raises NotFound before it is founded."""
    rows = sets.execute(
        "SELECT id, name, currency, locale, tax_number, rounding, version FROM org_business"
    )
    if not rows:
        raise NotFound
    return BusinessFacts(*rows[0])


def is_founded() -> bool:
    """Say whether the business of this unit of work exists."""
    return bool(sets.execute("SELECT 1 FROM org_business"))


def locations(*, archived: bool = False) -> list[LocationFacts]:
    """List the places of business by code; archived ones only when asked for."""
    rows = sets.execute(f"{_LOCATION} WHERE NOT archived OR %s ORDER BY code", [archived])
    return [LocationFacts(*row) for row in rows]


def locations_by_id(ids: Iterable[UUID]) -> dict[UUID, LocationFacts]:
    """Read locations; an unknown id is missing from the answer."""
    rows = sets.execute(f"{_LOCATION} WHERE id = ANY(%s)", [list(ids)])
    return {row[0]: LocationFacts(*row) for row in rows}


def location(name: UUID | str) -> LocationFacts:
    """Find a location by its id or its code, such as STORE001; raises NotFound."""
    rows = sets.execute(
        f"{_LOCATION} WHERE id::text = %(name)s OR code = upper(%(name)s)", {"name": str(name)}
    )
    if not rows:
        raise NotFound
    return LocationFacts(*rows[0])


def registers() -> list[RegisterFacts]:
    """List the registers in use by code."""
    return _registers("WHERE NOT r.archived ORDER BY r.code", [])


def registers_by_id(ids: Iterable[UUID]) -> dict[UUID, RegisterFacts]:
    """Read registers with their clocks and devices; an unknown id is missing from the answer."""
    found = _registers("WHERE r.id = ANY(%s)", [list(ids)])
    return {register.id: register for register in found}


def devices() -> dict[UUID, DeviceFacts]:
    """Read the devices in service, by register."""
    rows = sets.execute(f"SELECT {_DEVICE} FROM org_device d WHERE d.revoked_at IS NULL")
    return {device.register: device for device in (DeviceFacts(*row) for row in rows)}


def device_by_token(token_hash: str) -> DeviceFacts | None:
    """Find the device in service that bears a token, before the business is known.

    The row is visible because the statement presents the token's hash as the credential first;
    LATERAL with OFFSET keeps PostgreSQL to that order.
    """
    rows = sets.execute(
        f"""
        SELECT found.*
          FROM (SELECT set_config('tillbook.credential', %s, true) AS hash OFFSET 0) presented,
               LATERAL (SELECT {_DEVICE} FROM org_device d
                         WHERE d.token_hash = presented.hash AND d.revoked_at IS NULL
                        OFFSET 0) found
        """,
        [token_hash],
    )
    return DeviceFacts(*rows[0]) if rows else None


def _registers(condition: str, params: list[Any]) -> list[RegisterFacts]:
    return [RegisterFacts(*row) for row in sets.execute(f"{_REGISTER} {condition}", params)]
