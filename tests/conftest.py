"""The test session: one real PostgreSQL, one database a worker, a fresh business a test.

Nothing is cleaned between tests: row-level security keeps the businesses apart, which is itself
the promise under test.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def pytest_configure(config: pytest.Config) -> None:
    worker = getattr(config, "workerinput", {}).get("workerid", "master")
    if worker == "master" and getattr(config.option, "numprocesses", None):
        return  # the controller runs no test
    from tests import database

    os.environ.setdefault("TILLBOOK_SECRET_KEY", "only-for-tests")
    os.environ.setdefault("TILLBOOK_LOG_FORMAT", "pretty")
    database.start(worker)
    import django

    django.setup()


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect every statement of the code inside, of the ORM and of `kernel.sets` alike."""
    from django.db import connection

    from tillbook.kernel import sets

    seen: list[str] = []

    def note(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note), sets.listening() as prepared:
        yield seen
        seen += prepared


@pytest.fixture
def statements() -> "type[AbstractContextManager[list[str]]]":
    return counted


@pytest.fixture
def house():
    """The house itself, acting in a fresh business."""
    from tillbook.kernel.actors import house
    from tillbook.kernel.ids import new_id

    return house(new_id())


@pytest.fixture
def working(house):
    """A unit of work in the fresh business: `with working(): ...`."""
    from tillbook.kernel.work import unit_of_work

    return lambda by=house: unit_of_work(by=by)


@pytest.fixture
def chic():
    """Chic Threads, a boutique founded just now."""
    from tests.cast import found_chic_threads

    return found_chic_threads()


@pytest.fixture
def client():
    """An HTTP client that, like every browser, keeps no secrets of other tests."""
    from django.test import Client

    return Client(raise_request_exception=False)
