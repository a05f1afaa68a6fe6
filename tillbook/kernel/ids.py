"""Ids that sort by the time they were made."""

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """Make a UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then chance.

    The clock only orders the ids; no rule reads a time out of one.
    """
    milliseconds = time.time_ns() // 1_000_000
    chance = int.from_bytes(os.urandom(10))
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76
    value |= (chance >> 68) << 64
    value |= 0b10 << 62
    value |= chance & (1 << 62) - 1
    return UUID(int=value)
