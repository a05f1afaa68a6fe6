"""Pure decisions about secrets and rights."""

import hashlib
import hmac
import re
import zlib
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from tillbook.identity.roles import PERMISSIONS_OF
from tillbook.identity.types import Pin, Role

KEY_PREFIX = "tb_live_"
DEVICE_PREFIX = "tb_till_"
LINK_LIFE = timedelta(days=2)

PIN_ITERATIONS = 600_000
PIN_TRIES = 5
_PIN_DIGITS = 4
_PIN_DIGITS_OF_MANAGERS = 6
_PIN = re.compile(r"[0-9]{4,12}")

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SECRET_LENGTH = 40
_CHECKSUM_LENGTH = 6

TRIES_FORGOTTEN_AFTER = timedelta(hours=1)
_WAIT_FIRST = timedelta(minutes=1)
_WAIT_MOST = timedelta(minutes=15)


def hash_of(secret: str) -> str:
    """Hash a long random secret as it is stored: a search by hash finds it, nobody reads it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token(prefix: str, chance: bytes) -> str:
    """Make a bearer token from 30 random bytes, with a checksum that scanners can recognise."""
    body = _base62(int.from_bytes(chance), _SECRET_LENGTH)
    return f"{prefix}{body}{_checksum(prefix + body)}"


def is_token(text: str, prefix: str) -> bool:
    """Say whether a text can be one of our tokens, before anything is looked up."""
    body, checksum = text[:-_CHECKSUM_LENGTH], text[-_CHECKSUM_LENGTH:]
    return text.startswith(prefix) and text.isascii() and _checksum(body) == checksum


def pin_of(pin: str, salt: bytes) -> Pin:
    """Stretch a PIN as tills do, so that they can check it offline."""
    stretched = hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, PIN_ITERATIONS)
    return Pin(salt=salt.hex(), hash=stretched.hex(), iterations=PIN_ITERATIONS)


def is_same_pin(pin: str, stored: Pin) -> bool:
    """Say whether a typed PIN is the stored one."""
    typed = pin_of(pin, bytes.fromhex(stored.salt))
    return hmac.compare_digest(typed.hash, stored.hash)


def is_pin(pin: str) -> bool:
    """Say whether a text can be a PIN: digits only, at least four."""
    return _PIN.fullmatch(pin) is not None


def pin_digits_of(role: Role) -> int:
    """Say how many digits a PIN needs: six for who may unlock others, four for everybody else."""
    return _PIN_DIGITS_OF_MANAGERS if role in {Role.OWNER, Role.MANAGER} else _PIN_DIGITS


def may_grant(
    role: Role,
    locations: Collection[UUID] | None,
    *,
    held: frozenset[str],
    held_at: frozenset[UUID] | None,
) -> bool:
    """Say whether somebody may give, change or take away a role at locations (None: all).

    Nobody gives, or touches in others, what he lacks himself.
    """
    if not within(locations, held_at):
        return False
    return "*" in held or PERMISSIONS_OF[role] <= held


def within(locations: Collection[UUID] | None, limits: frozenset[UUID] | None) -> bool:
    """Say whether locations (None: all) lie within limits (None: none)."""
    if limits is None:
        return True
    return locations is not None and limits.issuperset(locations)


def waits_until(tries: int, allowed: int, tried_at: datetime) -> datetime:
    """Say until when nobody may try again: a minute after the last allowed try, doubling to 15."""
    if tries < allowed:
        return tried_at
    doublings = min(tries - allowed, 10)
    return tried_at + min(_WAIT_FIRST * (1 << doublings), _WAIT_MOST)


def _base62(number: int, length: int) -> str:
    digits: list[str] = []
    for _ in range(length):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(digits)


def _checksum(text: str) -> str:
    return _base62(zlib.crc32(text.encode()), _CHECKSUM_LENGTH)
