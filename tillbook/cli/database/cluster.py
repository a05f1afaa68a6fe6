"""The files of the embedded server: where they are, how they are made, what they say."""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import tempfile
import urllib.parse
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tillbook.cli.database import accounts, programs
from tillbook.cli.database.problems import DatabaseProblem

ADMIN, OWNER, APP, DATABASE = "postgres", "tillbook_owner", "tillbook_app", "tillbook"
PORT = 5432
LONGEST_SOCKET_DIRECTORY = 80

SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "60",
    "shared_buffers": "'128MB'",
    "max_wal_size": "'1GB'",
    "wal_compression": "on",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "io_method": "sync",
    "max_worker_processes": "4",
    "autovacuum_max_workers": "2",
    "password_encryption": "'scram-sha-256'",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "lc_messages": "'C'",
    "log_line_prefix": "'%m [%p] %u@%d '",
    "log_checkpoints": "off",
    "max_logical_replication_workers": "0",
    "lc_monetary": "'C'",
    "lc_numeric": "'C'",
    "lc_time": "'C'",
}


@dataclass(frozen=True)
class Credentials:
    """Generated passwords of the three roles of an embedded server."""

    admin: str
    owner: str
    app: str


@dataclass(frozen=True)
class Cluster:
    """One embedded server's files. `home` belongs to the database account alone."""

    data: Path
    home: Path
    account: accounts.Account
    credentials: Credentials

    @property
    def files(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        """What the server says about itself."""
        return self.home / "postgresql.log"

    def socket_directory(self) -> Path:
        """Answer the private directory of the socket; a short one when the usual is too long."""
        usual = self.home / "socket"
        if len(os.fsencode(usual)) <= LONGEST_SOCKET_DIRECTORY:
            return usual
        name = f"tillbook-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]}"
        return Path(tempfile.gettempdir()) / name

    def dsn(self, role: str, database: str = DATABASE) -> str:
        """Answer the address of the database for one of the three roles, password included."""
        password = {
            ADMIN: self.credentials.admin,
            OWNER: self.credentials.owner,
            APP: self.credentials.app,
        }[role]
        host = urllib.parse.quote(str(self.socket_directory()), safe="")
        return f"postgresql://{role}:{password}@/{database}?host={host}&port={PORT}"


def lock(data: Path) -> IO[str] | None:
    """Take the data directory for this process, or answer None when another one holds it."""
    prepare_data_directory(data)
    held = (data / "tillbook.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        return None
    held.truncate(0)
    held.write(f"{os.getpid()}\n")
    held.flush()
    return held


def holder(data: Path) -> str:
    """Name the process that holds the data directory, for messages."""
    try:
        return (data / "tillbook.lock").read_text(encoding="utf-8").strip() or "unknown"
    except OSError:
        return "unknown"


def prepare_data_directory(data: Path) -> None:
    """Make the data directory. Others may pass through it, but every file in it is closed."""
    try:
        if not data.exists():
            data.mkdir(parents=True, mode=0o711)
        elif os.geteuid() == 0 and not any(data.iterdir()):
            data.chmod(data.stat().st_mode | 0o011)
    except PermissionError as error:
        raise DatabaseProblem(
            f"The data directory {data} cannot be made or read: {error.strerror}. "
            "Choose another with --data or TILLBOOK_DATA."
        ) from error


def open_cluster(data: Path) -> Cluster:
    """Find the cluster of a data directory, or make it. Needs the lock of the directory."""
    account = accounts.database_account()
    home = _home(data, account)
    cluster = Cluster(data, home, account, _credentials(data))
    if not cluster.files.exists():
        _initialize(cluster)
    _check_version(cluster)
    _write_settings(cluster)
    _open_socket_directory(cluster)
    return cluster


def find_cluster(data: Path) -> Cluster | None:
    """Find the cluster of a data directory without changing anything."""
    home, credentials = data / "database", data / "database.json"
    if not (home / "cluster").exists() or not credentials.exists():
        return None
    return Cluster(data, home.resolve(), accounts.database_account(), _credentials(data))


def _home(data: Path, account: accounts.Account) -> Path:
    home = data / "database"
    if home.is_symlink() and not home.exists():
        raise DatabaseProblem(
            f"The database of {data} was kept in {home.readlink()}, which is gone. "
            f"Restore a backup with 'tillbook restore', or remove {home} to begin anew."
        )
    if not home.exists():
        if account.may_pass(data):
            home.mkdir(mode=0o700)
            account.take(home)
        else:
            _make_home_elsewhere(home, account)
    resolved = home.resolve()
    if not account.may_pass(resolved):
        raise DatabaseProblem(
            f"The user that runs PostgreSQL (id {account.uid}) cannot enter {resolved}. "
            "Allow it to pass through the directories above, or choose another --data."
        )
    if resolved.stat().st_uid != account.uid:
        raise DatabaseProblem(
            f"{resolved} belongs to user {resolved.stat().st_uid}, but PostgreSQL would run as "
            f"user {account.uid}: start Tillbook as the user that made this data directory."
        )
    return resolved


def _make_home_elsewhere(link: Path, account: accounts.Account) -> None:
    """Keep the database under the system's own place, and leave a link to it.

    Root was given a data directory inside closed ones (its home, a private temporary directory).
    The service user cannot go there, and the directories above are not ours to open.
    """
    shelf = accounts.SYSTEM_HOME / "databases"
    shelf.mkdir(mode=0o711, parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="for-", dir=shelf))
    (home / "belongs-to").write_text(f"{link.parent.resolve()}\n", encoding="utf-8")
    account.take(home)
    link.symlink_to(home)


def _credentials(data: Path) -> Credentials:
    path = data / "database.json"
    if not path.exists():
        fresh = {role: secrets.token_urlsafe(24) for role in ("admin", "owner", "app")}
        write_private(path, json.dumps(fresh))
    return Credentials(**json.loads(path.read_text(encoding="utf-8")))


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody else can read, whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def _initialize(cluster: Cluster) -> None:
    """Run initdb beside the final place and move it there, so that no half-made one is kept."""
    fresh, password = cluster.home / "cluster.new", cluster.home / "password"
    if fresh.exists():
        shutil.rmtree(fresh)
    write_private(password, cluster.credentials.admin)
    cluster.account.take(password)
    command: list[str | Path] = [programs.directory() / "initdb", "-D", fresh, "-U", ADMIN]
    command += ["--encoding=UTF8"]
    command += ["--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--locale=C"]
    command += ["--data-checksums", "--auth=scram-sha-256", f"--pwfile={password}"]
    made = subprocess.run(
        [*command, "--no-instructions"],
        capture_output=True,
        text=True,
        check=False,
        cwd=cluster.home,
        env=environment(),
        **cluster.account.owner(),
    )
    password.unlink()
    if made.returncode != 0:
        raise DatabaseProblem(f"The database could not be made: {made.stderr.strip()}")
    fresh.replace(cluster.files)


def environment() -> dict[str, str]:
    """Answer our environment without settings that would steer PostgreSQL's programs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "LANG": "C"}


def _check_version(cluster: Cluster) -> None:
    made_by = (cluster.files / "PG_VERSION").read_text(encoding="ascii").strip()
    if made_by != str(programs.MAJOR):
        raise DatabaseProblem(
            f"This data directory was made by PostgreSQL {made_by}; this Tillbook brings "
            f"{programs.MAJOR}. Make a backup with the Tillbook that made it, then "
            "'tillbook restore' that file with this one."
        )


def _write_settings(cluster: Cluster) -> None:
    """Write our settings anew; the owner's own go to custom.conf and win."""
    directory = str(cluster.socket_directory()).replace("'", "''")
    lines = ["# Written by Tillbook at every start. Put your own settings into custom.conf."]
    lines += [f"{name} = {value}" for name, value in SETTINGS.items()]
    lines += [f"port = {PORT}", f"unix_socket_directories = '\"{directory}\"'"]
    lines += ["include = 'custom.conf'", ""]
    custom = cluster.files / "custom.conf"
    if not custom.exists():
        write_private(custom, "# Your own settings; they win over those of postgresql.conf.\n")
        cluster.account.take(custom)
    for name, text in (
        ("postgresql.conf", "\n".join(lines)),
        ("pg_hba.conf", "# Written by Tillbook: passwords only.\nlocal all all scram-sha-256\n"),
    ):
        path = cluster.files / name
        if path.read_text(encoding="utf-8") != text:
            write_private(path, text)
            cluster.account.take(path)


def _open_socket_directory(cluster: Cluster) -> None:
    directory = cluster.socket_directory()
    if not directory.exists():
        directory.mkdir(mode=0o700)
        cluster.account.take(directory)
    facts = directory.lstat()
    if directory.is_symlink() or facts.st_uid != cluster.account.uid or facts.st_mode & 0o077:
        raise DatabaseProblem(
            f"{directory} is not private to user {cluster.account.uid}, "
            "so the database's socket is not opened there. Remove it and start again."
        )
