"""Reads what was sent, strictly: JSON in UTF-8, and nothing that could not be kept as it came."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.parser import Parser

from tillbook.kernel.refusals import Refusal

_INT_LIMIT = 2**63
_SUSPECT = ("\\u0000", "\\ud", "\\uD")  # how JSON writes NUL and halves of characters


class NotJson(Exception):  # noqa: N818 - said to the sender by its status, not by a code of the shop
    """The body is not declared as JSON, as a form of a foreign page would send it."""


class TextUnfit(Refusal):
    """A text holds NUL or half a character, which no database and no receipt can hold."""

    code = "kernel.text_unfit"


class StrictParser(Parser):
    """Ninja's parser without what JSON allows and we cannot keep."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Read a JSON body; raises NotJson, TextUnfit or ValueError."""
        if request.content_type != "application/json":
            raise NotJson
        text = request.body.decode()
        body = json.loads(text, parse_int=_int, parse_constant=_no_constant)
        if any(suspect in text for suspect in _SUSPECT):
            _refuse_unfit(body)
        return body

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Read a query or a form; raises TextUnfit."""
        fields: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        _refuse_unfit(fields)
        return fields


def _int(digits: str) -> int:
    """Read a number that PostgreSQL's bigint can hold."""
    number = int(digits)
    if not -_INT_LIMIT <= number < _INT_LIMIT:
        raise ValueError(digits[:20])
    return number


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _refuse_unfit(body: object) -> None:
    errors = [
        {
            "pointer": pointer,
            "code": TextUnfit.code,
            "message": _("This holds characters that cannot be stored."),
        }
        for pointer in _unfit(body, "")
    ]
    if errors:
        raise TextUnfit(_("Some texts cannot be stored; nothing was changed."), errors=errors)


def _unfit(value: object, pointer: str) -> Iterator[str]:
    """Name the places of texts that hold NUL or half a character, keys of objects included."""
    if isinstance(value, str):
        if not _is_fit(value):
            yield pointer
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not _is_fit(key):
                yield pointer
            else:
                yield from _unfit(inner, f"{pointer}/{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _unfit(inner, f"{pointer}/{place}")


def _is_fit(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
