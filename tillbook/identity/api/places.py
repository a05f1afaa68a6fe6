"""Where a request comes from, and whether a page of another site could have sent it."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict

from tillbook.kernel.refusals import Refusal


class Given(Schema):
    """Something sent to us: a field we do not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class NotJson(Refusal):
    """The body is not declared as JSON, as a form of a foreign page would send it."""

    code = "identity.not_json"


def place_of(request: HttpRequest) -> str:
    """Name the address that a request comes from.

    Behind a proxy that ends TLS it is the last one that the proxy itself has added.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def require_json(request: HttpRequest) -> None:
    """Refuse what a form of another site could send with a person's cookies; raises NotJson."""
    if request.content_type != "application/json":
        raise NotJson(_("Send the body as application/json."))
