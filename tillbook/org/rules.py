"""Pure decisions of the organisation: business days, numbers, chains, codes."""

import hashlib
import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Letters and digits that nobody mistakes for another when read aloud or typed from a screen.
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8
CODE_LIFE = timedelta(minutes=15)

_LOCATION_CODE = re.compile(r"[A-Z0-9][A-Z0-9_.-]{0,19}")
_REGISTER_CODE = re.compile(r"[A-Z0-9]{1,8}")
_CURRENCY = re.compile(r"[A-Z]{3}")


def business_date(at: datetime, time_zone: str, cutoff: time) -> date:
    """Say to which business day a moment belongs.

    The day begins when the wall clock first shows the cut-off; where the clock is put back over
    it, the day does not begin twice, so business days never run backwards.
    """
    zone = ZoneInfo(time_zone)
    today = at.astimezone(zone).date()
    begins = datetime.combine(today, cutoff, tzinfo=zone).astimezone(UTC)
    return today if at.astimezone(UTC) >= begins else today - timedelta(days=1)


def number(register: str, epoch: int, letter: str, sequence: int) -> str:
    """Write a document number: ``number("T1", 1, "S", 17) == "T1-1-S000017"``."""
    return f"{register}-{epoch}-{letter}{sequence:06d}"


def chain_start(register: UUID, epoch: int) -> str:
    """Give the hash that stands before the first document of a register's epoch."""
    return hashlib.sha256(f"{register}:{epoch}".encode()).hexdigest()


def written_code(code: str) -> str:
    """Write an enrolment code for people: ``ABCD-EFGH``."""
    return f"{code[:4]}-{code[4:]}"


def read_code(typed: str) -> str:
    """Read a code as people type it: without case, blanks or hyphens."""
    return re.sub(r"[\s-]", "", typed).upper()


def is_location_code(code: str) -> bool:
    """Say whether a text can name a location, such as STORE001."""
    return _LOCATION_CODE.fullmatch(code) is not None


def is_register_code(code: str) -> bool:
    """Say whether a text can name a register, such as T1; it is part of every number."""
    return _REGISTER_CODE.fullmatch(code) is not None


def is_currency(code: str) -> bool:
    """Say whether a text has the shape of a currency (ISO 4217)."""
    return _CURRENCY.fullmatch(code) is not None


def is_time_zone(name: str) -> bool:
    """Say whether the time zone database knows the name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
