"""The two roles of the embedded database are really restricted."""

import json
import stat

import psycopg
import pytest

from tests.cli.running import tillbook
from tillbook.cli.database import guard, reach
from tillbook.cli.database.problems import DatabaseProblem


@pytest.fixture
def addresses(data, monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        monkeypatch.delenv(name)
    with reach.database(data) as reached:
        yield reached


def test_the_serving_role_owns_nothing_and_may_not_change_tables(addresses):
    guard.refuse_unsafe(addresses.app)
    with psycopg.connect(addresses.app, autocommit=True) as app:
        for forbidden in (
            "CREATE TABLE mine (id int)",
            "ALTER TABLE kernel_event DISABLE ROW LEVEL SECURITY",
            "TRUNCATE kernel_event",
            "SET ROLE tillbook_owner",
            "COPY kernel_event TO '/tmp/stolen'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)


def test_a_wrong_password_does_not_enter(addresses):
    wrong = psycopg.conninfo.make_conninfo(addresses.admin, password="wrong")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(wrong)


def test_powers_and_possessions_of_the_serving_role_are_refused(addresses):
    with psycopg.connect(addresses.admin, autocommit=True) as admin:
        admin.execute("ALTER ROLE tillbook_app BYPASSRLS")
        admin.execute("ALTER TABLE kernel_installation OWNER TO tillbook_app")
    with pytest.raises(DatabaseProblem) as refused:
        guard.refuse_unsafe(addresses.app)
    assert "BYPASSRLS" in str(refused.value)
    assert "the table kernel_installation" in str(refused.value)
    with pytest.raises(DatabaseProblem, match="signs in as postgres"):
        guard.refuse_unsafe(addresses.admin)


def test_secrets_are_closed_and_the_doctor_sees_when_they_are_not(data):
    for name in ("database.json", "secret-key"):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600
    (data / "database.json").chmod(0o644)
    done = tillbook("doctor", f"--data={data}", "--json")
    verdicts = {each["subject"]: each["verdict"] for each in json.loads(done.stdout)["findings"]}
    assert done.returncode == 1
    assert verdicts["secrets"] == "problem"
    assert verdicts["roles"] == verdicts["durability"] == "good"
