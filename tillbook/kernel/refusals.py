"""Refusals: nouns for what the world asks and the house will not do.

A refusal is defined where it is raised and carries a stable code. Its base class decides the
HTTP status (see `problems`). In a batch refusals are collected as values.
"""

from typing import Any, ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is a noun of the shop, not an error of ours
    """The request cannot be done as it stands; nothing was changed."""

    code: ClassVar[str] = "kernel.refused"

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class NotFound(Refusal):
    """There is no such thing, or it is not this business's to see: the answer is the same."""

    code = "kernel.not_found"

    def __init__(self, message: str = "There is no such thing here.", **facts: Any) -> None:
        super().__init__(message, **facts)


class Conflict(Refusal):
    """The request contradicts what is stored by now."""

    code = "kernel.conflict"


class Stale(Refusal):
    """Somebody else changed the thing since it was read (If-Match)."""

    code = "kernel.stale"


class NotAllowed(Refusal):
    """The person, key or till lacks the permission."""

    code = "kernel.not_allowed"


class NotSignedIn(Refusal):
    """No valid session, key or till stands behind the request."""

    code = "kernel.not_signed_in"


class TooMany(Refusal):
    """Too many tries; `retry_after_s` says when to come back, if time helps at all."""

    code = "kernel.too_many_tries"
