import os
from pathlib import Path

import pytest

from tests.importing.mover import Mover

DATASETS = Path(
    os.environ.get("TILLBOOK_DATASETS", Path(__file__).resolve().parents[3] / "shared" / "data")
)


@pytest.fixture
def dataset():
    """The bytes of a real file, or a skip that says where it was looked for."""

    def read(name):
        path = DATASETS / name
        if not path.exists():
            pytest.skip(f"{path} is absent; set TILLBOOK_DATASETS to the folder of real files")
        return path.read_bytes()

    return read


@pytest.fixture
def mover(house, working):
    return Mover(house, working).found()


@pytest.fixture
def unfounded(house, working):
    return Mover(house, working)
