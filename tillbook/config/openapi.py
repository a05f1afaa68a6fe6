"""The OpenAPI description: what each door needs, and which problems it answers."""

from http import HTTPStatus
from typing import Any

from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from tillbook.kernel.doors import PUBLIC, SIGNED_IN

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_GUESSED_AT = frozenset({"/setup", "/session", "/session/password", "/devices/enrol"})

_SECURITY_SCHEMES = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key made in the office: `Authorization: Bearer tb_live_...`.",
    },
    "till": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of an enrolled till: `Authorization: Bearer tb_till_...`.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "tillbook_session",
        "description": "The cookie of who signed in; named `__Host-tillbook_session` over HTTPS.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRF-Token",
        "description": "What GET /session answers as `csrf`; every write with a session needs it.",
    },
}

_PROBLEM = {
    "type": "object",
    "description": "A problem after RFC 9457; `code` is stable, `detail` is said in words.",
    "required": ["type", "title", "status", "detail", "code", "instance", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "Where the code is explained."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "examples": ["kernel.not_found"]},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}

_IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "Sent again with the same key, the request is answered as the first time.",
}
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string", "examples": ['"3"']},
    "description": "The ETag that was read: refused with 412 when somebody changed it since.",
}


class NameTaken(AssertionError):  # noqa: N818 - a mistake of ours
    """Two different schemas of modules bear one name, so that one would hide the other."""


class Description(OpenAPISchema):
    """OpenAPI 3.1 with permissions, credentials and problems at every operation."""

    def get_components(self) -> dict[str, Any]:
        """Add the credentials and the shape of problems."""
        components: dict[str, Any] = super().get_components()
        components["schemas"]["Problem"] = _PROBLEM
        return components | {
            "securitySchemes": _SECURITY_SCHEMES,
            "responses": {
                _name_of(status): {
                    "description": status.phrase,
                    "content": {
                        "application/problem+json": {
                            "schema": {"$ref": "#/components/schemas/Problem"}
                        }
                    },
                }
                for status in HTTPStatus
                if 400 <= status < 500
            },
        }

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        """Say the permission, the credentials, the headers and the problems of an operation."""
        details: dict[str, Any] = super().operation_details(operation)
        door, writes = operation.view_func, bool(_WRITES & set(operation.methods))
        permission = door.permission  # type: ignore[attr-defined]  # the route guard sees to it
        details["x-permission"] = permission
        details["security"] = [] if permission == PUBLIC else _security(writes=writes)
        if writes and getattr(door, "repeatable", False):
            details["parameters"].append(_IDEMPOTENCY_KEY)
        if {"PUT", "PATCH"} & set(operation.methods) and self._is_versioned(details):
            details["parameters"].append(_IF_MATCH)
        for status in self._problems_of(operation, details):
            details["responses"].setdefault(
                int(status), {"$ref": f"#/components/responses/{_name_of(status)}"}
            )
        return details

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Refuse that a schema hides another one of the same name."""
        for name, schema in definitions.items():
            known = self.schemas.get(name, schema)
            if known.get("properties", {}).keys() != schema.get("properties", {}).keys():
                raise NameTaken(name)
        super().add_schema_definitions(definitions)

    def _problems_of(self, operation: Operation, details: dict[str, Any]) -> list[HTTPStatus]:
        permission, found = details["x-permission"], []
        writes, body = bool(_WRITES & set(operation.methods)), "requestBody" in details
        if permission != PUBLIC:
            found.append(HTTPStatus.UNAUTHORIZED)
        if permission not in {PUBLIC, SIGNED_IN} or writes:
            found.append(HTTPStatus.FORBIDDEN)
        if "{" in operation.path or permission == PUBLIC:
            found.append(HTTPStatus.NOT_FOUND)
        if writes:
            found.append(HTTPStatus.CONFLICT)
        if _IF_MATCH in details["parameters"]:
            found.append(HTTPStatus.PRECONDITION_FAILED)
        if body:
            found += [
                HTTPStatus.BAD_REQUEST,
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            ]
        if body or details["parameters"]:
            found.append(HTTPStatus.UNPROCESSABLE_ENTITY)
        if operation.path in _GUESSED_AT and body:
            found.append(HTTPStatus.TOO_MANY_REQUESTS)
        return sorted(found)

    def _is_versioned(self, details: dict[str, Any]) -> bool:
        """Say whether the answer has a version, which is its ETag."""
        content = details["responses"].get(200, {}).get("content", {})
        reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        schema = self.schemas.get(reference.rpartition("/")[2], {})
        return "version" in schema.get("properties", {})


def _security(*, writes: bool) -> list[dict[str, list[str]]]:
    session: dict[str, list[str]] = {"session": [], "csrf": []} if writes else {"session": []}
    return [{"key": []}, {"till": []}, session]


def _name_of(status: HTTPStatus) -> str:
    return status.phrase.replace(" ", "").replace("-", "").replace("'", "")
