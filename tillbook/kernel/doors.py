"""Doors: every way in names its permission, and opens one unit of work around one operation."""

import functools
import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from tillbook.kernel import sets
from tillbook.kernel.actors import Actor
from tillbook.kernel.refusals import Conflict, NotAllowed, Stale

P = ParamSpec("P")
R = TypeVar("R")

PUBLIC = "public"
"""The permission of the few doors that are open before anybody is known; they open their own
unit of work when they know the business."""

SIGNED_IN = "signed_in"
"""The permission of doors that every known actor may use, such as reading one's own session."""

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Request(HttpRequest):
    """A request that came through a door."""

    actor: Actor
    at: datetime
    request_id: str


class IdempotencyKeyReused(Conflict):
    """The same Idempotency-Key came with another request."""

    code = "kernel.idempotency_key_reused"


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
                    return _once(request, lambda: view(request, *args, **kwargs))  # type: ignore[return-value]  # a stored answer is a response
                return view(request, *args, **kwargs)

        door.permission = permission  # type: ignore[attr-defined]  # read by the route guard
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


def _once(request: Request, view: Callable[[], Any]) -> HttpResponse:
    """Run the view, or give the first answer again.

    The key is inserted in the view's own transaction: a twin that comes at the same time waits
    for it, and a view that fails leaves no key behind.
    """
    key = request.headers["Idempotency-Key"][:255]
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
    answer = view()
    status, body = answer if isinstance(answer, tuple) else (200, answer)
    if isinstance(answer, HttpResponse):
        status, text = answer.status_code, answer.content.decode()
    else:
        text = json.dumps(_plain(body), cls=DjangoJSONEncoder)
    sets.execute(
        "UPDATE kernel_idempotencykey SET status = %s, body = %s WHERE id = %s",
        [status, text, fresh[0][0]],
    )
    return HttpResponse(text, status=status, content_type="application/json")


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


def _again(request: Request, key: str, digest: str) -> HttpResponse:
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


def _plain(body: Any) -> Any:
    return body.model_dump(mode="json") if hasattr(body, "model_dump") else body
