from datetime import date

import pytest
from django.db.utils import Error, IntegrityError

from tillbook.kernel import sets
from tillbook.kernel.actors import house as house_of
from tillbook.kernel.ids import new_id
from tillbook.kernel.work import NoTransactionError
from tillbook.ledger import checks, queries
from tillbook.ledger import operations as ledger
from tillbook.ledger.types import CASH_DRAWER, REVENUE, TAX_PAYABLE, Entry

MONDAY = date(2026, 11, 23)


def sale(total=1190, tax=190, source=None, purpose="sale"):
    return Entry(
        source=source or new_id(),
        purpose=purpose,
        business_date=MONDAY,
        location=None,
        amounts={CASH_DRAWER: total, TAX_PAYABLE: -tax, REVENUE: tax - total},
    )


@pytest.fixture
def books(working):
    with working():
        ledger.open_books()
    return working


def test_a_sale_moves_cash_tax_and_revenue(books):
    with books():
        ledger.post([sale()])
    with books():
        assert queries.balances_by_role() == {
            CASH_DRAWER: 1190,
            TAX_PAYABLE: -190,
            REVENUE: -1000,
        }
        assert checks.entries_balance() == []


def test_the_database_refuses_an_unbalanced_entry_and_keeps_nothing_of_its_batch(books):
    crooked = Entry(new_id(), "sale", MONDAY, None, {CASH_DRAWER: 100, REVENUE: -99})
    with pytest.raises(IntegrityError, match="add up to zero"), books():
        ledger.post([sale(), crooked])
    with books():
        assert queries.balances_by_role() == {}


def test_a_document_posts_once_for_each_purpose(books):
    source = new_id()
    with books():
        ledger.post([sale(source=source)])
    with pytest.raises(IntegrityError, match="ledger_entry_once"), books():
        ledger.post([sale(source=source)])
    with books():
        ledger.post([sale(source=source, purpose="sale.correction")])


def test_the_serving_role_cannot_change_or_remove_what_was_posted(books):
    with books():
        ledger.post([sale()])
    for attempt in ("UPDATE ledger_line SET amount = 0", "DELETE FROM ledger_entry"):
        with pytest.raises(Error, match="permission denied"), books():
            sets.execute(attempt)


@pytest.mark.parametrize("count", [1, 1000])
def test_posting_takes_one_statement_for_one_entry_or_a_thousand(books, statements, count):
    with books(), statements() as seen:
        ledger.post([sale() for _ in range(count)])
    assert len(seen) == 1, seen


def test_posting_outside_a_unit_of_work_is_a_mistake():
    with pytest.raises(NoTransactionError):
        ledger.post([sale()])


def test_another_business_sees_none_of_the_books(books):
    with books():
        ledger.post([sale()])
    with books(house_of(new_id())):
        assert queries.trial_balance() == []
        assert queries.entries()["data"] == []


def test_entries_page_without_repeating_or_skipping(books):
    with books():
        ledger.post([sale(total=100 + n, tax=10) for n in range(25)])
    seen, cursor = [], None
    with books():
        while True:
            page = queries.entries(cursor=cursor, limit=10)
            seen += [entry["id"] for entry in page["data"]]
            cursor = page["next_cursor"]
            if not page["has_more"]:
                break
    assert len(seen) == len(set(seen)) == 25
