"""Text, money and quantities as they may stand on paper.

`clean` is the gate: no text of a document reaches a page or a printer without it.
"""

import unicodedata
from collections.abc import Iterator

from tillbook.printing.types import Words

LONGEST_TEXT = 200
"""A name longer than this would print metres of paper; it ends in an ellipsis."""

MOST_MARKS = 4
"""More marks than this on one letter are mischief, no language stacks so many."""

MINUS = "\N{MINUS SIGN}"

_INVISIBLE = frozenset(
    [chr(code) for code in range(0xFE00, 0xFE10)]
    + [chr(code) for code in range(0xE0100, 0xE01F0)]
    + ["\u034f", "\u115f", "\u1160", "\u3164", "\uffa0"]
)
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACES = frozenset({"Zs", "Zl", "Zp"})


def clean(text: str) -> str:
    """Keep letters and single spaces: no control, direction, zero-width or unknown characters."""
    spaced = "".join(_visible(character) for character in unicodedata.normalize("NFC", text))
    whole = "".join(clusters(" ".join(spaced.split())))
    return whole if len(whole) <= LONGEST_TEXT else whole[: LONGEST_TEXT - 1].rstrip() + "…"


def clean_lines(text: str) -> tuple[str, ...]:
    """Clean a text of several lines, line by line; empty lines go."""
    return tuple(line for line in map(clean, text.splitlines()) if line)


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in _SPACES or character in "\t\n\v\f\r\x85":
        return " "
    return "" if category in _DROPPED or character in _INVISIBLE else character


def clusters(text: str) -> Iterator[str]:
    """Give each letter together with its marks, at most a few of them."""
    cluster = ""
    for character in text:
        if cluster and width(character) == 0:
            cluster += character if len(cluster) <= MOST_MARKS else ""
            continue
        if cluster:
            yield cluster
        cluster = character
    if cluster:
        yield cluster


def width(text: str) -> int:
    """Count the columns that a cleaned text takes: East Asian letters two, marks none."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def wrap(text: str, columns: int) -> list[str]:
    """Break a cleaned text into lines of at most `columns`, at spaces where there are any."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width(joined) <= columns:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for cluster in clusters(word):
            if width(lines[-1] + cluster) > columns:
                lines.append("")
            lines[-1] += cluster
    return lines


def money(amount: int, *, minor_digits: int, words: Words) -> str:
    """Write minor units with the currency's digits and the language's marks."""
    digits = str(abs(amount)).rjust(minor_digits + 1, "0")
    cut = len(digits) - minor_digits
    whole, rest = digits[:cut], digits[cut:]
    first = len(whole) % 3
    groups = [whole[:first]] if first else []
    groups += [whole[at : at + 3] for at in range(first, len(whole), 3)]
    sign = MINUS if amount < 0 else ""
    return sign + words.group_mark.join(groups) + (words.decimal_mark + rest if rest else "")


def quantity(value: str, words: Words) -> str:
    """Write a decimal string without needless zeros, with the language's mark."""
    sign = MINUS if value.startswith("-") else ""
    whole, _, rest = value.removeprefix("-").partition(".")
    rest = rest.rstrip("0")
    return sign + whole + (words.decimal_mark + rest if rest else "")


def percent(rate_ppm: int, words: Words) -> str:
    """Write parts per million as per cent: 82500 is 8.25 %."""
    whole, rest = divmod(abs(rate_ppm), 10_000)
    sign = MINUS if rate_ppm < 0 else ""
    return sign + quantity(f"{whole}.{rest:04d}", words) + " %"
