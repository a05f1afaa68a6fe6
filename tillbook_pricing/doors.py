"""Text in, text out: how the till calls the engine, since numbers must not cross its border.

MicroPython hands integers to JavaScript with 32 bits; texts arrive whole. The answer is canonical
JSON: keys sorted, no spaces, nothing escaped but quotes and backslashes (no text that the engine
lets through holds control characters). It is the same, byte for byte, on both engines.
"""

import json

from tillbook_pricing import reading
from tillbook_pricing.document import price
from tillbook_pricing.errors import PricingError
from tillbook_pricing.reversal import reverse


def price_json(text: str) -> str:
    """Price a cart; a malformed one answers {"error": {"code", "message", "pointer"}}."""
    try:
        return canonical(price(_parsed(text)))
    except PricingError as error:
        return _refused(error)


def reverse_json(text: str) -> str:
    """Reverse {"cart", "priced", "returned_before", "lines"}; errors as in price_json."""
    try:
        asked = reading.record(_parsed(text), "")
        priced = reverse(
            asked.get("cart"), asked.get("priced"), asked.get("returned_before"), asked.get("lines")
        )
        return canonical(priced)
    except PricingError as error:
        return _refused(error)


def canonical(value: object) -> str:
    """Write whole numbers, flags, names, lists and objects of them as canonical JSON."""
    pieces: list[str] = []
    _write(value, pieces)
    return "".join(pieces)


def _parsed(text: str) -> object:
    try:
        value: object = json.loads(text)
    except (ValueError, RuntimeError):  # RuntimeError: nested too deeply
        message = "The text is not JSON."
    else:
        return value
    raise PricingError("pricing.not_json", "", message)


def _refused(error: PricingError) -> str:
    facts = {"code": error.code, "message": error.message, "pointer": error.pointer}
    return canonical({"error": facts})


def _write(value: object, pieces: list[str]) -> None:
    if type(value) is int:
        pieces.append(str(value))
    elif type(value) is str:
        pieces.append(_quoted(value))
    elif type(value) is bool:
        pieces.append("true" if value else "false")
    elif isinstance(value, dict):
        before = "{"
        for key in sorted(value):
            pieces.append(before + _quoted(key) + ":")
            _write(value[key], pieces)
            before = ","
        pieces.append("}" if value else "{}")
    elif isinstance(value, list):
        before = "["
        for each in value:
            pieces.append(before)
            _write(each, pieces)
            before = ","
        pieces.append("]" if value else "[]")
    else:
        raise TypeError("the engine answers with whole numbers, flags, names, lists and objects")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
