"""A DSN as Django's connection settings."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict


def connection_of(dsn: str) -> dict[str, Any]:
    """Turn a PostgreSQL DSN (URL or key=value) into an entry of DATABASES.

    An empty DSN gives an entry that cannot connect, so that commands which need no database run.
    """
    parts = {key: str(value) for key, value in conninfo_to_dict(dsn).items() if value is not None}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "tillbook"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": None,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        # Without a threshold psycopg prepares nothing, whatever `kernel.sets` asks for; a prepared
        # look-up costs a third here. The ORM binds on the client's side and prepares nothing.
        "OPTIONS": parts | {"prepare_threshold": 5},
    }
