"""What `tillbook doctor` looks at. Each examination answers findings, and none changes anything."""

import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg

import tillbook
from tillbook.cli.database import accounts, guard, programs, reach
from tillbook.cli.database import cluster as clusters
from tillbook.cli.database.problems import DatabaseProblem

Verdict = Literal["good", "warning", "problem"]

LITTLE_SPACE_BYTES = 2_000_000_000
NO_SPACE_BYTES = 300_000_000
BACKUP_IS_OLD_S = 36 * 3600


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, and in words what to do if it is not good."""

    subject: str
    verdict: Verdict
    facts: str
    advice: str = ""


def examine(data: Path) -> Iterator[Finding]:
    """Look at everything, the ground before what stands on it."""
    yield Finding("version", "good", f"Tillbook {tillbook.__version__}, Python {sys.version[:6]}")
    yield from _data_directory(data)
    if not data.exists():
        return
    yield from _space(data)
    yield from _secret_key(data)
    yield from _web()
    yield from _guarded("database", lambda: _database(data))
    yield from _backups(data)


def _guarded(subject: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except (DatabaseProblem, psycopg.Error, OSError) as problem:
        yield Finding(subject, "problem", str(problem).strip(), "See above; then ask again.")


def _data_directory(data: Path) -> Iterator[Finding]:
    if not data.exists():
        advice = "'tillbook run' makes it at its first start."
        yield Finding("data directory", "warning", f"{data} does not exist yet", advice)
    elif not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        advice = "Start Tillbook as the user that made it, or name another with --data."
        yield Finding("data directory", "problem", f"{data} cannot be written", advice)
    else:
        yield Finding("data directory", "good", str(data))


def _space(data: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(data).free
    facts = f"{free / 1e9:.1f} GB free"
    if free < NO_SPACE_BYTES:
        advice = "Make room now: without it the server stops taking sales (tills go on offline)."
        yield Finding("disk", "problem", facts, advice)
    elif free < LITTLE_SPACE_BYTES:
        yield Finding("disk", "warning", facts, "Make room soon, or move the data directory.")
    else:
        yield Finding("disk", "good", facts)


def _secret_key(data: Path) -> Iterator[Finding]:
    for name in ("secret-key", "database.json"):
        path = data / name
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            facts, advice = f"{path} can be read by others", f"Run: chmod 600 {path}"
            yield Finding("secrets", "problem", facts, advice)
            return
    yield Finding("secrets", "good", "kept where only their user can read them")


def _web() -> Iterator[Finding]:
    package = Path(tillbook.__file__).parent
    built = [package / "web" / "index.html", package.parent / "web" / "build" / "index.html"]
    if any(path.exists() for path in built):
        yield Finding("web application", "good", "built")
    else:
        advice = "Run 'make build' in the checkout, or install the released package."
        yield Finding("web application", "problem", "not built: no till, no office", advice)


def _database(data: Path) -> Iterator[Finding]:
    if reach.given() is None:
        account = accounts.database_account()
        facts = f"embedded PostgreSQL {programs.MAJOR}, run by user {account.uid}"
        yield Finding("database", "good", f"{facts}, in {(data / 'database').resolve()}")
    else:
        yield Finding("database", "good", "an own PostgreSQL, named by DATABASE_URL")
        yield from _own_server()
    with reach.database(data) as addresses:
        promises = guard.ask(addresses.app)
        faults = guard.faults(promises)
        for fault in faults:
            yield Finding("database", "problem", fault, "Tillbook refuses to start until then.")
        if not faults:
            settings = ", ".join(f"{name} {promises.settings[name]}" for name in guard.DURABLE)
            yield Finding("durability", "good", settings)
            yield Finding("roles", "good", f"{promises.role} owns nothing and bypasses nothing")
        if promises.settings.get("data_checksums") != "on":
            advice = "Stop the server and run: pg_checksums --enable -D <its data directory>"
            yield Finding("checksums", "warning", "off: silent disk faults stay unseen", advice)
        else:
            yield Finding("checksums", "good", "on")


def _own_server() -> Iterator[Finding]:
    if not os.environ.get("DATABASE_OWNER_URL"):
        yield Finding(
            "migrations",
            "warning",
            "DATABASE_OWNER_URL is not set: 'tillbook run' cannot migrate",
            f"Set it to the role that owns the database. 'tillbook migrate' with it makes the "
            f"serving role {clusters.APP} if the owner may create roles; else an administrator "
            f"runs: CREATE ROLE {clusters.APP} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '...'; "
            f"GRANT CONNECT ON DATABASE ... TO {clusters.APP};",
        )


def _backups(data: Path) -> Iterator[Finding]:
    made = [path.stat().st_mtime for path in (data / "backups").glob("*.backup")]
    advice = "Run 'tillbook backup' every night, and keep copies on another machine."
    if not made:
        yield Finding("backups", "warning", "none here", advice)
    elif time.time() - max(made) > BACKUP_IS_OLD_S:
        days = (time.time() - max(made)) / 86400
        yield Finding("backups", "warning", f"the last one is {days:.0f} days old", advice)
    else:
        yield Finding("backups", "good", f"{len(made)} here, the last one is fresh")
