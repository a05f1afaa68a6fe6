"""Backups: one file holding the dump, the number of rows of every table, and a checksum."""

import contextlib
import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

import tillbook
from tillbook.cli.database import cluster as clusters
from tillbook.cli.database import programs, roles
from tillbook.cli.progress import Say
from tillbook.cli.trouble import Trouble

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database.dump"
PIECE_BYTES = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `tables` maps each table to its number of rows."""

    format: int
    tillbook: str
    postgresql: str
    made_at: str
    tables: dict[str, int]
    dump_bytes: int
    dump_sha256: str


def write(admin_dsn: str, target: Path, *, at: datetime, say: Say) -> Manifest:
    """Dump the database into `target`, whole or not at all.

    Rows are counted in the snapshot of the dump, so sales made meanwhile do not disturb.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target) as dump, psycopg.connect(admin_dsn) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        say("counting rows")
        tables = count(connection)
        say(f"dumping {sum(tables.values()):,} rows of {len(tables)} tables")
        command = ["--format=custom", "--no-password", f"--snapshot={row[0]}", f"--file={dump}"]
        _run("pg_dump", command, admin_dsn)
        manifest = Manifest(
            format=FORMAT,
            tillbook=tillbook.__version__,
            postgresql=_version(connection),
            made_at=at.isoformat(timespec="seconds"),
            tables=tables,
            dump_bytes=dump.stat().st_size,
            dump_sha256=_sha256(dump),
        )
        _pack(manifest, dump, target)
    return manifest


def _pack(manifest: Manifest, dump: Path, target: Path) -> None:
    with _beside(target) as packed:
        with packed.open("wb") as file, tarfile.open(fileobj=file, mode="w") as archive:
            text = json.dumps(asdict(manifest), indent=1).encode()
            about = tarfile.TarInfo(MANIFEST)
            about.size, about.mode = len(text), 0o600
            archive.addfile(about, io.BytesIO(text))
            archive.add(dump, DUMP)
            archive.close()
            file.flush()
            os.fsync(file.fileno())
        packed.replace(target)


@contextlib.contextmanager
def unpacked(source: Path) -> Iterator[tuple[Manifest, Path]]:
    """Read a backup and give its dump as a file, the checksum verified."""
    try:
        with tarfile.open(source, mode="r:") as archive:
            manifest = _manifest(archive.extractfile(MANIFEST))
            stored = archive.extractfile(DUMP)
            assert stored is not None
            with tempfile.NamedTemporaryFile(prefix="tillbook-restore-") as file:
                while piece := stored.read(PIECE_BYTES):
                    file.write(piece)
                file.flush()
                dump = Path(file.name)
                if _sha256(dump) != manifest.dump_sha256:
                    raise Trouble(f"{source} is damaged: its checksum does not match.")
                yield manifest, dump
    except (tarfile.TarError, KeyError, json.JSONDecodeError, TypeError) as error:
        raise Trouble(f"{source} is no complete backup of Tillbook: {error}") from error
    except OSError as error:
        raise Trouble(f"{source} cannot be read: {error.strerror or error}") from error


def _manifest(stored: IO[bytes] | None) -> Manifest:
    assert stored is not None
    facts = json.load(stored)
    if facts.get("format") != FORMAT:
        raise Trouble(
            f"This backup has format {facts.get('format')}, and this Tillbook reads {FORMAT}: "
            "restore it with the version that made it, or a later one."
        )
    return Manifest(**facts)


def is_empty(admin_dsn: str) -> bool:
    """Tell whether the database has no tables yet."""
    with psycopg.connect(admin_dsn) as connection:
        return not _tables(connection)


def restore(admin_dsn: str, manifest: Manifest, dump: Path, *, say: Say) -> None:
    """Put the dump in the place of the database.

    It is restored beside the present one, its rows are counted, and only then the two change
    places in one transaction; a failure leaves the present one as it was.
    """
    name = str(conninfo_to_dict(admin_dsn)["dbname"])
    fresh, old = f"{name}_restoring", f"{name}_replaced"
    beside = make_conninfo(admin_dsn, dbname=fresh)
    with psycopg.connect(make_conninfo(admin_dsn, dbname="postgres"), autocommit=True) as admin:
        _execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", fresh)
        _execute(admin, "CREATE DATABASE {} OWNER {}", fresh, clusters.OWNER)
        try:
            roles.close_database(admin, fresh, clusters.APP)
            say(f"restoring {sum(manifest.tables.values()):,} rows made on {manifest.made_at}")
            _run("pg_restore", ["--exit-on-error", "--jobs=2", f"--dbname={fresh}", dump], beside)
            say("counting rows")
            with psycopg.connect(beside, autocommit=True) as restored:
                _compare(manifest.tables, count(restored))
                restored.execute("ANALYZE")
            _execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", old)
            with admin.transaction():
                _execute(admin, "ALTER DATABASE {} RENAME TO {}", name, old)
                _execute(admin, "ALTER DATABASE {} RENAME TO {}", fresh, name)
        except BaseException:
            _execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", fresh)
            raise
        _execute(admin, "DROP DATABASE {} WITH (FORCE)", old)


def count(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, int]:
    """Count the rows of every table of ours."""
    counted = {}
    for table in _tables(connection):
        statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))
        row = connection.execute(statement).fetchone()
        assert row is not None
        counted[table] = int(str(row[0]))
    return counted


def _tables(connection: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    return [str(row[0]) for row in connection.execute(query)]


def _compare(expected: dict[str, int], counted: dict[str, int]) -> None:
    differing = [
        f"{table}: {expected.get(table, 0)} in the backup, {counted.get(table, 0)} restored"
        for table in sorted(expected.keys() | counted.keys())
        if expected.get(table) != counted.get(table)
    ]
    if differing:
        raise Trouble("The restored tables differ from the backup:\n" + "\n".join(differing))


def _run(program: str, arguments: Sequence[str | Path], dsn: str) -> None:
    """Run one of PostgreSQL's programs; the password travels in the environment, unseen by ps."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names |= {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    parts = conninfo_to_dict(dsn)
    given = {names[key]: str(value) for key, value in parts.items() if key in names}
    done = subprocess.run(
        [programs.directory() / program, *arguments],
        env=clusters.environment() | given,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Trouble(f"{program} failed: {done.stderr.strip()}")


def _execute(connection: psycopg.Connection[tuple[object, ...]], text: str, *names: str) -> None:
    connection.execute(sql.SQL(text).format(*[sql.Identifier(name) for name in names]))


def _version(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    number = connection.info.server_version
    return f"{number // 10_000}.{number % 10_000}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a private temporary file in the target's directory; gone afterwards."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
