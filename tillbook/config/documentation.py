"""Pages for integrators, all from this server: the operations, and what each problem means."""

import inspect
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from ninja import NinjaAPI
from ninja.openapi.docs import Swagger

from tillbook.kernel import problems
from tillbook.kernel.refusals import Refusal

# The page's own library styles elements inline and draws its icons from data addresses.
_POLICY_OF_OPERATIONS = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_POLICY_OF_PROBLEMS = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_PROBLEMS = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Problems - Tillbook API</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
         color-scheme: light dark }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; vertical-align: top; padding: .4rem .6rem;
           border-bottom: 1px solid GrayText }
  :target { background: Mark; color: MarkText }
</style>
<h1>Problems</h1>
<p>Every refused request is answered as <code>application/problem+json</code> with a stable
<code>code</code>; <code>detail</code> says it in words, <code>errors</code> names fields, and
<code>request_id</code> finds it in the server's log. Back to <a href="/api/docs">the API</a>.</p>
<table>
<tr><th scope="col">Code<th scope="col">Status<th scope="col">Meaning
{% for problem in problems %}<tr id="{{ problem.code }}"><td><code>{{ problem.code }}</code>
<td>{{ problem.status }}<td>{{ problem.meaning }}
{% endfor %}</table>
</html>
"""


class Documentation(Swagger):
    """The operations, readable and to try out, without asking any other server."""

    def __init__(self) -> None:
        super().__init__({"validatorUrl": None, "defaultModelsExpandDepth": 0})

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Give the page under a policy that forbids every other server."""
        response = super().render_page(request, api, **kwargs)
        response["Content-Security-Policy"] = _POLICY_OF_OPERATIONS
        return response


def problems_page(_request: HttpRequest) -> HttpResponse:
    """List every code that a problem can bear; problems link here."""
    page = Engine().from_string(_PROBLEMS).render(Context({"problems": sorted_problems()}))
    response = HttpResponse(page, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = _POLICY_OF_PROBLEMS
    return response


def sorted_problems() -> list[dict[str, Any]]:
    """Say code, status and meaning of every refusal there is, by code."""
    known: dict[str, dict[str, Any]] = {}
    for status, (code, meaning) in problems.OF_HTTP.items():
        known[code] = {"code": code, "status": int(status), "meaning": meaning}
    for code, status, meaning in problems.OF_THE_HOUSE:
        known[code] = {"code": code, "status": int(status), "meaning": meaning}
    for refusal in _kinds_of(Refusal):
        status = problems.status_of(refusal.__new__(refusal))
        meaning = inspect.cleandoc(refusal.__doc__ or "").partition("\n\n")[0]
        known.setdefault(
            refusal.code, {"code": refusal.code, "status": int(status), "meaning": meaning}
        )
    return [known[code] for code in sorted(known)]


def _kinds_of(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds_of(each)
