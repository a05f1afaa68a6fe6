"""A PostgreSQL named by DATABASE_URL is prepared, guarded and served like the embedded one."""

import json

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.cli.running import tillbook
from tillbook.cli.database import reach


@pytest.fixture
def server(data, monkeypatch):
    """An own server: an administrator, an owner who may create roles, no serving role yet."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        monkeypatch.delenv(name)
    with reach.database(data) as embedded:
        with psycopg.connect(embedded.admin, autocommit=True) as admin:
            admin.execute("DROP OWNED BY tillbook_app")
            admin.execute("REVOKE ALL ON DATABASE tillbook FROM tillbook_app")
            admin.execute("DROP ROLE tillbook_app")
            admin.execute("ALTER ROLE tillbook_owner CREATEROLE")
            admin.execute("CREATE DATABASE shop OWNER tillbook_owner")
        yield {
            "DATABASE_URL": make_conninfo(embedded.app, dbname="shop"),
            "DATABASE_OWNER_URL": make_conninfo(embedded.owner, dbname="shop"),
        }


def test_the_owner_makes_the_serving_role_and_migrates(server, shelf):
    data = shelf / "hosted"
    done = tillbook("migrate", "--quiet", f"--data={data}", **server)
    assert done.returncode == 0, done.stderr
    assert not (data / "database").exists()
    seen = tillbook("doctor", f"--data={data}", "--json", **server)
    verdicts = {each["subject"]: each["verdict"] for each in json.loads(seen.stdout)["findings"]}
    assert verdicts["roles"] == verdicts["durability"] == "good", seen.stdout
    assert tillbook("check", f"--data={data}", **server).returncode == 0
    refused = tillbook("backup", f"--data={data}", **server)
    assert refused.returncode == 1
    assert "DATABASE_ADMIN_URL" in refused.stderr


def test_the_serving_role_alone_cannot_migrate(server, shelf):
    alone = {"DATABASE_URL": server["DATABASE_OWNER_URL"]}
    refused = tillbook("run", f"--data={shelf / 'alone'}", "--port=0", **alone)
    assert refused.returncode == 1
    assert "owns the database shop" in refused.stderr
    refused = tillbook("migrate", f"--data={shelf / 'alone'}", **alone)
    assert refused.returncode == 1
    assert "DATABASE_OWNER_URL" in refused.stderr
