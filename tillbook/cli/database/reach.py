"""Reach the database of a data directory: the one named by DATABASE_URL, or the embedded one."""

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tillbook.cli.database import cluster as clusters
from tillbook.cli.database import guard, roles
from tillbook.cli.database.problems import DatabaseProblem
from tillbook.cli.database.server import Server, is_answering

JOIN_LIMIT_S = 60


@dataclass(frozen=True)
class Addresses:
    """DSNs by role. The owner's and the administrator's may be unknown on an own server."""

    app: str
    owner: str | None
    admin: str | None
    embedded: bool


def given() -> Addresses | None:
    """Answer the addresses of the environment, or None when the embedded server is meant."""
    app = os.environ.get("DATABASE_URL")
    if not app:
        return None
    owner, admin = os.environ.get("DATABASE_OWNER_URL"), os.environ.get("DATABASE_ADMIN_URL")
    return Addresses(app, owner or None, admin or None, embedded=False)


def addresses_of(cluster: clusters.Cluster) -> Addresses:
    """Answer the addresses of an embedded server."""
    return Addresses(
        app=cluster.dsn(clusters.APP),
        owner=cluster.dsn(clusters.OWNER),
        admin=cluster.dsn(clusters.ADMIN),
        embedded=True,
    )


def admin(addresses: Addresses) -> str:
    """Answer the administrator's address, who sees the rows of every business."""
    if addresses.admin is None:
        raise DatabaseProblem(
            "Row-level security hides rows from both roles, so a whole backup needs a third: set "
            "DATABASE_ADMIN_URL to a superuser, or use that server's own backups (pg_basebackup)."
        )
    return addresses.admin


@contextlib.contextmanager
def database(data: Path) -> Iterator[Addresses]:
    """Have the database up for a while: join the running server, or start one until the end."""
    named = given()
    if named is not None:
        yield named
        return
    with contextlib.ExitStack() as until_the_end:
        held = clusters.lock(data)
        if held is None:
            yield _join(data)
            return
        until_the_end.enter_context(held)
        with embedded(data) as server:
            yield addresses_of(server.cluster)


@contextlib.contextmanager
def embedded(data: Path) -> Iterator[Server]:
    """Run the embedded server, roles and database made. Needs the lock of the directory."""
    server = Server(clusters.open_cluster(data))
    try:
        server.start()
        roles.prepare_embedded(server.cluster)
        guard.refuse_unsafe(server.cluster.dsn(clusters.APP))
        yield server
    finally:
        server.stop()


def _join(data: Path) -> Addresses:
    give_up_at = time.monotonic() + JOIN_LIMIT_S
    while time.monotonic() < give_up_at:
        cluster = clusters.find_cluster(data)
        if cluster is not None and is_answering(cluster):
            return addresses_of(cluster)
        time.sleep(0.1)
    raise DatabaseProblem(
        f"Process {clusters.holder(data)} holds {data}, but its database does not answer."
    )
