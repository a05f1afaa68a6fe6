"""HTTP doors of the books."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema

from tillbook.kernel import pages
from tillbook.kernel.doors import Request, allow
from tillbook.ledger import queries
from tillbook.ledger.permissions import LEDGER_READ

router = Router()

Limit = Annotated[int, Query(ge=1, le=pages.LIMIT_MAX)]


class TrialBalanceRow(Schema):
    """One account's sum; `balance` is debits less credits."""

    account: UUID
    code: str
    name: str
    kind: str
    debit: int
    credit: int
    balance: int


class TrialBalance(Schema):
    """Every account; the two totals are equal."""

    rows: list[TrialBalanceRow]
    total_debit: int
    total_credit: int


class EntryLine(Schema):
    """One account's share: debits positive, credits negative."""

    account: UUID
    code: str
    name: str
    amount: int


class EntryRow(Schema):
    """What one document (`source`) did to the books."""

    id: UUID
    source: UUID
    purpose: str
    business_date: date
    location: UUID | None
    posted_at: datetime
    lines: list[EntryLine]


class EntryPage(Schema):
    """A page of entries."""

    data: list[EntryRow]
    next_cursor: str | None
    has_more: bool


@router.get("/ledger/trial-balance", response=TrialBalance)
@allow(LEDGER_READ)
def trial_balance(
    request: Request,
    since: Annotated[date | None, Query(alias="from")] = None,
    until: date | None = None,
) -> dict[str, Any]:
    """Sum every account over business days; `until` is exclusive."""
    rows = queries.trial_balance(since=since, until=until, locations=request.actor.locations)
    return {
        "rows": rows,
        "total_debit": sum(row.debit for row in rows),
        "total_credit": sum(row.credit for row in rows),
    }


@router.get("/ledger/entries", response=EntryPage)
@allow(LEDGER_READ)
def entries(
    request: Request,
    source: UUID | None = None,
    account: UUID | None = None,
    since: Annotated[date | None, Query(alias="from")] = None,
    until: date | None = None,
    cursor: str | None = None,
    limit: Limit = pages.LIMIT_DEFAULT,
) -> dict[str, Any]:
    """Page through entries, of one document or one account, newest business day first."""
    return queries.entries(
        source=source,
        account=account,
        since=since,
        until=until,
        locations=request.actor.locations,
        cursor=cursor,
        limit=limit,
    )
