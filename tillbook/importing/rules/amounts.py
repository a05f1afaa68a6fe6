"""Numbers as shops write them, read exactly or not at all.

Whether `1.234` is a thousand and more or one and a bit is decided by the other numbers of the
file: a number that can be read in only one way tells which mark the file's decimals have.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

WHOLE_DIGITS_MOST = 12
_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'", "\u2212": "-"})


class Flaw(StrEnum):
    """Why a text is not taken as a number."""

    UNREADABLE = "importing.amount_unreadable"
    AMBIGUOUS = "importing.amount_ambiguous"
    TOO_FINE = "importing.amount_too_fine"
    TOO_LARGE = "importing.amount_too_large"


class NotANumber(ValueError):  # noqa: N818 - the noun says it
    """A text that is no number; `flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


def _pattern(decimal: str, group: str) -> re.Pattern[str]:
    grouped = rf"[1-9][0-9]{{0,2}}(?P<mark>[{group} '])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*"
    return re.compile(
        rf"(?P<sign>-?)(?=[0-9{decimal}]*[0-9])(?P<whole>{grouped}|[0-9]*)"
        rf"(?:[{decimal}](?P<part>[0-9]*))?"
    )


_AS = {".": _pattern(".", ","), ",": _pattern(",", ".")}


def decimal_mark(texts: Iterable[str], *, otherwise: str = "") -> str:
    """Say which mark the decimals of a file have: "." or ",".

    Nothing speaks for either: `otherwise`. Some numbers speak for one and some for the other: "".
    """
    marks = {mark for text in texts if (mark := _only_mark(text))}
    if len(marks) > 1:
        return ""
    return marks.pop() if marks else otherwise


def read(text: str, *, digits: int, mark: str) -> int:
    """Read a number into whole units of its `digits`-th decimal: ``"12,5"`` with 2 is 1250.

    Raises NotANumber: unreadable, ambiguous without a `mark`, with more decimals than `digits`
    that are not zero, or too large.
    """
    readings = _readings(text)
    if not readings:
        raise NotANumber(Flaw.UNREADABLE)
    if len(set(readings.values())) > 1:
        if not mark:
            raise NotANumber(Flaw.AMBIGUOUS)
        negative, whole, part = readings[mark]
    else:
        negative, whole, part = next(iter(readings.values()))
    if len(part) > digits:
        raise NotANumber(Flaw.TOO_FINE)
    if len(whole) > WHOLE_DIGITS_MOST:
        raise NotANumber(Flaw.TOO_LARGE)
    value = int(whole + part.ljust(digits, "0") or "0")
    return -value if negative else value


def read_rounded(text: str, *, digits: int, mark: str) -> tuple[int, bool]:
    """Read as `read` does, but round finer decimals half away from zero; say whether it rounded."""
    try:
        return read(text, digits=digits, mark=mark), False
    except NotANumber as unread:
        if unread.flaw is not Flaw.TOO_FINE:
            raise
    finest = max(len(part) for _, _, part in _readings(text).values())
    value = read(text, digits=finest, mark=mark)
    step = 10 ** (finest - digits)
    rounded = (abs(value) + step // 2) // step
    return (-rounded if value < 0 else rounded), True


def _readings(text: str) -> dict[str, tuple[bool, str, str]]:
    """Read a text under each mark: (negative, whole digits, decimals without closing zeros)."""
    body = text.strip().translate(_PLAIN)
    found: dict[str, tuple[bool, str, str]] = {}
    for mark, pattern in _AS.items():
        if match := pattern.fullmatch(body):
            whole = re.sub(r"[^0-9]", "", match["whole"]).lstrip("0")
            found[mark] = (match["sign"] == "-", whole, (match["part"] or "").rstrip("0"))
    return found


def _only_mark(text: str) -> str:
    readings = _readings(text)
    return next(iter(readings)) if len(readings) == 1 else ""
