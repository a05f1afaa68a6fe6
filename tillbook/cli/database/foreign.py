"""An own PostgreSQL, named by DATABASE_URL: roles and rights, as far as its owner may set them."""

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tillbook.cli.database import roles
from tillbook.cli.database.problems import DatabaseProblem


def prepare(app_dsn: str, owner_dsn: str) -> None:
    """Make the app role when the owner may, and grant it use of the owner's tables.

    Raises DatabaseProblem with the statements to run when the owner may not.
    """
    app = conninfo_to_dict(app_dsn)
    name, database = str(app["user"]), str(app.get("dbname") or app["user"])
    if name == conninfo_to_dict(owner_dsn)["user"]:
        raise DatabaseProblem(
            "DATABASE_URL and DATABASE_OWNER_URL name the same role. The serving role must own "
            "nothing: give it a role of its own in DATABASE_URL."
        )
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        if owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone() is None:
            _make(owner, name, str(app.get("password") or ""))
        statement = sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}")
        owner.execute(statement.format(sql.Identifier(database), sql.Identifier(name)))
    roles.grant(owner_dsn, name)


def _make(owner: roles.Connection, name: str, password: str) -> None:
    try:
        roles.make_role(owner, name, password)
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseProblem(
            f"The role {name!r} of DATABASE_URL does not exist and DATABASE_OWNER_URL may not make "
            f"it. Run as an administrator of that server: CREATE ROLE {name} LOGIN NOSUPERUSER "
            "NOBYPASSRLS PASSWORD '...';"
        ) from error
