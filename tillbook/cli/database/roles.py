"""The two roles of the database: one owns and migrates, the other serves and owns nothing."""

from collections.abc import Sequence

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tillbook.cli.database import cluster as clusters

Connection = psycopg.Connection[tuple[object, ...]]


def prepare_embedded(cluster: clusters.Cluster, database: str = clusters.DATABASE) -> None:
    """Make roles and database of an embedded server, as often as wanted."""
    passwords = cluster.credentials
    with psycopg.connect(cluster.dsn(clusters.ADMIN, "postgres"), autocommit=True) as admin:
        for role, password in ((clusters.OWNER, passwords.owner), (clusters.APP, passwords.app)):
            make_role(admin, role, password)
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if admin.execute(known, [database]).fetchone() is None:
            statement = sql.SQL("CREATE DATABASE {} OWNER {}")
            _run(admin, statement, database, clusters.OWNER)
        close_database(admin, database, clusters.APP)
    with psycopg.connect(cluster.dsn(clusters.ADMIN, database), autocommit=True) as admin:
        _run(admin, sql.SQL("ALTER SCHEMA public OWNER TO {}"), clusters.OWNER)
    grant(cluster.dsn(clusters.OWNER, database), clusters.APP)


def make_role(admin: Connection, role: str, password: str) -> None:
    """Make a role that can sign in and nothing more, and give it this password."""
    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = "ALTER" if known else "CREATE"
    powers = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    statement = sql.SQL(f"{verb} ROLE {{}} {powers} PASSWORD {{}}")
    admin.execute(statement.format(sql.Identifier(role), sql.Literal(password)))


def close_database(admin: Connection, database: str, app: str) -> None:
    """Let nobody but the two roles into the database."""
    _run(admin, sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC"), database)
    _run(admin, sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}"), database, app)


def grant(owner_dsn: str, app: str) -> None:
    """Give the app role use of what the owner has made and will make in the schema public.

    Grants on what exists are left alone: a migration that took a right away stays obeyed.
    """
    owner = str(conninfo_to_dict(owner_dsn)["user"])
    rights = (
        ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
        ("USAGE, SELECT", "SEQUENCES"),
        ("EXECUTE", "FUNCTIONS"),
    )
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        _run(connection, sql.SQL("GRANT USAGE ON SCHEMA public TO {}"), app)
        for verbs, kind in rights:
            text = (
                "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public "
                f"GRANT {verbs} ON {kind} TO {{}}"
            )
            _run(connection, sql.SQL(text), owner, app)


def _run(connection: Connection, statement: sql.SQL, *names: str) -> None:
    identifiers: Sequence[sql.Identifier] = [sql.Identifier(name) for name in names]
    connection.execute(statement.format(*identifiers))
