import pytest


@pytest.fixture(scope="module")
def shop():
    """Business A, with one of everything."""
    from tests.api.furnished import Furnished

    return Furnished().furnish()


@pytest.fixture(scope="module")
def other():
    """Business B, with one of everything as well."""
    from tests.api.furnished import Furnished

    return Furnished().furnish()
