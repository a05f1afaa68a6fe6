import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tillbook_pricing.build import build

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "web/node_modules/@micropython/micropython-webassembly-pyscript"


class MicroPython:
    """One door of the compiled engine, kept open in a node process."""

    def __init__(self, compiled: Path, package: Path, door: str) -> None:
        runner = Path(__file__).with_name("micropython_runner.mjs")
        self._process = subprocess.Popen(
            ["node", str(runner), str(compiled), str(package), door],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __call__(self, text: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(text + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "MicroPython ended; its last words are on stderr"
        return answer.removesuffix("\n")

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("engine")
    build(target)
    return target


@pytest.fixture(scope="session")
def micropython_package() -> Path:
    package = Path(os.environ.get("TILLBOOK_MICROPYTHON", ROOT / PACKAGE))
    if not (package / "micropython.mjs").exists():
        pytest.fail("MicroPython is not installed: run `npm ci` in web/ (or TILLBOOK_MICROPYTHON)")
    return package


@pytest.fixture(scope="session")
def micropython_price(compiled: Path, micropython_package: Path) -> Iterator[MicroPython]:
    door = MicroPython(compiled, micropython_package, "price_json")
    yield door
    door.close()


@pytest.fixture(scope="session")
def micropython_reverse(compiled: Path, micropython_package: Path) -> Iterator[MicroPython]:
    door = MicroPython(compiled, micropython_package, "reverse_json")
    yield door
    door.close()


def pytest_make_parametrize_id(val: Any) -> str | None:
    """Name the tests of cases by the case."""
    return val["name"] if isinstance(val, dict) and "name" in val else None
