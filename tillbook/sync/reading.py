"""Reading what arrived: bytes in, a typed document with its canonical text out, or why not.

The canonical text is the document without its hash: keys sorted, no blanks, UTF-8, whole numbers
and texts only. The hash is SHA-256 over it, in hexadecimal.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

import tillbook_pricing as engine
from tillbook.sync import wire

_UPLOAD = re.compile(rb'\s*\{\s*"documents"\s*:\s*\[')
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)
_END = re.compile(rb"\s*\}\s*")


# A decimal number is read as the text it was written as, exactly: `0.250` is a quantity like
# "0.250". Where only whole numbers belong, a text is refused as any other.
_decoder = msgspec.json.Decoder(float_hook=str)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A document that could be read. `expected` is what the engine makes of its cart, if any."""

    document: wire.Document
    content: str
    hash: str
    expected: Mapping[str, Any] | None

    @property
    def chained(self) -> bool:
        """Say whether the document stands in a register's chain."""
        return self.document.position is not None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document that cannot be read; it is kept as it came. `id` where at least that is there."""

    raw: bytes
    id: UUID | None
    code: str
    reason: str


def split(upload: bytes) -> list[bytes] | None:
    """Cut an upload into its documents by brackets and texts alone; None when they do not match.

    For uploads that are no JSON because one of their documents is none: the others are saved.
    """
    head = _UPLOAD.match(upload)
    if head is None:
        return None
    documents: list[bytes] = []
    depth, start = 0, head.end()
    for token in _TOKEN.finditer(upload, start):
        mark = token[0]
        if mark in b"[{":
            depth += 1
        elif mark in b"]}" and depth:
            depth -= 1
        elif depth == 0 and mark in b",]}":
            documents.append(upload[start : token.start()].strip())
            start = token.end()
            if mark != b",":
                return documents if mark == b"]" and _END.fullmatch(upload, start) else None
    return None


def read(raw: bytes) -> Arrived | Unreadable:
    """Read one document."""
    try:
        whole = _decoder.decode(raw)
    except (msgspec.DecodeError, RecursionError) as malformed:
        return Unreadable(raw, None, "sync.unreadable", str(malformed))
    try:
        document = msgspec.convert(whole, wire.Document, strict=True, str_keys=True)
        content = canonical({key: whole[key] for key in whole if key != "hash"})
        expected = engine.price(document.cart) if isinstance(document, wire.Sale) else None
    except engine.PricingError as unfit:
        reason = f"{unfit.code} at {unfit.pointer}: {unfit.message}"
        return Unreadable(raw, _id_of(whole), "sync.unreadable", reason)
    except (msgspec.ValidationError, UnicodeEncodeError, TypeError, RecursionError) as malformed:
        return Unreadable(raw, _id_of(whole), "sync.unreadable", str(malformed))
    unfit_for_chain = _unfit(document)
    if unfit_for_chain:
        return Unreadable(raw, document.id, "sync.unreadable", unfit_for_chain)
    return Arrived(document, content, digest(content), expected)


def canonical(value: object) -> str:
    """Write JSON in its canonical form; raises UnicodeEncodeError for half a character."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    text.encode()
    return text


def digest(content: str) -> str:
    """Hash a canonical text."""
    return hashlib.sha256(content.encode()).hexdigest()


def _unfit(document: wire.Document) -> str:
    """Say what a document that claims a place in a chain lacks."""
    if document.made_at.tzinfo is None:
        return "made_at needs a time zone"
    if document.position is None:
        return ""
    if document.position < 1 or (document.epoch or 0) < 1:
        return "positions and epochs count from 1"
    needed = ("sequence", "number", "previous_hash", "hash", "business_date", "by")
    missing = [name for name in needed if getattr(document, name) is None]
    if isinstance(document, wire.Sale) and document.priced is None:
        missing.append("priced")
    return f"a chained document needs {', '.join(missing)}" if missing else ""


def _id_of(whole: object) -> UUID | None:
    try:
        return UUID(whole["id"])  # type: ignore[index]  # whatever it is, it may have no id
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
