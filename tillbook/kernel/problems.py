"""Refusals on the wire: problem details for HTTP (RFC 9457) with a stable code."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tillbook.kernel import refusals

_STATUS: Sequence[tuple[type[refusals.Refusal], HTTPStatus]] = (
    (refusals.NotFound, HTTPStatus.NOT_FOUND),
    (refusals.Conflict, HTTPStatus.CONFLICT),
    (refusals.Stale, HTTPStatus.PRECONDITION_FAILED),
    (refusals.NotAllowed, HTTPStatus.FORBIDDEN),
    (refusals.NotSignedIn, HTTPStatus.UNAUTHORIZED),
    (refusals.TooMany, HTTPStatus.TOO_MANY_REQUESTS),
)

OF_HTTP: Mapping[HTTPStatus, tuple[str, str]] = {
    HTTPStatus.BAD_REQUEST: (
        "kernel.request_unreadable",
        gettext_noop("The request could not be read; nothing was changed."),
    ),
    HTTPStatus.NOT_FOUND: (
        "kernel.no_such_address",
        gettext_noop("There is nothing at this address; see /docs."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "kernel.method_not_allowed",
        gettext_noop("This cannot be done with what is at this address; see /docs."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "kernel.request_too_large",
        gettext_noop("The request is too large; nothing was changed. Send it in parts."),
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "kernel.not_json",
        gettext_noop("Send the body as application/json; nothing was changed."),
    ),
}
"""What HTTP itself refuses: code and sentence by status."""

OF_THE_HOUSE: Sequence[tuple[str, HTTPStatus, str]] = (
    (
        "kernel.input_unreadable",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Fields are missing, unknown or of another kind; `errors` points at each.",
    ),
    (
        "kernel.value_out_of_range",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "A number, date or text is too large to be kept.",
    ),
    ("kernel.unexpected", HTTPStatus.INTERNAL_SERVER_ERROR, "A mistake of ours, in the log."),
    (
        "kernel.database_unavailable",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The database cannot be reached right now; try again.",
    ),
)
"""What this house answers without a refusal: code, status, and what it means."""


def status_of(refusal: refusals.Refusal) -> HTTPStatus:
    """Say which HTTP status a refusal answers with; 422 where no kind says otherwise."""
    for kind, status in _STATUS:
        if isinstance(refusal, kind):
            return status
    return HTTPStatus.UNPROCESSABLE_ENTITY


def of_refusal(request: HttpRequest, refusal: refusals.Refusal) -> HttpResponse:
    """Render a refusal."""
    status = status_of(refusal)
    response = problem(
        request,
        status=status,
        code=refusal.code,
        detail=refusal.message,
        errors=refusal.facts.get("errors", ()),
    )
    if isinstance(refusal, refusals.TooMany) and "retry_after_s" in refusal.facts:
        response["Retry-After"] = str(refusal.facts["retry_after_s"])
    if isinstance(refusal, refusals.NotSignedIn):
        response["WWW-Authenticate"] = "Bearer"
    return response


def of_unreadable_input(request: HttpRequest, errors: Sequence[Mapping[str, Any]]) -> HttpResponse:
    """Render what a schema found wrong: one entry for each field, with a JSON pointer."""
    return problem(
        request,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code="kernel.input_unreadable",
        detail=_("Some fields could not be read; nothing was changed."),
        errors=[
            {
                "pointer": "/" + "/".join(str(part) for part in error["loc"][1:]),
                "code": str(error["type"]),
                "message": str(error["msg"]),
            }
            for error in errors
        ],
    )


def of_mistake(request: HttpRequest) -> HttpResponse:
    """Render an unexpected failure of ours: what happened, what is safe, what to do."""
    return problem(
        request,
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        code="kernel.unexpected",
        detail=_("That did not work and nothing was changed. Try again; if it stays, tell us."),
    )


def of_unkeepable_value(request: HttpRequest) -> HttpResponse:
    """Render a value that fits its field's kind but not what can be stored."""
    return problem(
        request,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code="kernel.value_out_of_range",
        detail=_("A number, date or text is too large to be kept; nothing was changed."),
    )


def of_unavailable_database(request: HttpRequest) -> HttpResponse:
    """Render a database that cannot be reached right now."""
    response = problem(
        request,
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        code="kernel.database_unavailable",
        detail=_("The database cannot be reached right now; nothing was changed. Try again."),
    )
    response["Retry-After"] = "1"
    return response


def of_status(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """Render what HTTP itself refuses, before any door was reached."""
    if status not in OF_HTTP:
        return of_mistake(request)
    return problem(request, status=status, code=OF_HTTP[status][0], detail=_(OF_HTTP[status][1]))


def problem(
    request: HttpRequest,
    *,
    status: HTTPStatus,
    code: str,
    detail: str,
    errors: Sequence[Mapping[str, Any]] = (),
) -> HttpResponse:
    """Build one application/problem+json answer."""
    body = {
        "type": f"/docs/problems#{code}",
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
        "code": code,
        "instance": request.path,
        "request_id": getattr(request, "request_id", ""),
    }
    if errors:
        body["errors"] = list(errors)
    return HttpResponse(
        json.dumps(body), status=int(status), content_type="application/problem+json"
    )
