"""Shops for these tests; imported late, when Django is set up."""

import pytest


@pytest.fixture
def shop():
    from tests.identity.shops import Shop

    return Shop().open()


@pytest.fixture
def other_shop():
    from tests.identity.shops import Shop

    return Shop().open()
