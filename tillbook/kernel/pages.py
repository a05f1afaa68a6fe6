"""Cursor pages: a stable order, an opaque cursor, and whether there is more."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from tillbook.kernel.refusals import Refusal

T = TypeVar("T")

LIMIT_DEFAULT = 50
LIMIT_MAX = 200
_SIGNATURE_BYTES = 9


class CursorUnreadable(Refusal):
    """A cursor that this server never gave."""

    code = "kernel.cursor_unreadable"


def encode(*keys: object) -> str:
    """Make a cursor of the sort keys of the last row shown, signed so that only ours is read."""
    text = json.dumps([str(key) for key in keys], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_signature(text) + text).decode().rstrip("=")


def decode(cursor: str, count: int) -> list[str]:
    """Read the `count` sort keys of a cursor; raises CursorUnreadable."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (ValueError, binascii.Error):
        raw = b""
    signature, text = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    if not text or not constant_time_compare(signature, _signature(text)):
        raise CursorUnreadable(_("The cursor is not one of ours; start without it."))
    keys: list[str] = json.loads(text)
    if len(keys) != count:
        raise CursorUnreadable(_("The cursor belongs to another list; start without it."))
    return keys


def _signature(text: bytes) -> bytes:
    return salted_hmac("tillbook.pages", text, algorithm="sha256").digest()[:_SIGNATURE_BYTES]


def page(rows: Sequence[T], *, limit: int, keys: Callable[[T], Sequence[object]]) -> dict[str, Any]:
    """Shape one page from up to `limit` + 1 rows: data, next_cursor, has_more."""
    shown = rows[:limit]
    more = len(rows) > limit
    return {
        "data": list(shown),
        "next_cursor": encode(*keys(shown[-1])) if more else None,
        "has_more": more,
    }
