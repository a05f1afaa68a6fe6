"""Every way in names its permission, and every permission is known to the roles."""

import importlib
from pathlib import Path

from ninja.operation import PathView

from tillbook.config.api import api
from tillbook.identity.roles import PERMISSIONS
from tillbook.kernel.doors import PUBLIC, SIGNED_IN

ROOT = Path(__file__).resolve().parents[2]

# The doors that are open before anybody is known. A new one is a decision, not an accident.
OPEN_DOORS = {
    ("POST", "/setup"),
    ("POST", "/session"),
    ("DELETE", "/session"),
    ("GET", "/session"),
    ("POST", "/devices/enrol"),
}


def operations():
    for router in api._get_bound_routers():  # nested routers as well
        for path, view in router.path_operations.items():
            assert isinstance(view, PathView)
            for operation in view.operations:
                for method in operation.methods:
                    yield method, path, operation.view_func


def test_every_route_names_a_permission():
    nameless = [
        (method, path)
        for method, path, view in operations()
        if getattr(view, "permission", None) is None
    ]
    assert nameless == []


def test_only_the_listed_doors_are_open():
    public = {
        (method, path)
        for method, path, view in operations()
        if getattr(view, "permission", None) == PUBLIC
    }
    assert public <= OPEN_DOORS


def test_roles_know_every_permission_that_a_module_names():
    named = set()
    for path in (ROOT / "tillbook").glob("*/permissions.py"):
        module = importlib.import_module(f"tillbook.{path.parent.name}.permissions")
        named |= {value for key, value in vars(module).items() if key.isupper()}
    used = {view.permission for _method, _path, view in operations()} - {PUBLIC, SIGNED_IN}
    assert used <= named
    assert named <= set(PERMISSIONS)
