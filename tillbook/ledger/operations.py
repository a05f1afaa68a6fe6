"""Writes to the books."""

from collections.abc import Sequence

from tillbook.kernel import sets
from tillbook.kernel.ids import new_id
from tillbook.kernel.work import in_transaction
from tillbook.ledger import chart
from tillbook.ledger.models import Account
from tillbook.ledger.types import Entry

_POST = """
WITH entries AS (
    INSERT INTO ledger_entry (id, source, purpose, business_date, location)
    SELECT * FROM unnest(%b::uuid[], %b::uuid[], %b::text[], %b::date[], %b::uuid[])
), lines AS (
    INSERT INTO ledger_line (entry_id, account_id, amount, business_date)
    SELECT given.entry, account.id, given.amount, given.business_date
      FROM unnest(%b::uuid[], %b::text[], %b::bigint[], %b::date[])
           AS given (entry, role, amount, business_date)
      JOIN ledger_account AS account
        ON account.role = given.role AND account.business_id = (SELECT tillbook_business())
    RETURNING 1
)
SELECT count(*) FROM lines
"""


@in_transaction
def post(entries: Sequence[Entry]) -> None:
    """Write entries, balanced by the database, each `(source, purpose)` once.

    Amounts of zero are left out; an entry without amounts is not written. One statement for one
    entry or a thousand. Raises IntegrityError for an unbalanced or repeated entry: both are
    mistakes of the caller, whose claim on the document comes first.
    """
    written = [(new_id(), entry) for entry in entries if any(entry.amounts.values())]
    if not written:
        return
    lines = [
        (entry_id, role, amount, entry.business_date)
        for entry_id, entry in written
        for role, amount in sorted(entry.amounts.items())
        if amount
    ]
    heads = [
        (entry_id, entry.source, entry.purpose, entry.business_date, entry.location)
        for entry_id, entry in written
    ]
    columns = [*zip(*heads, strict=True), *zip(*lines, strict=True)]
    [(count,)] = sets.execute(_POST, [list(column) for column in columns])
    assert count == len(lines), "every role has its account in the chart"


@in_transaction
def open_books() -> None:
    """Give a new business its chart of accounts; accounts that exist stay as they are."""
    Account.objects.bulk_create(
        [
            Account(code=template.code, name=template.name, kind=template.kind, role=template.role)
            for template in chart.RETAIL
        ],
        ignore_conflicts=True,
    )
