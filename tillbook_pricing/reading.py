"""Reads the plain values of a cart; whatever is not exactly as promised is a PricingError.

Each function takes the record, the key, and where the record stands (a JSON pointer).
`type(x) is int` and not `isinstance`: JSON's true must be no number, on both engines.
"""

from tillbook_pricing.errors import PricingError

AMOUNT_LIMIT = 10**15  # minor units; keeps every answer exact in JavaScript
QUANTITY_LIMIT_MILLI = 10**12
TEXT_LIMIT = 200

_DIGITS = "0123456789"
_SCALE = (1000, 100, 10, 1)
_FIRST_PRINTABLE = 0x20
_FIRST_SURROGATE = chr(0xD800)
_LAST_SURROGATE = chr(0xDFFF)


def record(value: object, where: str) -> dict[str, object]:
    """Read an object."""
    if isinstance(value, dict):
        return value
    raise PricingError("pricing.not_an_object", where, "An object is expected here.")


def items(owner: dict[str, object], key: str, where: str, limit: int) -> list[object]:
    """Read a list of at most `limit` items; a missing list is an empty one."""
    value = owner.get(key)
    if value is None and key not in owner:
        return []
    if not isinstance(value, list):
        raise PricingError("pricing.not_a_list", where + "/" + key, "A list is expected here.")
    if len(value) > limit:
        message = "There are more than " + str(limit) + " items here."
        raise PricingError("pricing.too_many", where + "/" + key, message)
    return value


def text(owner: dict[str, object], key: str, where: str) -> str:
    """Read a name: 1 to 200 characters, well-formed, no control characters."""
    value = owner.get(key)
    if is_name(value):
        return str(value)
    message = "A text of 1 to 200 characters without control characters is expected here."
    raise PricingError("pricing.not_text", where + "/" + key, message)


def is_name(value: object) -> bool:
    """Say whether a value is a text that can be written the same way everywhere.

    Bytes are looked at where letters would do, since MicroPython is slow with letters.
    """
    if type(value) is not str or not 0 < len(value) <= TEXT_LIMIT:
        return False
    try:
        encoded = value.encode()
    except ValueError:  # lone surrogates, on CPython; MicroPython encodes them
        return False
    if min(encoded) < _FIRST_PRINTABLE:
        return False
    if len(encoded) == len(value):
        return True
    return not any(_FIRST_SURROGATE <= letter <= _LAST_SURROGATE for letter in value)


def flag(owner: dict[str, object], key: str, where: str) -> bool:
    """Read true or false; missing means false."""
    value = owner.get(key, False)
    if type(value) is bool:
        return value
    raise PricingError("pricing.not_a_flag", where + "/" + key, "True or false is expected here.")


def whole(owner: dict[str, object], key: str, where: str, low: int, high: int) -> int:
    """Read a whole number from `low` to `high`."""
    value = owner.get(key)
    if type(value) is not int:
        message = "A whole number is expected here."
        raise PricingError("pricing.not_whole", where + "/" + key, message)
    if not low <= value <= high:
        message = "The number must be from " + str(low) + " to " + str(high) + "."
        raise PricingError("pricing.out_of_range", where + "/" + key, message)
    return value


def amount(owner: dict[str, object], key: str, where: str) -> int:
    """Read money of either sign, in minor units."""
    return whole(owner, key, where, -AMOUNT_LIMIT, AMOUNT_LIMIT)


def quantity(owner: dict[str, object], key: str, where: str, missing: int | None = None) -> int:
    """Read a quantity and answer thousandths; `missing` stands for an absent one."""
    if missing is not None and key not in owner:
        return missing
    answer = milli(owner.get(key))
    if answer is None:
        message = 'A quantity such as 2 or "0.250" is expected here.'
        raise PricingError("pricing.not_a_quantity", pointer(where, key), message)
    if not -QUANTITY_LIMIT_MILLI <= answer <= QUANTITY_LIMIT_MILLI:
        message = "The quantity is too large."
        raise PricingError("pricing.out_of_range", pointer(where, key), message)
    return answer


def pointer(where: str, key: str) -> str:
    """Point at a key that may hold the characters a JSON pointer gives a meaning."""
    return where + "/" + key.replace("~", "~0").replace("/", "~1")


def milli(value: object) -> int | None:
    """Answer the thousandths of a whole number or a decimal text; None when it is neither."""
    if type(value) is int:
        return value * 1000
    if type(value) is not str:
        return None
    if len(value) == 1 and value in _DIGITS:  # one or a few pieces: nearly every line
        return int(value) * 1000
    negative = value.startswith("-")
    front, point, back = (value[1:] if negative else value).partition(".")
    digits = front + back
    if not 0 < len(front) <= 12 or (point and not 0 < len(back) <= 3):
        return None
    for digit in digits:
        if digit not in _DIGITS:
            return None
    size = int(digits) * _SCALE[len(back)]
    return -size if negative else size
