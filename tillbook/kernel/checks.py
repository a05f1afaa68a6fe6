"""Invariants: queries that must return nothing. `tillbook check` runs those of every module."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tillbook.kernel import sets


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken promise: which check, about what, with the facts a person needs."""

    check: str
    subject: str
    facts: str


Check = Callable[[], Sequence[Violation]]


def violations(check: str, sql: str, params: Sequence[Any] = ()) -> list[Violation]:
    """Run a query whose first column names a subject; every row is a violation."""
    return [
        Violation(check, str(row[0]), ", ".join(str(value) for value in row[1:]))
        for row in sets.execute(sql, params)
    ]


def parents_of_another_business() -> list[Violation]:
    """Every foreign key between owned tables joins rows of one business (I-21)."""
    keys = sets.execute(
        """
        SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text, f.attname
          FROM pg_constraint c
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
          JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1]
         WHERE c.contype = 'f'
           AND EXISTS (SELECT 1 FROM pg_attribute b
                        WHERE b.attrelid = c.conrelid AND b.attname = 'business_id')
           AND EXISTS (SELECT 1 FROM pg_attribute b
                        WHERE b.attrelid = c.confrelid AND b.attname = 'business_id')
         ORDER BY 1, 2
        """
    )
    found: list[Violation] = []
    for child, column, parent, key in keys:
        # Row-level security hides a foreign parent, so a child without a visible parent is one.
        found += violations(
            "kernel.parents_of_another_business",
            f"SELECT c.{column}, '{child}' FROM {child} c"
            f" LEFT JOIN {parent} p ON p.{key} = c.{column}"
            f" WHERE c.{column} IS NOT NULL AND p.{key} IS NULL",
        )
    return found


CHECKS: Sequence[Check] = (parents_of_another_business,)
