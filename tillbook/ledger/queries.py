"""Reads of the books. Amounts are minor units; debits positive."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tillbook.kernel import pages, sets


@dataclass(frozen=True, slots=True)
class Balance:
    """One account's sum over a period."""

    account: UUID
    code: str
    name: str
    kind: str
    role: str
    debit: int
    credit: int

    @property
    def balance(self) -> int:
        """Debits less credits."""
        return self.debit - self.credit


def trial_balance(
    *,
    since: date | None = None,
    until: date | None = None,
    locations: Collection[UUID] | None = None,
) -> list[Balance]:
    """Sum every account over the business days `since <= day < until`, in order of code.

    `locations` limits to what was booked there; None: everything.
    """
    rows = sets.execute(
        """
        SELECT account.id, account.code, account.name, account.kind, account.role,
               COALESCE(sum(line.amount) FILTER (WHERE line.amount > 0), 0)::bigint,
               COALESCE(-sum(line.amount) FILTER (WHERE line.amount < 0), 0)::bigint
          FROM ledger_account AS account
          LEFT JOIN ledger_line AS line
            ON line.account_id = account.id
           AND line.business_id = account.business_id
           AND (%(since)s::date IS NULL OR line.business_date >= %(since)s)
           AND (%(until)s::date IS NULL OR line.business_date < %(until)s)
           AND (%(locations)s::uuid[] IS NULL OR EXISTS (
                 SELECT 1 FROM ledger_entry AS entry
                  WHERE entry.id = line.entry_id AND entry.location = ANY(%(locations)s)))
         GROUP BY account.id
         ORDER BY account.code
        """,
        {"since": since, "until": until, "locations": _listed(locations)},
    )
    return [Balance(*row) for row in rows]


def balances_by_role() -> dict[str, int]:
    """Give each role's balance over all time, without the zeros."""
    return {row.role: row.balance for row in trial_balance() if row.role and row.balance}


def entries(
    *,
    source: UUID | None = None,
    account: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
    locations: Collection[UUID] | None = None,
    cursor: str | None = None,
    limit: int = pages.LIMIT_DEFAULT,
) -> dict[str, Any]:
    """Page through entries with their lines, newest business day first.

    `locations` limits to what was booked there; None: everything.
    """
    day, last = pages.decode(cursor, 2) if cursor else (None, None)
    heads = sets.execute(
        """
        SELECT entry.id, entry.source, entry.purpose, entry.business_date, entry.location,
               entry.posted_at
          FROM ledger_entry AS entry
         WHERE (%(source)s::uuid IS NULL OR entry.source = %(source)s)
           AND (%(account)s::uuid IS NULL OR EXISTS (
                 SELECT 1 FROM ledger_line AS line
                  WHERE line.entry_id = entry.id AND line.account_id = %(account)s))
           AND (%(since)s::date IS NULL OR entry.business_date >= %(since)s)
           AND (%(until)s::date IS NULL OR entry.business_date < %(until)s)
           AND (%(locations)s::uuid[] IS NULL OR entry.location = ANY(%(locations)s))
           AND (%(day)s::date IS NULL
                OR (entry.business_date, entry.id) < (%(day)s::date, %(last)s::uuid))
         ORDER BY entry.business_date DESC, entry.id DESC
         LIMIT %(rows)s
        """,
        {
            "source": source,
            "account": account,
            "since": since,
            "until": until,
            "locations": _listed(locations),
            "day": day,
            "last": last,
            "rows": limit + 1,
        },
    )
    page = pages.page(heads, limit=limit, keys=lambda row: (row[3], row[0]))
    lines = _lines_of([row[0] for row in page["data"]])
    page["data"] = [
        {
            "id": row[0],
            "source": row[1],
            "purpose": row[2],
            "business_date": row[3],
            "location": row[4],
            "posted_at": row[5],
            "lines": lines.get(row[0], []),
        }
        for row in page["data"]
    ]
    return page


def _listed(locations: Collection[UUID] | None) -> list[UUID] | None:
    return None if locations is None else list(locations)


def _lines_of(entry_ids: list[UUID]) -> Mapping[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = {}
    for entry, account, code, name, amount in sets.execute(
        """
        SELECT line.entry_id, account.id, account.code, account.name, line.amount
          FROM ledger_line AS line
          JOIN ledger_account AS account ON account.id = line.account_id
         WHERE line.entry_id = ANY(%s)
         ORDER BY line.entry_id, account.code, line.id
        """,
        [entry_ids],
    ):
        found.setdefault(entry, []).append(
            {"account": account, "code": code, "name": name, "amount": amount}
        )
    return found
