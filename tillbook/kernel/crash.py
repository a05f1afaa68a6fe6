"""Crash points: places where a test may kill the process, to prove that nothing is half done.

Only when TILLBOOK_TEST_MODE is set does a point look at TILLBOOK_CRASH_AT (`name` or `name:nth`).
"""

import os
import signal
from collections import Counter

_TEST_MODE = bool(os.environ.get("TILLBOOK_TEST_MODE"))
_WANTED, _, _NTH = os.environ.get("TILLBOOK_CRASH_AT", "").partition(":")
_seen: Counter[str] = Counter()


def crash_at(name: str) -> None:
    """Die here, as by kill -9, when the test asked for this point."""
    if not _TEST_MODE:
        return
    _seen[name] += 1
    if name == _WANTED and _seen[name] == int(_NTH or 1):
        os.kill(os.getpid(), signal.SIGKILL)
