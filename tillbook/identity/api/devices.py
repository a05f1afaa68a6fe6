"""HTTP door of enrolment: a device becomes a till with a one-time code."""

import secrets
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from ninja import Field, Router, Schema

from tillbook.identity import operations as identity
from tillbook.identity import rules
from tillbook.identity.api.places import Given, place_of
from tillbook.kernel.doors import PUBLIC, Request, allow
from tillbook.kernel.money import minor_digits
from tillbook.org import operations as org
from tillbook.org.rules import chain_start
from tillbook.org.types import EnrolledTill

router = Router()

TRIES_OF_CODES = 30


class CodeGiven(Given):
    """An enrolment code, and what the device shall be called."""

    code: Annotated[str, Field(max_length=50, examples=["ABCD-EFGH"])]
    name: Annotated[str, Field(max_length=200)] = ""


class RegisterEnrolled(Schema):
    """The register that the device is now; its chain of documents starts with `chain_start`."""

    id: UUID
    code: str
    name: str
    epoch: int
    chain_start: str


class LocationEnrolled(Schema):
    """Where the register stands."""

    id: UUID
    code: str
    name: str
    address: str
    time_zone: str
    day_cutoff: str


class BusinessEnrolled(Schema):
    """Whose register it is."""

    id: UUID
    name: str
    currency: str
    minor_digits: int
    locale: str
    rounding: str


class Enrolled(Schema):
    """What a till begins with. The token is told this once."""

    token: str
    device: UUID
    # Pydantic's own classes have an attribute `register`, so the field goes by another name here.
    till: Annotated[RegisterEnrolled, Field(serialization_alias="register")]
    location: LocationEnrolled
    business: BusinessEnrolled


@router.post("/devices/enrol", response=Enrolled, by_alias=True)
@allow(PUBLIC)
def enrol(request: Request, body: CodeGiven) -> dict[str, Any]:
    """Enrol a device: a new epoch of its register begins, an earlier device is shut out."""
    with transaction.atomic(durable=True):
        identity.count_try({f"code|{place_of(request)}": TRIES_OF_CODES}, at=request.at)
    token = rules.token(rules.DEVICE_PREFIX, secrets.token_bytes(30))
    with transaction.atomic(durable=True):
        enrolled = org.enrol(
            code=body.code, name=body.name, token_hash=rules.hash_of(token), at=request.at
        )
    return _shown(enrolled, token)


def _shown(enrolled: EnrolledTill, token: str) -> dict[str, Any]:
    register, location, business = enrolled.register, enrolled.location, enrolled.business
    return {
        "token": token,
        "device": enrolled.device,
        "till": {
            "id": register.id,
            "code": register.code,
            "name": register.name,
            "epoch": register.epoch,
            "chain_start": chain_start(register.id, register.epoch),
        },
        "location": {
            "id": location.id,
            "code": location.code,
            "name": location.name,
            "address": location.address,
            "time_zone": location.time_zone,
            "day_cutoff": location.day_cutoff.isoformat("minutes"),
        },
        "business": {
            "id": business.id,
            "name": business.name,
            "currency": business.currency,
            "minor_digits": minor_digits(business.currency),
            "locale": business.locale,
            "rounding": business.rounding,
        },
    }
