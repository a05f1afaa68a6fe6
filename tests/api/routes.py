"""Every route of the API, from its own router table, with what a request to it needs.

The tables are explicit: a new route, path id, body or reference fails the tests until somebody
said here what it is about.
"""

import json
import re
from dataclasses import dataclass
from functools import cache

from tillbook.config.api import api

# What the path ids of each route name (keys of Furnished.ids).
PATH_IDS = {
    "/attention/{attention_id}/settle": "attention",
    "/locations/{name}": "location",
    "/registers/{register_id}": "register",
    "/registers/{register_id}/device": "register",
    "/registers/{register_id}/enrolment-code": "register",
    "/people/{person_id}": "person",
    "/people/{person_id}/sign-in-link": "person",
    "/people/{person_id}/unlock-pin": "person",
    "/api-keys/{key_id}": "key",
    "/items/{item}": "item",
    "/categories/{category}": "category",
    "/taxes/{tax}": "tax",
    "/imports/{batch}": "import",
    "/imports/{batch}/apply": "import",
    "/imports/{batch}/undo": "import",
    "/sales/{sale_id}": "sale",
    "/sales/{sale}/receipt.html": "sale",
    "/printers/{printer}": "printer",
    "/printers/{printer}/test": "printer",
    "/printers/{printer}/print": "printer",
    "/print-jobs/{job}/retry": "job",
    "/documents/{document_id}": "sale",
}

# What ids in queries name.
QUERY_IDS = {
    ("/items", "category"): "category",
    ("/ledger/entries", "source"): "sale",
    ("/ledger/entries", "account"): "account",
    ("/stock/levels", "location"): "location",
    ("/stock/moves", "variant"): "variant",
    ("/stock/moves", "location"): "location",
    ("/stock/moves", "source"): "sale",
    ("/sales", "location"): "location",
    ("/print-jobs", "printer"): "printer",
    ("/print-jobs", "document"): "sale",
    ("/today", "location"): "location",
}

TAX = {"name": "VAT 7 %", "rate_ppm": 70000}
PERSON = {"name": "Nina", "role": "cashier"}
PASSWORD = {"current": "not this one", "new": "another long word"}

# A body for each route that takes one, in which `ids` are things that exist.
BODIES = {
    ("POST", "/attention/{attention_id}/settle"): lambda _ids: {"note": "Looked at it."},
    ("PATCH", "/business"): lambda _ids: {"tax_number": "DE1"},
    ("POST", "/locations"): lambda _ids: {
        "code": "STORE9",
        "name": "Mall",
        "time_zone": "Europe/Berlin",
    },
    ("PATCH", "/locations/{name}"): lambda _ids: {"address": "Lindenallee 12"},
    ("POST", "/registers"): lambda ids: {"location": ids["location"], "code": "T9", "name": "Bar"},
    ("POST", "/setup"): lambda _ids: {
        "token": "unknown",
        "email": "a@example.com",
        "password": "correct horse battery",
    },
    ("POST", "/session"): lambda _ids: {"email": "nobody@example.com", "password": "wrong"},
    ("PUT", "/session/business"): lambda ids: {"business": ids["business"]},
    ("PUT", "/session/password"): lambda _ids: PASSWORD,
    ("POST", "/people"): lambda ids: PERSON | {"locations": [ids["location"]]},
    ("PATCH", "/people/{person_id}"): lambda ids: {"locations": [ids["location"]]},
    ("POST", "/pins/verify"): lambda ids: {"person": ids["person"], "pin": "0000"},
    ("POST", "/pins/unlock"): lambda ids: {
        "person": ids["person"],
        "manager": ids["owner"],
        "pin": "000000",
    },
    ("POST", "/api-keys"): lambda ids: {
        "name": "Web shop",
        "scopes": [],
        "locations": [ids["location"]],
    },
    ("POST", "/devices/enrol"): lambda _ids: {"code": "AAAA-AAAA"},
    ("POST", "/items"): lambda ids: {
        "name": "Hat",
        "category": ids["category"],
        "taxes": [ids["tax"]],
        "variants": [{"price": 100}],
    },
    ("PUT", "/items/{item}"): lambda ids: {
        "name": "Aurora dress",
        "category": ids["category"],
        "taxes": [ids["tax"]],
        "variants": [{"id": ids["variant"], "sku": "AURORA", "price": 5900}],
    },
    ("PATCH", "/items/{item}"): lambda ids: {
        "category": ids["category"],
        "taxes": [ids["tax"]],
        "variants": [{"id": ids["variant"], "sku": "AURORA", "price": 5900}],
    },
    ("POST", "/categories"): lambda ids: {"name": "Hats", "parent": ids["category"]},
    ("PUT", "/categories/{category}"): lambda ids: {"name": "Dresses", "parent": ids["category_2"]},
    ("POST", "/taxes"): lambda _ids: TAX,
    ("PUT", "/taxes/{tax}"): lambda _ids: TAX,
    ("POST", "/inventory/update"): lambda ids: {
        "product_id": ids["variant"],
        "quantity_change": -1,
        "location_id": ids["location"],
    },
    ("POST", "/imports"): lambda ids: {"location": ids["location"]},
    ("POST", "/printers"): lambda ids: {
        "location": ids["location"],
        "name": "Bar",
        "host": "192.168.1.51",
        "fallback": ids["printer"],
    },
    ("PATCH", "/printers/{printer}"): lambda ids: {"fallback": ids["printer_2"]},
    ("POST", "/printers/{printer}/print"): lambda ids: {"document": ids["sale"], "copy": True},
    ("POST", "/documents"): lambda _ids: {"documents": []},
    ("POST", "/heartbeat"): lambda _ids: {"epoch": 1, "position": 0},
    ("PUT", "/settings"): lambda ids: {
        "name": "printing.receipt_footer",
        "value": "Come again",
        "location": ids["location"],
    },
}

# Where ids stand in bodies. The value is what the id names; None says why it is no such reference.
BODY_IDS = {
    ("POST", "/registers", "location"): "location",
    ("POST", "/session", "business"): None,  # asked only after the right password
    ("PUT", "/session/business", "business"): "business",
    ("POST", "/people", "locations"): "location",
    ("PATCH", "/people/{person_id}", "locations"): "location",
    ("POST", "/pins/verify", "person"): "person",
    ("POST", "/pins/unlock", "person"): "person",
    ("POST", "/pins/unlock", "manager"): "owner",
    ("POST", "/api-keys", "locations"): "location",
    ("POST", "/items", "category"): "category",
    ("POST", "/items", "taxes"): "tax",
    ("POST", "/items", "variants.id"): "variant",
    ("PUT", "/items/{item}", "category"): "category",
    ("PUT", "/items/{item}", "taxes"): "tax",
    ("PUT", "/items/{item}", "variants.id"): "variant",
    ("PATCH", "/items/{item}", "category"): "category",
    ("PATCH", "/items/{item}", "taxes"): "tax",
    ("PATCH", "/items/{item}", "variants.id"): "variant",
    ("POST", "/categories", "parent"): "category",
    ("PUT", "/categories/{category}", "parent"): "category",
    ("POST", "/inventory/update", "product_id"): "variant",
    ("POST", "/inventory/update", "location_id"): "location",
    ("POST", "/imports", "location"): "location",
    ("POST", "/printers", "location"): "location",
    ("POST", "/printers", "fallback"): "printer",
    ("PATCH", "/printers/{printer}", "fallback"): "printer",
    ("POST", "/printers/{printer}/print", "document"): "sale",
}
TEXTS_THAT_ARE_IDS = {
    ("POST", "/inventory/update", "product_id"),
    ("POST", "/inventory/update", "location_id"),
}


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    permission: str

    @property
    def has_body(self):
        return (self.method, self.path) in BODIES

    def address(self, ids):
        """Put an id of the right kind into the path; KeyError for a route nobody told us about."""
        kind = PATH_IDS[self.path] if "{" in self.path else None
        return re.sub(r"\{\w+\}", lambda _: str(ids[kind]), self.path)

    def body(self, ids):
        return BODIES[self.method, self.path](ids) if self.has_body else None

    def __str__(self):
        return f"{self.method} {self.path}"


@cache
def routes():
    return [
        Route(method, path, operation.view_func.permission)
        for router in api._get_bound_routers()  # nested routers as well
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]


@cache
def description():
    return json.loads(json.dumps(api.get_openapi_schema()))


def described(route):
    return description()["paths"][f"/api/v1{route.path}"][route.method.lower()]


def ids_in_body(route):
    """Name the places of a route's body that hold ids, as the description says."""
    content = described(route).get("requestBody", {}).get("content", {})
    for kind in content.values():
        yield from _ids(kind["schema"], "")


def _ids(schema, at):
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = description()["components"]["schemas"][name]
    if schema.get("format") == "uuid":
        yield at
    for part in [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())]:
        yield from _ids(part, at)
    for name, part in schema.get("properties", {}).items():
        yield from _ids(part, f"{at}.{name}".lstrip("."))


def with_id(body, place, value):
    """Put an id at a place of a body, such as `variants.id`."""
    copy = json.loads(json.dumps(body, default=str))
    inner, names = copy, place.split(".")
    for name in names[:-1]:
        inner = inner[name][0] if isinstance(inner[name], list) else inner[name]
    known = inner.get(names[-1])
    inner[names[-1]] = [value] if isinstance(known, list) else value
    return copy
