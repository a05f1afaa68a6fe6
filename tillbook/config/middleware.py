"""What surrounds every request: an id, a log line, safe headers."""

import logging
import re
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tillbook.config import metrics
from tillbook.kernel.ids import new_id

_log = logging.getLogger("tillbook.web")
_FIT_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})

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


class SecurityHeaders:
    """Denies framing, sniffing and referrers; the page's own policy is in its head."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("Content-Security-Policy", "frame-ancestors 'none'; object-src 'none'")
        response.setdefault(
            "Permissions-Policy", "geolocation=(), microphone=(), camera=(self), usb=(self)"
        )
        return response
