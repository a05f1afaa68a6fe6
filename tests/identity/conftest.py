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


@pytest.fixture
def unopened():
    """A shop that exists as its one-time link only."""
    from tests.identity.shops import Shop

    return Shop()


@pytest.fixture
def anybody():
    """A new browser at an address of its own."""
    from tests.identity.shops import Caller

    return Caller
