"""The code pages of ESC/POS printers: the number of `ESC t` and the letters of each."""

from functools import lru_cache

CODE_PAGES: dict[str, tuple[int, str]] = {
    "PC437": (0, "cp437"),
    "PC850": (2, "cp850"),
    "PC860": (3, "cp860"),
    "PC863": (4, "cp863"),
    "PC865": (5, "cp865"),
    "PC857": (13, "cp857"),
    "PC737": (14, "cp737"),
    "ISO8859-7": (15, "iso8859_7"),
    "WPC1252": (16, "cp1252"),
    "PC866": (17, "cp866"),
    "PC852": (18, "cp852"),
    "PC858": (19, "cp858"),
    "PC775": (33, "cp775"),
    "PC855": (34, "cp855"),
    "PC861": (35, "cp861"),
    "ISO8859-2": (39, "iso8859_2"),
    "ISO8859-15": (40, "iso8859_15"),
    "WPC1250": (45, "cp1250"),
    "WPC1251": (46, "cp1251"),
    "WPC1253": (47, "cp1253"),
    "WPC1254": (48, "cp1254"),
    "WPC1257": (51, "cp1257"),
}
"""Name -> (number, Python codec). Pages of scripts that run from right to left or stack their
marks are left out on purpose: a printer puts one letter after the other, so those are drawn."""

SIMPLER = {
    "\N{MINUS SIGN}": "-",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
    "\N{BULLET}": "*",
    "\N{HORIZONTAL ELLIPSIS}": ".",
}
"""Signs that a plain one of the same width may stand for when no page of the printer has them."""


@lru_cache(maxsize=8192)
def byte_of(character: str, page: str) -> int | None:
    """Give the byte of a character on a page, None when the page has no letter for it.

    Never a control code: below the space, and DEL, mean commands to a printer.
    """
    try:
        code = character.encode(CODE_PAGES[page][1])
    except UnicodeEncodeError:
        return None
    is_letter = len(code) == 1 and code[0] >= 0x20 and code[0] != 0x7F
    return code[0] if is_letter and character.isprintable() else None


def runs(text: str, pages: tuple[str, ...], current: str) -> list[tuple[str, bytes]] | None:
    """Split a text into runs of one code page each, staying on a page as long as it serves.

    None when some character is on no page: then the line has to be drawn.
    """
    found: list[tuple[str, bytes]] = []
    for character in text:
        choice = _choice(character, (current, *pages))
        if choice is None:
            return None
        page, code = choice
        if found and found[-1][0] == page:
            found[-1] = (page, found[-1][1] + bytes([code]))
        else:
            found.append((page, bytes([code])))
        current = page
    return found


def _choice(character: str, pages: tuple[str, ...]) -> tuple[str, int] | None:
    for letter in (character, SIMPLER.get(character)):
        for page in pages:
            code = byte_of(letter, page) if letter else None
            if code is not None:
                return page, code
    return None
