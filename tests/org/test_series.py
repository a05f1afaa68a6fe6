from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tillbook.org import operations as org
from tillbook.org.types import Series


def test_numbers_follow_each_other_and_each_series_counts_alone(shop):
    invoice = Series(kind="invoice", location=shop.location)
    sale = Series(kind="sale", location=shop.location, register=shop.register)

    with shop.working():
        first = org.take_numbers({invoice: 1, sale: 3})
        second = org.take_numbers({invoice: 2, sale: 1})

    assert first == {invoice: 1, sale: 1}
    assert second == {invoice: 2, sale: 4}


def test_taking_numbers_is_one_statement_for_one_or_many(shop, statements):
    with shop.working(), statements() as one:
        org.take_numbers({Series("invoice", shop.location): 1})
    with shop.working(), statements() as many:
        org.take_numbers({Series(f"kind{each}", shop.location): 1000 for each in range(50)})

    assert len(one) == len(many) == 1


def test_a_transaction_that_fails_gives_its_numbers_back(shop):
    series = Series("invoice", shop.location)

    def fails():
        with shop.working():
            org.take_numbers({series: 5})
            raise LookupError

    with pytest.raises(LookupError):
        fails()

    with shop.working():
        assert org.take_numbers({series: 1}) == {series: 1}


def test_at_the_same_time_nobody_gets_the_same_number_and_none_is_left_out(shop):
    series = Series("invoice", shop.location)

    def take(_):
        try:
            with shop.working():
                return org.take_numbers({series: 2})[series]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        firsts = sorted(pool.map(take, range(30)))

    assert firsts == list(range(1, 61, 2))
