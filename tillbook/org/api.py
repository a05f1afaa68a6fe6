"""HTTP doors of the business, its locations and registers."""

from datetime import datetime, time
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpResponse
from ninja import Field, Router, Schema
from pydantic import ConfigDict

from tillbook.kernel import settings as shop_settings
from tillbook.kernel.doors import Request, allow, etag, require_version
from tillbook.kernel.money import minor_digits
from tillbook.kernel.refusals import NotFound
from tillbook.org import operations as org
from tillbook.org import queries
from tillbook.org.permissions import ORG_ENROL, ORG_MANAGE, ORG_READ
from tillbook.org.types import BusinessFacts, DeviceFacts, LocationFacts, RegisterFacts

router = Router()

Name = Annotated[str, Field(min_length=1, max_length=200)]
Cutoff = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["04:00"])]
TaxNumber = Annotated[str, Field(max_length=60)]
TaxRegion = Annotated[str, Field(max_length=10, examples=["DE", "US-NY"])]


class Given(Schema):
    """Something sent to us: a field we do not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class BusinessShown(Schema):
    """The business; amounts have `minor_digits` decimals."""

    id: UUID
    name: str
    currency: str
    minor_digits: int
    locale: str
    tax_number: str
    rounding: Literal["line", "document"]
    version: int


class BusinessChanged(Given):
    """What changes of the business; its currency never does."""

    name: Name | None = None
    locale: Annotated[str, Field(max_length=20)] | None = None
    tax_number: TaxNumber | None = None
    rounding: Literal["line", "document"] | None = None


class LocationShown(Schema):
    """A location; `day_cutoff` is the hour of its clock when the business day changes."""

    id: UUID
    code: str
    name: str
    address: str
    time_zone: str
    day_cutoff: str
    tax_number: str
    tax_region: str
    archived: bool
    version: int


class LocationGiven(Given):
    """A location to open."""

    code: Annotated[str, Field(examples=["STORE001"])]
    name: Name
    address: Annotated[str, Field(max_length=1000)] = ""
    time_zone: Annotated[str, Field(examples=["Europe/Berlin"])]
    day_cutoff: Cutoff = "04:00"
    tax_number: TaxNumber = ""
    tax_region: TaxRegion = ""


class LocationChanged(Given):
    """What changes of a location; its code never does."""

    name: Name | None = None
    address: Annotated[str, Field(max_length=1000)] | None = None
    time_zone: str | None = None
    day_cutoff: Cutoff | None = None
    tax_number: TaxNumber | None = None
    tax_region: TaxRegion | None = None
    archived: bool | None = None


class LocationPage(Schema):
    """The locations, by code."""

    data: list[LocationShown]
    next_cursor: str | None
    has_more: bool


class DeviceShown(Schema):
    """The device at a register and what it said last; `unsent` documents wait in it."""

    id: UUID
    name: str
    enrolled_at: datetime
    seen_at: datetime | None
    position: int
    unsent: int
    persisted: bool | None
    version: str


class RegisterShown(Schema):
    """A register; `device` is null until one is enrolled."""

    id: UUID
    code: str
    name: str
    epoch: int
    location: UUID
    device: DeviceShown | None


class RegisterGiven(Given):
    """A register to add."""

    location: UUID
    code: Annotated[str, Field(examples=["T1"])]
    name: Name


class RegisterPage(Schema):
    """The registers, by code."""

    data: list[RegisterShown]
    next_cursor: str | None
    has_more: bool


class EnrolmentCodeShown(Schema):
    """A code that enrols one device, once; the address opens the till with it."""

    code: str
    expires_at: datetime
    url: str
    qr_svg: str


class SettingShown(Schema):
    """A setting: its value here, and what holds where nothing is set."""

    name: str
    description: str
    value: bool | int | str
    default: bool | int | str


class SettingList(Schema):
    """Every setting of the house."""

    data: list[SettingShown]
    next_cursor: str | None
    has_more: bool


class SettingGiven(Schema):
    """A value for one location, by its id or code, or for the whole business."""

    model_config = ConfigDict(extra="forbid")

    name: str
    value: Annotated[bool | int | str, Field(union_mode="left_to_right")]
    location: str = ""


@router.get("/business", response=BusinessShown)
@allow(ORG_READ)
def business(request: Request, response: HttpResponse) -> dict[str, Any]:
    """Show the business."""
    found = queries.business()
    response["ETag"] = etag(found.version)
    return business_shown(found)


@router.patch("/business", response=BusinessShown)
@allow(ORG_MANAGE)
def change_business(
    request: Request, response: HttpResponse, body: BusinessChanged
) -> dict[str, Any]:
    """Change the business."""
    version = queries.business().version
    require_version(request, version)
    fields = body.dict(exclude_none=True)
    org.change_business(fields, version=version, by=request.actor, at=request.at)
    changed = queries.business()
    response["ETag"] = etag(changed.version)
    return business_shown(changed)


@router.get("/locations", response=LocationPage)
@allow(ORG_READ)
def locations(request: Request, *, archived: bool = False) -> dict[str, Any]:
    """List the locations that one acts at."""
    found = queries.locations(archived=archived)
    return _page([_location(each) for each in found if request.actor.may_at(each.id)])


@router.post("/locations", response={201: LocationShown})
@allow(ORG_MANAGE)
def open_location(request: Request, body: LocationGiven) -> tuple[int, dict[str, Any]]:
    """Open a location."""
    fields = body.dict() | {"day_cutoff": time.fromisoformat(body.day_cutoff)}
    location = org.open_location(**fields, by=request.actor, at=request.at)
    return HTTPStatus.CREATED, _location(queries.location(location))


@router.get("/locations/{name}", response=LocationShown)
@allow(ORG_READ)
def location(request: Request, response: HttpResponse, name: str) -> dict[str, Any]:
    """Show a location, named by its id or code."""
    found = _location_of(request, name)
    response["ETag"] = etag(found.version)
    return _location(found)


@router.patch("/locations/{name}", response=LocationShown)
@allow(ORG_MANAGE)
def change_location(
    request: Request, response: HttpResponse, name: str, body: LocationChanged
) -> dict[str, Any]:
    """Change a location."""
    found = _location_of(request, name)
    require_version(request, found.version)
    fields = body.dict(exclude_none=True)
    if body.day_cutoff is not None:
        fields["day_cutoff"] = time.fromisoformat(body.day_cutoff)
    org.change_location(found.id, fields, version=found.version, by=request.actor, at=request.at)
    changed = queries.location(found.id)
    response["ETag"] = etag(changed.version)
    return _location(changed)


@router.get("/registers", response=RegisterPage)
@allow(ORG_READ)
def registers(request: Request) -> dict[str, Any]:
    """List the registers of the locations that one acts at, with their devices."""
    devices = queries.devices()
    return _page(
        [
            _register(each, devices.get(each.id))
            for each in queries.registers()
            if request.actor.may_at(each.location)
        ]
    )


@router.post("/registers", response={201: RegisterShown})
@allow(ORG_ENROL)
def add_register(request: Request, body: RegisterGiven) -> tuple[int, dict[str, Any]]:
    """Add a register to a location."""
    register = org.add_register(**body.dict(), by=request.actor, at=request.at)
    return HTTPStatus.CREATED, _register(queries.registers_by_id([register])[register], None)


@router.post("/registers/{register_id}/enrolment-code", response={201: EnrolmentCodeShown})
@allow(ORG_ENROL, secret_answer=True)
def enrolment_code(request: Request, register_id: UUID) -> tuple[int, dict[str, Any]]:
    """Make a code that enrols one device as this register, within a quarter of an hour."""
    code, expires_at = org.enrolment_code(register=register_id, by=request.actor, at=request.at)
    url = f"{settings.BASE_URL.rstrip('/')}/till#code={code}"  # after the hash no log sees it
    qr_svg = segno.make(url, error="m", micro=False).svg_inline(omitsize=True, border=2)
    return HTTPStatus.CREATED, {
        "code": code,
        "expires_at": expires_at,
        "url": url,
        "qr_svg": qr_svg,
    }


@router.delete("/registers/{register_id}/device", response={204: None})
@allow(ORG_ENROL)
def revoke(request: Request, register_id: UUID) -> tuple[int, None]:
    """Shut out the device of a register, at once."""
    org.revoke(register=register_id, by=request.actor, at=request.at)
    return HTTPStatus.NO_CONTENT, None


@router.delete("/registers/{register_id}", response={204: None})
@allow(ORG_ENROL)
def retire(request: Request, register_id: UUID) -> tuple[int, None]:
    """Take a register out of use for good."""
    org.retire(register=register_id, by=request.actor, at=request.at)
    return HTTPStatus.NO_CONTENT, None


def business_shown(facts: BusinessFacts) -> dict[str, Any]:
    """Shape the business for the wire."""
    return {
        "id": facts.id,
        "name": facts.name,
        "currency": facts.currency,
        "minor_digits": minor_digits(facts.currency),
        "locale": facts.locale,
        "tax_number": facts.tax_number,
        "rounding": facts.rounding,
        "version": facts.version,
    }


@router.get("/settings", response=SettingList)
@allow(ORG_READ)
def list_settings(request: Request, location: str = "") -> dict[str, Any]:
    """List the settings with the values that hold for the business, or at a location."""
    place = _location_of(request, location).id if location else None
    every = shop_settings.every()
    values = shop_settings.values_of(every, location=place)
    return _page([_setting(each, values[each.name]) for each in every])


@router.put("/settings", response=SettingShown)
@allow(ORG_MANAGE)
def change_setting(request: Request, given: SettingGiven) -> dict[str, Any]:
    """Set a value for the business or for one location; 404 for an unknown name."""
    setting = shop_settings.named(given.name)
    place = _location_of(request, given.location).id if given.location else None
    shop_settings.change(setting, given.value, location=place, by=request.actor, at=request.at)
    return _setting(setting, given.value)


def _setting(setting: shop_settings.Setting[Any], value: object) -> dict[str, Any]:
    return {
        "name": setting.name,
        "description": setting.description,
        "value": value,
        "default": setting.default,
    }


def _location_of(request: Request, name: str) -> LocationFacts:
    found = queries.location(name)
    if not request.actor.may_at(found.id):
        raise NotFound
    return found


def _location(facts: LocationFacts) -> dict[str, Any]:
    return {
        "id": facts.id,
        "code": facts.code,
        "name": facts.name,
        "address": facts.address,
        "time_zone": facts.time_zone,
        "day_cutoff": facts.day_cutoff.isoformat("minutes"),
        "tax_number": facts.tax_number,
        "tax_region": facts.tax_region,
        "archived": facts.archived,
        "version": facts.version,
    }


def _register(facts: RegisterFacts, device: DeviceFacts | None) -> dict[str, Any]:
    return {
        "id": facts.id,
        "code": facts.code,
        "name": facts.name,
        "epoch": facts.epoch,
        "location": facts.location,
        "device": device
        and {
            "id": device.id,
            "name": device.name,
            "enrolled_at": device.enrolled_at,
            "seen_at": device.seen_at,
            "position": device.position,
            "unsent": device.unsent,
            "persisted": device.persisted,
            "version": device.version,
        },
    }


def _page(data: list[dict[str, Any]]) -> dict[str, Any]:
    return {"data": data, "next_cursor": None, "has_more": False}
