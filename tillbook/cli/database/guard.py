"""What a database must promise before a shop may run on it: durable commits, a restricted role."""

from dataclasses import dataclass

import psycopg

from tillbook.cli.database import cluster as clusters
from tillbook.cli.database.problems import DatabaseProblem

OLDEST_VERSION = 15
DURABLE = {
    "fsync": {"on"},
    "synchronous_commit": {"on", "remote_apply"},
    "full_page_writes": {"on"},
}

_SETTINGS = """
SELECT name, setting FROM pg_settings
 WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums',
                'server_version_num')
"""
_POWERS = """
SELECT rolname FROM pg_roles
 WHERE (rolsuper OR rolbypassrls) AND pg_has_role(current_user, oid, 'MEMBER')
 ORDER BY rolname
"""
_POSSESSIONS = """
SELECT 'the database ' || datname FROM pg_database
 WHERE datname = current_database() AND pg_has_role(current_user, datdba, 'MEMBER')
 UNION ALL
(SELECT 'the table ' || relname FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND pg_has_role(current_user, relowner, 'MEMBER')
  ORDER BY relname LIMIT 3)
"""


@dataclass(frozen=True)
class Promises:
    """What the database says of itself, as the serving role sees it."""

    role: str
    settings: dict[str, str]
    powers: list[str]
    possessions: list[str]

    @property
    def version(self) -> int:
        """PostgreSQL's major version."""
        return int(self.settings["server_version_num"]) // 10_000


def ask(app_dsn: str) -> Promises:
    """Ask the database as the serving role. Raises DatabaseProblem when it does not answer."""
    try:
        with psycopg.connect(app_dsn, connect_timeout=10) as connection:
            return Promises(
                role=connection.info.user,
                settings=dict(connection.execute(_SETTINGS).fetchall()),
                powers=[row[0] for row in connection.execute(_POWERS)],
                possessions=[row[0] for row in connection.execute(_POSSESSIONS)],
            )
    except psycopg.OperationalError as error:
        raise DatabaseProblem(f"The database does not answer: {error}".strip()) from error


def faults(promises: Promises) -> list[str]:
    """List in words why a shop may not run on this database; empty when it may. Pure."""
    found = []
    if promises.version < OLDEST_VERSION:
        found.append(f"PostgreSQL {promises.version} is too old: use {OLDEST_VERSION} or later.")
    for name, good in DURABLE.items():
        setting = promises.settings[name]
        if setting not in good:
            found.append(
                f"{name} is {setting}: a power cut could lose finished sales. Set {name} = on "
                "(postgresql.conf, custom.conf, ALTER SYSTEM or ALTER ROLE) and start again."
            )
    if promises.role != clusters.APP:
        found.append(
            f"DATABASE_URL signs in as {promises.role}; the serving role is {clusters.APP}, "
            "because the migrations give their rights to that name."
        )
    if promises.powers:
        found.append(
            f"The serving role has the powers of {', '.join(promises.powers)}: as superuser or "
            "with BYPASSRLS it would see every business. Take these from it."
        )
    if promises.possessions:
        found.append(
            f"The serving role owns {', '.join(promises.possessions)}: it must own nothing. "
            "Give DATABASE_OWNER_URL a role of its own and let that own the database."
        )
    return found


def refuse_unsafe(app_dsn: str) -> None:
    """Raise DatabaseProblem when a shop may not run on this database."""
    found = faults(ask(app_dsn))
    if found:
        raise DatabaseProblem("Tillbook does not start on this database.\n- " + "\n- ".join(found))
