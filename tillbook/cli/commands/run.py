"""`tillbook run`: everything a shop needs on this machine, in one foreground process."""

import argparse
import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tillbook.cli import addresses as ports
from tillbook.cli import migrations, options, parent, places, serving, supervisor
from tillbook.cli.database import cluster as clusters
from tillbook.cli.database import foreign, guard, reach
from tillbook.cli.database.server import Server
from tillbook.cli.trouble import Trouble

READY_LIMIT_S = 120


@dataclass(frozen=True)
class Shop:
    """What this run serves: its data, where it listens, and the address people use."""

    data: Path
    host: str
    port: int
    url: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    options.add_address(parser)
    options.add_log_format(parser)
    parser.add_argument("--demo", metavar="NAME", help="load this demo shop before serving")
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Start, announce the address, keep everything alive, and end in order on SIGTERM."""
    options.set_log_format(arguments)
    data = places.data_directory(arguments.data)
    supervisor.end_on_signals()
    with contextlib.suppress(supervisor.EndAsked), _database(data) as (addresses, server):
        port = ports.free_port(arguments.host, arguments.port)
        url = os.environ.get("TILLBOOK_BASE_URL") or ports.url(arguments.host, port)
        os.environ["TILLBOOK_BASE_URL"] = url
        shop = Shop(data, arguments.host, port, url)
        _serve(arguments, shop, addresses, server)
    return 0


@contextlib.contextmanager
def _database(data: Path) -> Iterator[tuple[reach.Addresses, Server | None]]:
    named = reach.given()
    if named is not None:
        if named.owner:
            foreign.prepare(named.app, named.owner)
        guard.refuse_unsafe(named.app)
        yield named, None
        return
    held = clusters.lock(data)
    if held is None:
        raise Trouble(f"Process {clusters.holder(data)} runs Tillbook on {data} already.")
    with held, reach.embedded(data) as server:
        yield reach.addresses_of(server.cluster), server


def _serve(
    arguments: argparse.Namespace,
    shop: Shop,
    addresses: reach.Addresses,
    server: Server | None,
) -> None:
    environment = serving.environment(shop.data, addresses)
    facts: dict[str, object] = {"url": shop.url, "ready": True}
    _migrate(shop, addresses, server)
    if arguments.demo:
        facts["demo"] = _finish(_command("demo", shop, arguments.demo, "--json"), environment)
    parts = _parts(arguments, shop, environment)
    try:
        # The first page comes first; the others start when it is there, by being watched.
        parts[0].start()
        facts |= _finish(_command("setup-link", shop, "--json"), environment)
        _wait_until_ready(shop, parts[0])
        _announce(arguments, shop, facts)
        supervisor.watch(server, parts, _say)
    finally:
        supervisor.stop_all(parts)


def _migrate(shop: Shop, addresses: reach.Addresses, server: Server | None) -> None:
    """Bring the database to this version; a note beside it spares the look when it is there."""
    if not addresses.owner:
        return
    note, current = server and server.cluster.home / "migrated", migrations.fingerprint()
    if note and note.exists() and note.read_text(encoding="ascii") == current:
        return
    as_owner = serving.environment(shop.data, addresses, as_owner=True)
    _finish(_command("migrate", shop, "--quiet"), as_owner)
    if note:
        clusters.write_private(note, current)


def _parts(
    arguments: argparse.Namespace, shop: Shop, environment: dict[str, str]
) -> list[supervisor.Part]:
    supervised = environment | {parent.SUPERVISOR: str(os.getpid())}
    # With --json the first line of our stdout is the answer, so the parts log beside it.
    output = sys.stderr.fileno() if arguments.json else sys.stdout.fileno()
    web = _command("web", shop, f"--host={shop.host}", f"--port={shop.port}")
    web += [f"--workers={arguments.workers}", f"--threads={arguments.threads}"]
    return [
        supervisor.Part("the web server", web, supervised, output),
        supervisor.Part("the worker", _command("work", shop), supervised, output),
    ]


def _command(name: str, shop: Shop, *options: str) -> list[str]:
    return [sys.executable, "-m", "tillbook.cli", name, f"--data={shop.data}", *options]


def _finish(command: list[str], environment: dict[str, str]) -> dict[str, object]:
    """Run a command of ours to its end and answer the facts it printed as JSON, if any."""
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Trouble(f"'tillbook {command[3]}' failed; see above.\n{done.stdout}".strip())
    facts: dict[str, object] = json.loads(done.stdout) if done.stdout.strip() else {}
    return facts


def _wait_until_ready(shop: Shop, web: supervisor.Part) -> None:
    give_up_at = time.monotonic() + READY_LIMIT_S
    while missing := _missing(shop):
        if time.monotonic() > give_up_at:
            raise Trouble(f"The web server was not ready within {READY_LIMIT_S} s: {missing}")
        web.look(_say)
        time.sleep(0.05)


def _missing(shop: Shop) -> str:
    """Answer why the web server is not ready, in its own words; nothing when it is."""
    host = "127.0.0.1" if shop.host in ports.EVERYWHERE else shop.host
    connection = http.client.HTTPConnection(host, shop.port, timeout=10)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return "" if answer.status == http.HTTPStatus.OK else answer.read().decode()
    except (OSError, http.client.HTTPException) as error:
        return f"it does not answer ({error})"
    finally:
        connection.close()


def _announce(arguments: argparse.Namespace, shop: Shop, facts: dict[str, object]) -> None:
    known = {name: value for name, value in facts.items() if value is not None}
    if arguments.json:
        print(json.dumps(known), flush=True)
        return
    print(f"\n  Tillbook is ready: {shop.url}")
    if "setup_url" in known:
        print(f"  Make yourself its owner (the link works once): {known['setup_url']}")
    demo = known.get("demo")
    if isinstance(demo, dict):
        for name, value in demo.items():
            print(f"  {name}: {value}")
    print(f"  The data is in {shop.data}. Stop with Ctrl-C.\n", flush=True)


def _say(words: str) -> None:
    print(f"tillbook: {words}", file=sys.stderr, flush=True)
