"""What surrounds every request: an id, a log line, safe headers."""

import logging
import re
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tillbook.config import metrics
from tillbook.kernel import problems
from tillbook.kernel.ids import new_id

_log = logging.getLogger("tillbook.web")
_FIT_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})

_MEGABYTE = 1024 * 1024
_LENGTH_MAX: Mapping[str, int] = {
    "/api/v1/documents": 32 * _MEGABYTE,  # 1,000 documents
    "/api/v1/imports": 21 * _MEGABYTE,  # the largest file that importing reads, and its form
}
_LENGTH_MAX_ELSEWHERE = 2 * _MEGABYTE

Next = Callable[[HttpRequest], HttpResponse]


class Requests:
    """Gives each request an id (the caller's, when it is fit), measures it and logs it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request.request_id = given if _FIT_ID.fullmatch(given) else str(new_id())  # type: ignore[attr-defined]  # Django's request has room for it
        started = time.perf_counter()
        response = self.get_response(request)
        elapsed_s = time.perf_counter() - started
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]  # set above
        metrics.observe(request.method or "", response.status_code, elapsed_s)
        if request.path not in _QUIET and request.path.startswith("/api"):
            _log.info(
                "request",
                extra={
                    "request_id": request.request_id,  # type: ignore[attr-defined]  # set above
                    "method": request.method,
                    "path": request.path,
                    "status": response.status_code,
                    "duration_ms": round(elapsed_s * 1000, 1),
                },
            )
        return response


class Problems:
    """Answers in problem details what HTTP refuses before any door of the API is reached.

    A body that is larger than what is sent to its address is not read at all.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        if "\0" in request.path_info:  # no id or code holds it, and no statement may
            return problems.of_status(request, HTTPStatus.NOT_FOUND)
        if _length_of(request) > _LENGTH_MAX.get(request.path_info, _LENGTH_MAX_ELSEWHERE):
            return problems.of_status(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        response = self.get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST or _is_problem(response):
            return response
        problem = problems.of_status(request, HTTPStatus(response.status_code))
        if "Allow" in response:
            problem["Allow"] = response["Allow"]
        return problem


def _is_problem(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("application/problem+json")


def _length_of(request: HttpRequest) -> int:
    """Read Content-Length; without one Django reads no body."""
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isdecimal() else 0


class SecurityHeaders:
    """Denies framing, sniffing and referrers; the page's own policy is in its head."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("X-Frame-Options", "DENY")
        if settings.SECURE:
            response.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.path_info.startswith("/api/v1/"):  # what a business reads stays with the reader
            response.setdefault("Cache-Control", "no-store")
        response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("Content-Security-Policy", "frame-ancestors 'none'; object-src 'none'")
        response.setdefault(
            "Permissions-Policy", "geolocation=(), microphone=(), camera=(self), usb=(self)"
        )
        return response
