"""Cursor pages: a stable order, an opaque cursor, and whether there is more."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from tillbook.kernel.refusals import Refusal

T = TypeVar("T")

LIMIT_DEFAULT = 50
LIMIT_MAX = 200


class CursorUnreadable(Refusal):
    """A cursor that this server never gave."""

    code = "kernel.cursor_unreadable"


def encode(*keys: object) -> str:
    """Make a cursor of the sort keys of the last row shown."""
    text = json.dumps([str(key) for key in keys], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, count: int) -> list[str]:
    """Read the `count` sort keys of a cursor; raises CursorUnreadable."""
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as unreadable:
        raise CursorUnreadable("The cursor is not one of ours; start without it.") from unreadable
    if not isinstance(keys, list) or len(keys) != count:
        raise CursorUnreadable("The cursor belongs to another list; start without it.")
    return [str(key) for key in keys]


def page(rows: Sequence[T], *, limit: int, keys: Callable[[T], Sequence[object]]) -> dict[str, Any]:
    """Shape one page from up to `limit` + 1 rows: data, next_cursor, has_more."""
    shown = rows[:limit]
    more = len(rows) > limit
    return {
        "data": list(shown),
        "next_cursor": encode(*keys(shown[-1])) if more else None,
        "has_more": more,
    }
