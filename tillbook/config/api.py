"""The REST API: every module's routes under one OpenAPI document."""

import importlib
import logging
from http import HTTPStatus
from typing import Any

from django.apps import apps
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db.utils import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError

from tillbook import __version__
from tillbook.config.documentation import Documentation
from tillbook.config.openapi import Description
from tillbook.config.parser import NotJson, StrictParser
from tillbook.kernel import problems
from tillbook.kernel.refusals import Refusal

_log = logging.getLogger("tillbook.web")

_ABOUT = """
Everything that the office and the tills do, for programs.

- **Who you are:** `Authorization: Bearer tb_live_...`, a key made in the office. Each operation
  names the permission it needs (`x-permission`).
- **Refusals** are `application/problem+json` with a stable `code`, explained at
  [/docs/problems](/docs/problems).
- **Repeats:** send an `Idempotency-Key` with a write, and sending it again does nothing twice.
- **Changes of others:** send the `ETag` you read as `If-Match`; 412 says that it changed since.
- **Lists** come in pages: send `next_cursor` as `cursor` until `has_more` is false.
- **Money** is whole minor units; **quantities** are decimals in texts, such as `"0.250"`.
"""


class Api(NinjaAPI):
    """Ninja's API with OpenAPI 3.1 and problem details as the answer to everything unusual."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        """Name an operation by module and function: `catalog_items`."""
        view = operation.view_func
        return f"{view.__module__.split('.')[1]}_{view.__name__}"

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> Description:
        """Describe every operation, its permission and its problems."""
        if path_prefix is None:
            path_prefix = self.get_root_path(path_params or {})
        return Description(self, path_prefix)

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """Leave the answer's shell where the door finds it, which may have to store the answer."""
        shell = super().create_temporal_response(request)
        request.shell = shell  # type: ignore[attr-defined]  # Django's request has room for it
        request.api = self  # type: ignore[attr-defined]  # as above
        return shell


def build() -> Api:
    """Assemble the routers of all installed modules; a module's `api.py` exports `router`."""
    api = Api(
        title="Tillbook",
        version=__version__,
        description=_ABOUT,
        openapi_url="/openapi.json",
        docs=Documentation(),
        docs_url="/docs",
        parser=StrictParser(),
    )
    for config in apps.get_app_configs():
        if not config.name.startswith("tillbook."):
            continue
        try:
            module = importlib.import_module(f"{config.name}.api")
        except ModuleNotFoundError as missing:
            if missing.name != f"{config.name}.api":
                raise
            continue
        router: Router = module.router
        api.add_router("/v1", router, tags=[config.label])
    api.exception_handler(Refusal)(problems.of_refusal)
    api.exception_handler(ValidationError)(_unreadable)
    api.exception_handler(HttpError)(_unread)
    for unreadable in (MultiPartParserError, UnreadablePostError, SuspiciousOperation):
        api.exception_handler(unreadable)(_unread)
    api.exception_handler(DataError)(_unkeepable)
    api.exception_handler(OperationalError)(_unavailable)
    api.exception_handler(InterfaceError)(_unavailable)
    api.exception_handler(Exception)(_mistake)
    return api


def _unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.of_unreadable_input(request, error.errors)


def _unread(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer a body that could not be taken apart; Ninja wraps what our parser said."""
    cause = error.__cause__
    if isinstance(cause, Refusal):
        return problems.of_refusal(request, cause)
    if isinstance(cause, NotJson):
        return problems.of_status(request, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if isinstance(error, RequestDataTooBig):
        return problems.of_status(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return problems.of_status(request, HTTPStatus.BAD_REQUEST)


def _unkeepable(request: HttpRequest, _error: DataError) -> HttpResponse:
    """Answer a value that PostgreSQL's types cannot hold and that no rule of ours had refused."""
    _log.warning("value out of range", exc_info=True, extra={"path": request.path})
    return problems.of_unkeepable_value(request)


def _unavailable(request: HttpRequest, _error: Exception) -> HttpResponse:
    _log.exception("database unavailable", extra={"path": request.path})
    return problems.of_unavailable_database(request)


def _mistake(request: HttpRequest, _error: Exception) -> HttpResponse:
    _log.exception("unexpected", extra={"path": request.path})
    return problems.of_mistake(request)


api = build()
