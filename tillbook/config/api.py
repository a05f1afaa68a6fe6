"""The REST API: every module's routes under one OpenAPI document."""

import importlib
import logging
from typing import Any

from django.apps import apps
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import ValidationError
from ninja.openapi.docs import Swagger

from tillbook import __version__
from tillbook.kernel import problems
from tillbook.kernel.refusals import Refusal

_log = logging.getLogger("tillbook.web")


class Api(NinjaAPI):
    """Ninja's API with OpenAPI 3.1 and problem details as the answer to everything unusual."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        """Name an operation by module and function: `catalog_items`."""
        view = operation.view_func
        return f"{view.__module__.split('.')[1]}_{view.__name__}"


def build() -> Api:
    """Assemble the routers of all installed modules; a module's `api.py` exports `router`."""
    api = Api(
        title="Tillbook",
        version=__version__,
        openapi_url="/openapi.json",
        docs=Swagger(),
        docs_url="/docs",
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
    api.exception_handler(OperationalError)(_unavailable)
    api.exception_handler(InterfaceError)(_unavailable)
    api.exception_handler(Exception)(_mistake)
    return api


def _unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.of_unreadable_input(request, error.errors)


def _unavailable(request: HttpRequest, _error: Exception) -> HttpResponse:
    _log.exception("database unavailable", extra={"path": request.path})
    return problems.of_unavailable_database(request)


def _mistake(request: HttpRequest, _error: Exception) -> HttpResponse:
    _log.exception("unexpected", extra={"path": request.path})
    return problems.of_mistake(request)


api = build()
