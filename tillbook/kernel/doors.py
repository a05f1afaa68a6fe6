"""Doors: every way in names its permission, and opens one unit of work around one operation."""

import functools
import hashlib
import json
from collections.abc import Callable, Iterator
from copy import copy
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from tillbook.kernel import sets
from tillbook.kernel.actors import Actor
from tillbook.kernel.refusals import Conflict, NotAllowed, Refusal, Stale

P = ParamSpec("P")
R = TypeVar("R")

PUBLIC = "public"
"""The permission of the few doors that are open before anybody is known; they open their own
unit of work when they know the business."""

SIGNED_IN = "signed_in"
"""The permission of doors that every known actor may use, such as reading one's own session."""

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_KEY_MAX = 255


class Request(HttpRequest):
    """A request that came through a door."""

    actor: Actor
    at: datetime
    request_id: str
    api: NinjaAPI
    shell: HttpResponse


class IdempotencyKeyReused(Conflict):
    """The same Idempotency-Key came with another request."""

    code = "kernel.idempotency_key_reused"


class IdempotencyKeyUnfit(Refusal):
    """An Idempotency-Key that is empty or too long."""

    code = "kernel.idempotency_key_unfit"


def allow(
    permission: str, *, secret_answer: bool = False
) -> Callable[[Callable[Concatenate[Request, P], R]], Callable[Concatenate[Request, P], R]]:
    """Name the permission of a view.

    Authenticates, opens the transaction, checks the permission, answers a repeated
    Idempotency-Key with its first answer, and rolls everything back when a refusal is raised.
    A secret answer (a new key, a one-time code) is never stored: asked again, it is another one.
    """

    def decorate(
        view: Callable[Concatenate[Request, P], R],
    ) -> Callable[Concatenate[Request, P], R]:
        @functools.wraps(view)
        def door(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> R:
            request.at = datetime.now(UTC)
            if permission == PUBLIC:
                return view(request, *args, **kwargs)
            with transaction.atomic(durable=True):
                request.actor = authorise(request, permission)
                repeatable = request.method in _WRITES and not secret_answer
                if repeatable and "Idempotency-Key" in request.headers:
                    return _once(request, door, lambda: view(request, *args, **kwargs))  # type: ignore[return-value]  # a stored answer is a response
                return view(request, *args, **kwargs)

        door.permission = permission  # type: ignore[attr-defined]  # read by the route guard
        door.repeatable = permission != PUBLIC and not secret_answer  # type: ignore[attr-defined]  # read by the description
        return door

    return decorate


def allow_in_units(
    permission: str,
) -> Callable[[Callable[Concatenate[Request, P], R]], Callable[Concatenate[Request, P], R]]:
    """Name the permission of a view that opens several units of work of its own.

    The view calls `authorise(request, permission)` first in each of them.
    """

    def decorate(
        view: Callable[Concatenate[Request, P], R],
    ) -> Callable[Concatenate[Request, P], R]:
        @functools.wraps(view)
        def door(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> R:
            request.at = datetime.now(UTC)
            return view(request, *args, **kwargs)

        door.permission = permission  # type: ignore[attr-defined]  # read by the route guard
        return door

    return decorate


def authorise(request: Request, permission: str) -> Actor:
    """Say who makes the request inside the open transaction, and that they may.

    Raises NotSignedIn or NotAllowed.
    """
    authenticate: Callable[[HttpRequest, datetime], Actor] = import_string(
        settings.TILLBOOK_AUTHENTICATOR
    )
    actor = authenticate(request, request.at)
    if permission != SIGNED_IN and not actor.may(permission):
        raise NotAllowed(
            _("This needs the permission “%(permission)s”.") % {"permission": permission}
        )
    return actor


def require_version(request: HttpRequest, version: int) -> None:
    """Compare If-Match with a thing's version; raises Stale when it was changed since.

    A request without If-Match is taken as it is.
    """
    wanted = request.headers.get("If-Match")
    if wanted is not None and wanted.strip() != etag(version):
        raise Stale(_("Somebody changed this since you opened it. Look at it again, then save."))


def etag(version: int) -> str:
    """Write a version as an entity tag."""
    return f'"{version}"'


def _once(request: Request, door: Callable[..., Any], view: Callable[[], Any]) -> HttpResponseBase:
    """Run the view, or give the first answer again.

    The key is inserted in the view's own transaction: a twin that comes at the same time waits
    for it, and a view that fails leaves no key behind.
    """
    key = request.headers["Idempotency-Key"]
    if not 0 < len(key) <= _KEY_MAX:
        raise IdempotencyKeyUnfit(
            _("An Idempotency-Key has 1 to %(count)d characters.") % {"count": _KEY_MAX}
        )
    digest = hashlib.sha256()
    for part in (request.method or "", request.get_full_path()):
        digest.update(part.encode() + b"\0")
    for piece in _content(request):
        digest.update(piece)
    fresh = sets.execute(
        """
        INSERT INTO kernel_idempotencykey (key, actor_id, request_hash) VALUES (%s, %s, %s)
            ON CONFLICT DO NOTHING RETURNING id
        """,
        [key, request.actor.id, digest.hexdigest()],
    )
    if not fresh:
        return _again(request, key, digest.hexdigest())
    response = _shaped(request, door, view())
    sets.execute(
        "UPDATE kernel_idempotencykey SET status = %s, body = %s WHERE id = %s",
        [response.status_code, response.content.decode(), fresh[0][0]],
    )
    return response


def _content(request: Request) -> Iterator[bytes]:
    """Give what was sent: the body, or the fields and files that a form was taken apart into.

    A form's body cannot be read twice, and its boundary differs each time it is sent.
    """
    if request.content_type != "multipart/form-data":
        yield request.body
        return
    for name, values in sorted(request.POST.lists()):
        yield json.dumps([name, values]).encode()
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            yield json.dumps([name, file.name, file.size]).encode()
            yield from file.chunks()
            file.seek(0)


def _shaped(request: Request, door: Callable[..., Any], answer: Any) -> HttpResponse:
    """Shape a view's answer by the door's schema, as it goes out and as it is stored."""
    operation = copy(door._ninja_operation)  # type: ignore[attr-defined]  # noqa: SLF001 - Ninja leaves it there
    operation.api = request.api
    response = operation._result_to_response(request, answer, request.shell)  # noqa: SLF001 - Ninja has no public way
    assert isinstance(response, HttpResponse)
    return response


def _again(request: Request, key: str, digest: str) -> HttpResponseBase:
    [(request_hash, status, body)] = sets.execute(
        """
        SELECT request_hash, status, body FROM kernel_idempotencykey
         WHERE key = %s AND actor_id = %s
        """,
        [key, request.actor.id],
    )
    if request_hash != digest:
        raise IdempotencyKeyReused(
            _("This Idempotency-Key was used for another request; use a new one.")
        )
    response = HttpResponse(body, status=status, content_type="application/json")
    response["Idempotent-Replayed"] = "true"
    return response
