"""Measure checkouts over HTTP against hand-written SQL, turn by turn in one run."""

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TURNS = 5
BATCH = 50


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6, help="for each turn")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tillbook-bench-") as folder:
        Path(folder).chmod(0o711)
        figures = measure(Path(folder) / "data", arguments.seconds)
    if arguments.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:44} {value}")


def measure(data, seconds):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "tillbook.cli", "run", "--port", str(port), "--data", str(data),
         "--json"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        for line in server.stdout:
            if '"ready"' in line:
                break
        threading.Thread(target=lambda: [None for _ in server.stdout], daemon=True).start()
        return _turns(data, port, seconds, server.pid)
    finally:
        server.terminate()
        server.wait(60)


def _turns(data, port, seconds, server_pid):
    dsn, admin = _enter(data)
    from benchmarks.checkout import shop

    memory_idle = _memory(server_pid)
    founded = shop.found()
    _settle(admin)
    singles, batches = [], []
    for turn in range(TURNS):
        singles.append(_pair(founded, dsn, port, seconds, turn, batch=1))
        batches.append(_pair(founded, dsn, port, seconds, turn + TURNS, batch=BATCH))
    return {
        **_figures("interactive, 8 clients", singles),
        **_figures(f"{BATCH} a request, 8 clients", batches),
        "memory idle, all processes (MB, PSS)": memory_idle,
        "memory after load, all processes (MB, PSS)": _memory(server_pid),
    }


def _pair(founded, dsn, port, seconds, seed, *, batch):
    import psycopg

    from benchmarks.checkout import baseline, load
    from storm.till import canonical

    amount = int(seconds * 500 * (3 if batch > 1 else 1))
    count = len(founded.tills)
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute("SELECT 1")
    per_client = []
    for number, till in enumerate(founded.tills):
        baskets = founded.baskets(seed * 100 + number)
        per_client.append([till.sell(*next(baskets)) for _ in range(amount // 2)])
    stop = threading.Event()
    theirs = [
        baseline.Client(
            dsn, founded.business, founded.tills[n].register, founded.locations[n],
            _as_new(per_client[n], canonical), batch, stop,
        )
        for n in range(count)
    ]  # fmt: skip
    limit = _time(theirs, stop, seconds)
    stop = threading.Event()
    bodies = [
        [
            json.dumps({"documents": documents[start : start + batch]}).encode()
            for start in range(0, len(documents), batch)
        ]
        for documents in per_client
    ]
    ours = [load.Client(port, founded.tokens[n], bodies[n], stop) for n in range(count)]
    measured = _time(ours, stop, seconds)
    for client in ours:
        assert client.trouble is None, client.trouble
    return limit, measured


def _as_new(documents, canonical):
    """The same documents under other ids, so that both sides write fresh rows."""
    from tillbook.kernel.ids import new_id

    return [(new_id(), document, canonical(document)) for document in documents]


def _time(clients, stop, seconds):
    started = time.perf_counter()
    for client in clients:
        client.start()
    ending = time.perf_counter() + seconds
    while time.perf_counter() < ending and any(client.is_alive() for client in clients):
        time.sleep(0.05)
    stop.set()
    for client in clients:
        client.join()
    elapsed = time.perf_counter() - started
    latencies = sorted(each for client in clients for each in client.latencies)
    p95 = latencies[int(len(latencies) * 0.95)] if latencies else 0
    return sum(client.done for client in clients) / elapsed, p95


def _figures(name, pairs):
    ratios = sorted(measured[0] / limit[0] for limit, measured in pairs)
    return {
        f"{name}: SQL sales/s": [round(limit[0]) for limit, _ in pairs],
        f"{name}: Tillbook sales/s": [round(measured[0]) for _, measured in pairs],
        f"{name}: p95 ms": [round(measured[1] * 1000, 1) for _, measured in pairs],
        f"{name}: ratio, median of {len(pairs)}": round(ratios[len(ratios) // 2], 3),
    }


def _enter(data):
    from tillbook.cli import serving
    from tillbook.cli.database import reach

    with reach.database(data) as addresses:  # joins the running server
        serving.enter(data, addresses)
    return addresses.app, addresses.admin


def _settle(admin):
    """Let the database finish what stocking the shop began, so that it disturbs neither side."""
    import psycopg

    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _memory(pid):
    """Proportional memory of the server's whole process tree and its PostgreSQL, in MB."""
    import psutil

    total = 0
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    for process in {each.pid: each for each in family}.values():
        try:
            total += process.memory_full_info().pss
        except psutil.Error:
            continue
    return round(total / 1e6)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
