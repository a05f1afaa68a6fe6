"""Every address of the server: the API, health, and the web application for all the rest."""

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, re_path
from django.views.generic import RedirectView

from tillbook.config import documentation, health
from tillbook.config.api import api


def web_application(_request: HttpRequest) -> HttpResponseBase:
    """Give the one page of the web application; its router knows the address."""
    if settings.WEB_BUILD is None:
        return HttpResponse(
            "The web application is not built. Run `make build`.\n",
            status=503,
            content_type="text/plain",
        )
    response = FileResponse(
        (settings.WEB_BUILD / "index.html").open("rb"), content_type="text/html"
    )
    response["Cache-Control"] = "no-cache"
    return response


urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics_page),
    path("api/", api.urls),
    path("docs/problems", documentation.problems_page),
    path("docs", RedirectView.as_view(url="/api/docs")),
    re_path(r"^(?!api/|static/|_app/).*$", web_application),
]
