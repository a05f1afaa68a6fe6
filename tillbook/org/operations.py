"""Writes to the business, its places and its tills."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from tillbook.kernel import audit, changes, sets, work
from tillbook.kernel.actors import Actor, house
from tillbook.kernel.refusals import Conflict, NotFound, Refusal, Stale
from tillbook.kernel.work import in_transaction
from tillbook.org import queries, rules
from tillbook.org.models import Business, Device, EnrolmentCode, Location, Register
from tillbook.org.types import EnrolledTill, Series


class CodeTaken(Conflict):
    """Another location or register of the business has the code."""

    code = "org.code_taken"


class CodeUnfit(Refusal):
    """A text that cannot name a location or register."""

    code = "org.code_unfit"


class TimeZoneUnknown(Refusal):
    """A time zone that the time zone database does not know."""

    code = "org.time_zone_unknown"


class CurrencyUnknown(Refusal):
    """A text that is no currency code."""

    code = "org.currency_unknown"


class EnrolmentCodeInvalid(Refusal):
    """A code that never was, was used, or is older than its quarter of an hour."""

    code = "org.enrolment_code_invalid"


@in_transaction
def found_business(
    *,
    name: str,
    currency: str,
    locale: str,
    by: Actor,
    at: datetime,
    rounding: str = "line",
    tax_number: str = "",
) -> None:
    """Found the business whose id the unit of work was entered with.

    Modules above give it what it needs from the first day (`config/founding.py`), in the same
    transaction. Raises CurrencyUnknown.
    """
    if not rules.is_currency(currency):
        raise CurrencyUnknown(
            _("“%(currency)s” is not a currency such as EUR.") % {"currency": currency}
        )
    Business.objects.create(
        id=by.business,
        name=name,
        currency=currency,
        locale=locale,
        rounding=rounding,
        tax_number=tax_number,
    )
    changes.note("business", [by.business])
    audit.record("org.business_founded", by.business, by=by, at=at, facts={"name": name})
    for operation in import_string(settings.TILLBOOK_FOUNDING):
        import_string(operation)()


@in_transaction
def change_business(fields: Mapping[str, Any], *, version: int, by: Actor, at: datetime) -> None:
    """Change name, locale, tax number or rounding; the currency stays for good.

    Raises Stale when somebody else changed it since `version`.
    """
    _change(Business, by.business, fields, version=version)
    changes.note("business", [by.business])
    audit.record("org.business_changed", by.business, by=by, at=at, facts=fields)


@in_transaction
def open_location(
    *,
    code: str,
    name: str,
    time_zone: str,
    by: Actor,
    at: datetime,
    day_cutoff: time = time(4),
    **details: str,
) -> UUID:
    """Open a place of business; `details` may be address, tax_number and tax_region.

    Raises CodeUnfit, CodeTaken or TimeZoneUnknown.
    """
    _check_time_zone(time_zone)
    if not rules.is_location_code(code):
        raise CodeUnfit(
            _("A location's code is made of capital letters and digits, such as STORE001.")
        )
    location = Location(code=code, name=name, time_zone=time_zone, day_cutoff=day_cutoff, **details)
    _insert(location)
    changes.note("location", [location.id])
    audit.record("org.location_opened", location.id, by=by, at=at, facts={"code": code})
    return location.id


@in_transaction
def change_location(
    location: UUID, fields: Mapping[str, Any], *, version: int, by: Actor, at: datetime
) -> None:
    """Change anything of a location but its code, which numbers and integrations name.

    Raises NotFound, Stale or TimeZoneUnknown.
    """
    if "time_zone" in fields:
        _check_time_zone(fields["time_zone"])
    _change(Location, location, fields, version=version)
    changes.note("location", [location])
    audit.record("org.location_changed", location, by=by, at=at, facts=fields)


@in_transaction
def add_register(*, location: UUID, code: str, name: str, by: Actor, at: datetime) -> UUID:
    """Put a register into a location; raises NotFound, CodeUnfit or CodeTaken."""
    if location not in queries.locations_by_id([location]) or not by.may_at(location):
        raise NotFound
    if not rules.is_register_code(code):
        raise CodeUnfit(_("A register's code is up to 8 capital letters and digits, such as T1."))
    register = Register(location_id=location, code=code, name=name)
    _insert(register)
    changes.note("register", [register.id])
    audit.record("org.register_added", register.id, by=by, at=at, facts={"code": code})
    return register.id


@in_transaction
def enrolment_code(*, register: UUID, by: Actor, at: datetime) -> tuple[str, datetime]:
    """Make a code that enrols one device as the register; answers it and when it expires."""
    _its_location(register, by)
    code = "".join(secrets.choice(rules.CODE_ALPHABET) for _each in range(rules.CODE_LENGTH))
    expires_at = at + rules.CODE_LIFE
    EnrolmentCode.objects.create(register_id=register, code_hash=_hash(code), expires_at=expires_at)
    audit.record("org.enrolment_code_made", register, by=by, at=at)
    return rules.written_code(code), expires_at


@in_transaction
def enrol(*, code: str, name: str, token_hash: str, at: datetime) -> EnrolledTill:
    """Enrol a device with a code, in a transaction that knows no business yet.

    The register starts a new epoch and its earlier device is revoked; the device will be known
    by the secret that `token_hash` was made of. Raises EnrolmentCodeInvalid.
    """
    register_id = _use_code(code, at)
    register = Register.objects.select_for_update().get(id=register_id)
    if register.archived:
        raise EnrolmentCodeInvalid(_("This register is not in use any more."))
    by = house(register.business_id)
    Device.objects.filter(register=register, revoked_at__isnull=True).update(revoked_at=at)
    register.epoch += 1
    Register.objects.filter(id=register.id).update(epoch=register.epoch)
    device = Device.objects.create(
        register=register,
        location_id=register.location_id,
        epoch=register.epoch,
        name=name or register.name,
        token_hash=token_hash,
        enrolled_at=at,
    )
    changes.note("register", [register.id])
    audit.record(
        "org.device_enrolled",
        device.id,
        by=by,
        at=at,
        facts={"register": register.id, "epoch": register.epoch, "name": device.name},
    )
    facts = queries.registers_by_id([register.id])[register.id]
    return EnrolledTill(
        device=device.id,
        register=facts,
        location=queries.location(facts.location),
        business=queries.business(),
    )


@in_transaction
def revoke(*, register: UUID, by: Actor, at: datetime) -> None:
    """Shut out the device of a register, at once; raises NotFound when there is none."""
    _its_location(register, by)
    revoked = Device.objects.filter(register_id=register, revoked_at__isnull=True).update(
        revoked_at=at
    )
    if not revoked:
        raise NotFound
    changes.note("register", [register])
    audit.record("org.device_revoked", register, by=by, at=at)


@in_transaction
def retire(*, register: UUID, by: Actor, at: datetime) -> None:
    """Take a register out of use for good and shut out its device; its documents stay."""
    _its_location(register, by)
    Register.objects.filter(id=register).update(archived=True)
    Device.objects.filter(register_id=register, revoked_at__isnull=True).update(revoked_at=at)
    changes.note("register", [register], deleted=True)
    audit.record("org.register_retired", register, by=by, at=at)


@in_transaction
def heartbeat(
    *,
    device: UUID,
    epoch: int,
    position: int,
    unsent: int,
    persisted: bool | None,
    version: str,
    at: datetime,
) -> None:
    """Keep what a device says of itself; the highest position it ever claimed stays."""
    sets.execute(
        """
        UPDATE org_device
           SET position = greatest(position, %s), unsent = %s, persisted = %s, app_version = %s,
               seen_at = %s
         WHERE id = %s AND epoch = %s
        """,
        [position, unsent, persisted, version[:60], at, device, epoch],
    )


@in_transaction
def take_numbers(counts: Mapping[Series, int]) -> dict[Series, int]:
    """Take so many numbers of each series; answers the first of each. One statement.

    The counters stay locked until the commit: call it last, so that numbers have no gaps and
    others wait briefly.
    """
    wanted = sorted(counts, key=str)  # everybody locks in the same order
    rows = sets.execute(
        """
        INSERT INTO org_documentseries AS s
               (kind, location_id, register_id, epoch, next_sequence)
        SELECT w.kind, w.location, w.register, w.epoch, w.count + 1
          FROM unnest(%s::text[], %s::uuid[], %s::uuid[], %s::int[], %s::bigint[])
               AS w (kind, location, register, epoch, count)
            ON CONFLICT (business_id, kind, location_id, register_id, epoch) DO UPDATE
           SET next_sequence = s.next_sequence + EXCLUDED.next_sequence - 1
        RETURNING kind, location_id, register_id, epoch, next_sequence
        """,
        [
            [series.kind for series in wanted],
            [series.location for series in wanted],
            [series.register for series in wanted],
            [series.epoch for series in wanted],
            [counts[series] for series in wanted],
        ],
    )
    taken = {Series(*row[:4]): row[4] for row in rows}
    return {series: taken[series] - counts[series] for series in wanted}


def _use_code(typed: str, at: datetime) -> UUID:
    """Use up a code and enter its business; of two that come at once, one is refused."""
    rows = sets.execute(
        """
        SELECT code.id, code.business_id, code.register_id
          FROM (SELECT set_config('tillbook.credential', %s, true) AS hash OFFSET 0) presented,
               LATERAL (SELECT id, business_id, register_id FROM org_enrolmentcode
                         WHERE code_hash = presented.hash OFFSET 0) code
        """,
        [_hash(rules.read_code(typed))],
    )
    for code, business, register in rows:
        work.enter(business=business, actor=house(business).id)
        # No join here: PostgreSQL looks again at the row itself only when it waited for a twin.
        unused = EnrolmentCode.objects.filter(id=code, used_at__isnull=True, expires_at__gt=at)
        if unused.update(used_at=at):
            return UUID(str(register))
    raise EnrolmentCodeInvalid(
        _("This code is not valid any more. Ask for a new one in the office.")
    )


def _its_location(register: UUID, by: Actor) -> UUID:
    """Find where a register stands; who is limited to other locations does not see it."""
    found = queries.registers_by_id([register]).get(register)
    if found is None or not by.may_at(found.location):
        raise NotFound
    return found.location


def _check_time_zone(name: str) -> None:
    if not rules.is_time_zone(name):
        raise TimeZoneUnknown(
            _("“%(name)s” is not a time zone such as Europe/Berlin.") % {"name": name}
        )


def _change(
    model: type[Business] | type[Location],
    key: UUID,
    fields: Mapping[str, Any],
    *,
    version: int,
) -> None:
    changed = model.objects.filter(id=key, version=version).update(**fields, version=version + 1)
    if changed:
        return
    if not model.objects.filter(id=key).exists():
        raise NotFound
    raise Stale(_("Somebody changed this since you opened it. Look at it again, then save."))


def _insert(row: Location | Register) -> None:
    """Insert a row whose code may be taken; the transaction stays usable when it is."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise CodeTaken(
            _("The code “%(code)s” is taken; choose another.") % {"code": row.code}
        ) from taken


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
