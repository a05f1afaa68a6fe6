"""One PostgreSQL for all test runs of this machine's user, and one database for each worker.

The first run starts an embedded server with its real, durable settings under the temporary
directory; runs at the same time share it; a keeper process stops it when the last one is gone,
however it went. The migrated template is kept until a migration changes. With DATABASE_URL (and
DATABASE_OWNER_URL) given, that database is migrated and used instead, by all workers.
"""

import atexit
import fcntl
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tillbook.cli import migrations  # noqa: E402
from tillbook.cli.database import cluster as clusters  # noqa: E402 - needs the path above
from tillbook.cli.database import foreign, roles  # noqa: E402
from tillbook.cli.database.server import Server, is_answering  # noqa: E402

HOME = Path(tempfile.gettempdir()) / f"tillbook-tests-{os.geteuid()}"
OWN = "TILLBOOK_TEST_DATABASE"  # marks the addresses in the environment as made here
TEMPLATES_KEPT = 3
KEEPER_LIMIT_S = 120
_held = []  # open files whose locks say that this run still needs the server


def start(worker_id="master"):
    """Give this worker a migrated database of its own: (app's address, owner's address).

    Sets DATABASE_URL, DATABASE_OWNER_URL and DJANGO_SETTINGS_MODULE, so call it before Django
    is set up. The database is dropped when the process ends.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tillbook.config.settings")
    os.environ["TILLBOOK_TEST_MODE"] = "1"
    if "DATABASE_URL" in os.environ and OWN not in os.environ:
        return _use_given(os.environ["DATABASE_URL"], os.environ.get("DATABASE_OWNER_URL"))
    _prepare_home()
    _hold("users.lock", fcntl.LOCK_SH)
    with _alone("start.lock"):
        cluster = _running_cluster()
        template = _template(cluster)
        name = f"test_{os.getpid()}_{worker_id}"
        _as_admin(
            cluster, "CREATE DATABASE {} TEMPLATE {} OWNER {}", name, template, clusters.OWNER
        )
    creator = os.getpid()
    atexit.register(lambda: os.getpid() == creator and _drop(cluster, name))
    app, owner = cluster.dsn(clusters.APP, name), cluster.dsn(clusters.OWNER, name)
    os.environ |= {"DATABASE_URL": app, "DATABASE_OWNER_URL": owner, OWN: name}
    return app, owner


def migrate(app, owner):
    """Run Django's migrations as the owner, in a process of its own."""
    if not (ROOT / "tillbook/config/settings.py").exists():
        return
    environment = os.environ | {
        "DATABASE_URL": app,
        "DATABASE_OWNER_URL": owner,
        "TILLBOOK_AS_OWNER": "1",
        "DJANGO_SETTINGS_MODULE": "tillbook.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity=0"],
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"The test database could not be migrated:\n{done.stdout}{done.stderr}")


def _use_given(app, owner):
    owner = owner or app
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(7155)")  # workers migrate one after the other
        foreign.prepare(app, owner)
        migrate(app, owner)
    return app, owner


def _prepare_home():
    HOME.mkdir(mode=0o711, exist_ok=True)
    if HOME.is_symlink() or HOME.stat().st_uid != os.geteuid():
        raise RuntimeError(f"{HOME} belongs to somebody else: remove it, or set TMPDIR.")


def _hold(name, kind):
    file = (HOME / name).open("a")
    fcntl.flock(file, kind)
    _held.append(file)


@contextmanager
def _alone(name):
    with (HOME / name).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _running_cluster():
    cluster = clusters.find_cluster(HOME / "data")
    if cluster is not None and is_answering(cluster):
        return cluster
    keeper = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        start_new_session=True,  # Ctrl-C is for the run; the keeper sees its end by the lock
    )
    assert keeper.stdout is not None
    if not select.select([keeper.stdout], [], [], KEEPER_LIMIT_S)[0]:
        raise RuntimeError("The test server did not start in time.")
    answer = keeper.stdout.readline()
    if answer != "ready\n":
        raise RuntimeError(f"The test server did not start:\n{answer}{keeper.stdout.read()}")
    cluster = clusters.find_cluster(HOME / "data")
    assert cluster is not None
    return cluster


def _template(cluster):
    """Answer the name of the migrated template for the migrations as they are now."""
    name = f"template_{migrations.fingerprint()[:16]}"
    known = _templates(cluster)
    if name in known:
        return name
    for old in known[TEMPLATES_KEPT:]:
        _drop(cluster, old)
    fresh = f"fresh_{name}"
    _drop(cluster, fresh)
    roles.prepare_embedded(cluster, fresh)
    migrate(cluster.dsn(clusters.APP, fresh), cluster.dsn(clusters.OWNER, fresh))
    _as_admin(cluster, "ALTER DATABASE {} RENAME TO {}", fresh, name)
    return name


def _templates(cluster):
    """Newest first."""
    query = "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%' ORDER BY oid DESC"
    with psycopg.connect(cluster.dsn(clusters.ADMIN, "postgres")) as admin:
        return [row[0] for row in admin.execute(query)]


def _as_admin(cluster, statement, *names):
    with psycopg.connect(cluster.dsn(clusters.ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL(statement).format(*[sql.Identifier(name) for name in names]))


def _drop(cluster, name):
    _as_admin(cluster, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _drop_abandoned(cluster):
    with psycopg.connect(cluster.dsn(clusters.ADMIN, "postgres")) as admin:
        names = [row[0] for row in admin.execute("SELECT datname FROM pg_database")]
    for name in names:
        if re.match(r"(test|fresh)_", name):
            _drop(cluster, name)


def _keep():
    """Run the server until no test run holds the lock of its users any more."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _hold_data_directory()
    server = Server(clusters.open_cluster(HOME / "data"))
    server.start()
    # Closed by the end of the process only: a new run waits for it until the server has stopped.
    users = (HOME / "users.lock").open("a")
    try:
        roles.prepare_embedded(server.cluster)
        _drop_abandoned(server.cluster)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while server.is_running() and not _is_free(users):
            time.sleep(0.5)
    finally:
        server.stop()


def _hold_data_directory():
    give_up_at = time.monotonic() + 20
    while (held := clusters.lock(HOME / "data")) is None:
        if time.monotonic() > give_up_at:
            raise SystemExit(f"{HOME}/data is held by process {clusters.holder(HOME / 'data')}")
        time.sleep(0.1)
    _held.append(held)


def _is_free(users):
    """Take the users' lock when nobody has it; kept while stopping, so that new runs wait."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    _keep()
