"""Data directories for the real command; see running.py for the processes."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.cli.running import Running, tillbook


@pytest.fixture(scope="session")
def shelf():
    """A place that root's service user may pass, unlike pytest's own temporary directories."""
    place = Path(tempfile.mkdtemp(prefix="tillbook-cli-"))
    place.chmod(0o711)
    yield place
    shutil.rmtree(place)


@pytest.fixture(scope="session")
def made(shelf):
    """A data directory with a migrated database in it, not running; copy it, do not change it."""
    data = shelf / "made"
    done = tillbook("migrate", "--quiet", f"--data={data}")
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def data(made, shelf, request):
    copy = shelf / request.node.name.removeprefix("test_")[:30]
    subprocess.run(["cp", "-a", made, copy], check=True)
    return copy


@pytest.fixture
def run():
    """Start `tillbook run`; whatever is left at the end of the test is ended."""
    started = []

    def start(data):
        started.append(Running(data))
        return started[-1]

    yield start
    for running in started:
        if not running.has_ended():
            running.end()
