"""The few ESC/POS commands that a receipt needs, each a function that returns its bytes.

Nothing else in Tillbook writes a control byte to a printer. `text` demands bytes that are
letters already, see `code_pages.byte_of`.
"""

from tillbook.printing.escpos.code_pages import CODE_PAGES
from tillbook.printing.types import Bitmap, Emphasis

MOST_ROWS = 128
"""Rows of dots sent in one command: small printers hold no more in their buffer."""


def begin(page: str) -> bytes:
    """Reset; leave double-byte mode, where Chinese printers wake up; plain ASCII; choose a page."""
    return b"\x1b@" + b"\x1c." + b"\x1bR\x00" + code_page(page)


def code_page(page: str) -> bytes:
    """Choose the code page of the following text."""
    return b"\x1bt" + bytes([CODE_PAGES[page][0]])


def emphasis(kind: Emphasis) -> bytes:
    """Choose bold and double size of the following text."""
    bold = b"\x00" if kind is Emphasis.PLAIN else b"\x01"
    size = b"\x11" if kind is Emphasis.LARGE else b"\x00"
    return b"\x1bE" + bold + b"\x1d!" + size


def centred(inner: bytes) -> bytes:
    """Set something in the middle of the paper."""
    return b"\x1ba\x01" + inner + b"\x1ba\x00"


def line_end() -> bytes:
    """Print the line."""
    return b"\n"


def feed(lines: int) -> bytes:
    """Move the paper on."""
    return b"\x1bd" + bytes([lines])


def cut() -> bytes:
    """Feed to the knife and cut, leaving a bridge."""
    return b"\x1dV\x42\x00"


def kick() -> bytes:
    """Open the drawer: 50 ms on, 500 ms off, on pin 2."""
    return b"\x1bp\x00\x19\xfa"


def bitmap(picture: Bitmap) -> bytes:
    """Print dots."""
    parts = []
    for top in range(0, picture.height, MOST_ROWS):
        rows = min(MOST_ROWS, picture.height - top)
        start = top * picture.width_bytes
        head = b"\x1dv0\x00" + _short(picture.width_bytes) + _short(rows)
        parts.append(head + picture.data[start : start + rows * picture.width_bytes])
    return b"".join(parts)


def qr(data: str, module_dots: int = 6) -> bytes:
    """Print a QR code that the printer draws itself: model 2, error correction M."""
    content = data.encode("ascii")
    assert content.isalnum() or content.replace(b":", b"").replace(b"-", b"").isalnum()
    return (
        _symbol(b"1A2\x00")
        + _symbol(b"1C" + bytes([module_dots]))
        + _symbol(b"1E1")
        + _symbol(b"1P0" + content)
        + _symbol(b"1Q0")
    )


def _symbol(parameters: bytes) -> bytes:
    return b"\x1d(k" + _short(len(parameters)) + parameters


def _short(number: int) -> bytes:
    return number.to_bytes(2, "little")
