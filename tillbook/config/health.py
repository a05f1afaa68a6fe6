"""Is the process alive, is the whole ready, and its figures."""

import logging

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, JsonResponse

from tillbook.config import metrics

_log = logging.getLogger("tillbook.web")
_migrated = False


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer as long as the process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers and is migrated, else 503 with what is missing."""
    global _migrated  # noqa: PLW0603 - migrated once is migrated for the life of this process
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _migrated:
            executor = MigrationExecutor(connection)
            _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        _log.warning("database unreachable", exc_info=True)  # its words name hosts and users
        connection.close()
        return JsonResponse({"ready": False, "database": "unreachable"}, status=503)
    if not _migrated:
        return JsonResponse({"ready": False, "database": "not migrated"}, status=503)
    return JsonResponse({"ready": True})


def metrics_page(_request: HttpRequest) -> HttpResponse:
    """Give this process's figures to Prometheus."""
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4")
