"""Where a request comes from, and what may be sent."""

from django.conf import settings
from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict


class Given(Schema):
    """Something sent to us: a field we do not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


def place_of(request: HttpRequest) -> str:
    """Name the address that a request comes from.

    Behind a proxy that ends TLS it is the last one that the proxy itself has added.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
