"""Refusals on the wire: problem details for HTTP (RFC 9457) with a stable code."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tillbook.kernel import refusals

_STATUS: Sequence[tuple[type[refusals.Refusal], HTTPStatus]] = (
    (refusals.NotFound, HTTPStatus.NOT_FOUND),
    (refusals.Conflict, HTTPStatus.CONFLICT),
    (refusals.Stale, HTTPStatus.PRECONDITION_FAILED),
    (refusals.NotAllowed, HTTPStatus.FORBIDDEN),
    (refusals.NotSignedIn, HTTPStatus.UNAUTHORIZED),
    (refusals.TooMany, HTTPStatus.TOO_MANY_REQUESTS),
)


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
