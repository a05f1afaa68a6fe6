"""Statements over sets of rows: the way the hot operations talk to PostgreSQL.

One statement serves one row or a thousand: columns travel as arrays and are unnested there, in
binary (`%b`), since escaping every quote of a text array costs more than the rest of a sale.
Statements are prepared by the server, which the ORM's client-side binding cannot do.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

_listeners: list[list[str]] = []


def execute(sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement on the current connection and give back its rows, if it has any."""
    connection.ensure_connection()
    for listener in _listeners:
        listener.append(sql)
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql, params or None, prepare=True)
        return cursor.fetchall() if cursor.description else []


def insert(
    table: str,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[Any]],
    *,
    tail: str = "",
) -> list[tuple[Any, ...]]:
    """Insert rows in one statement.

    `columns` maps each column to its PostgreSQL type, in the order of the values of each row;
    `tail` may hold ON CONFLICT and RETURNING. No rows, no statement.
    """
    listed = list(rows)
    if not listed:
        return []
    names = ", ".join(columns)
    arrays = ", ".join(f"%b::{kind}[]" for kind in columns.values())
    values = [list(column) for column in zip(*listed, strict=True)]
    return execute(f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}) {tail}", values)


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collect the statements that run inside, for tests that promise their number."""
    seen: list[str] = []
    _listeners.append(seen)
    try:
        yield seen
    finally:
        _listeners.remove(seen)
