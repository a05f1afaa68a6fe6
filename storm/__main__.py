"""Run a storm: `python -m storm --tills 4 --seconds 60 --seed N --json`."""

import argparse
import contextlib
import http.client
import json
import secrets
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

from storm.audit import Audit, journals
from storm.desk import Desk, Receipts
from storm.nemesis import Nemesis, schedule
from storm.server import Server, facts_from, tillbook
from storm.till import Offer, Till

CALM_SHARE = 0.1
DRAIN_LIMIT_S = 60


def main() -> int:
    """Storm, audit, and report; 1 when anything was lost, doubled or broken."""
    parser = argparse.ArgumentParser(prog="storm", description=__doc__)
    parser.add_argument("--tills", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=float, default=4, help="seconds between two kills")
    parser.add_argument("--pace", type=float, default=0.05, help="seconds between documents")
    parser.add_argument("--keep", action="store_true", help="leave data and journals behind")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    report = run(arguments)
    if arguments.json:
        print(json.dumps(report))
    else:
        for name, value in report.items():
            print(f"{name:24} {json.dumps(value)}")
    return 0 if report["clean"] else 1


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run one storm in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="tillbook-storm-"))
    folder.chmod(0o711)  # the database's own user passes through
    server = Server(folder / "data")
    try:
        return _storm(arguments, folder, server)
    finally:
        server.stop()
        if arguments.keep:
            print(f"kept: {folder}", file=sys.stderr)
        else:
            _remove(folder)


def _storm(arguments: argparse.Namespace, folder: Path, server: Server) -> dict[str, Any]:
    run_id = f"storm {secrets.token_hex(8)}"
    server.start()
    facts = facts_from(["storm.founding", str(server.data), run_id, str(arguments.tills)])
    desks = _open_desks(arguments, facts, folder, server, run_id)
    nemesis = Nemesis(server)
    for desk in desks:
        desk.start()
    time.sleep(CALM_SHARE * arguments.seconds)
    seconds = (1 - CALM_SHARE) * arguments.seconds
    blows = schedule(f"nemesis {arguments.seed}", seconds=seconds, every_s=arguments.every)
    nemesis.storm(blows, seconds=seconds)
    server.resume()
    server.wait_until_ready()
    drained_s = _drain(desks)
    assert server.listens_itself(), "somebody else listens on the port: the run proves nothing"
    printed = journals(folder)
    audit = Audit(facts["dsn"], facts["business"], printed)
    return _report(arguments, desks, nemesis, audit, len(printed), drained_s, server)


def _open_desks(
    arguments: argparse.Namespace, facts: dict[str, Any], folder: Path, server: Server, run_id: str
) -> list[Desk]:
    assert server.listens_itself(), "somebody else listens on the port"
    offers = [
        Offer(each["variant"], each["name"], each["price"], (facts["tax"],))
        for each in facts["offers"]
    ]
    receipts, desks = Receipts(), []
    for number, code in enumerate(facts["codes"]):
        enrolled = _enrol(server.port, code)
        # An orphan of another run would know neither the code nor this run's name.
        assert enrolled["business"]["name"] == run_id, "this is another run's server"
        register = enrolled["register"]
        till = Till(
            register=UUID(register["id"]),
            code=register["code"],
            epoch=register["epoch"],
            person=UUID(int=number + 1),
        )
        desks.append(
            Desk(
                till,
                enrolled["token"],
                port=server.port,
                journal=folder / f"{till.code}.journal",
                offers=offers,
                receipts=receipts,
                seed=f"till {number} {arguments.seed}",
                pace_s=arguments.pace,
            )
        )
    return desks


def _enrol(port: int, code: str) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(
        "POST", "/api/v1/devices/enrol", json.dumps({"code": code, "name": "Storm"}),
        {"Content-Type": "application/json"},
    )  # fmt: skip
    response = connection.getresponse()
    content: dict[str, Any] = json.loads(response.read())
    assert response.status == http.HTTPStatus.OK, content
    return content


def _drain(desks: list[Desk]) -> float:
    started = time.monotonic()
    for desk in desks:
        desk.closing.set()
    for desk in desks:
        desk.join(max(0.0, started + DRAIN_LIMIT_S - time.monotonic()))
    return time.monotonic() - started


def _report(
    arguments: argparse.Namespace, desks: list[Desk], nemesis: Nemesis, audit: Audit,
    printed: int, drained_s: float, server: Server,
) -> dict[str, Any]:  # fmt: skip
    checked = tillbook("check", f"--data={server.data}", "--json")
    faults = {question: found for question, found in audit.faults.items() if found}
    faults |= _faults_at(desks)
    if checked.returncode:
        faults["tillbook check"] = [checked.stdout[:3000] + checked.stderr[-1000:]]
    recoveries = {kind: sorted(found) for kind, found in nemesis.recoveries_s.items()}
    return {
        "clean": not faults,
        "seed": arguments.seed,
        "tills": len(desks),
        "seconds": arguments.seconds,
        "documents": printed,
        "questions asked": len(audit.faults),
        "faults": faults,
        "kills": {kind: len(found) for kind, found in recoveries.items()},
        "recovery s (median, worst)": {
            kind: [round(found[len(found) // 2], 2), round(found[-1], 2)]
            for kind, found in recoveries.items()
        },
        "network faults": dict(sum((desk.faults for desk in desks), Counter())),
        "filed": dict(sum((desk.exceptions for desk in desks), Counter())),
        "drained in s": round(drained_s, 2),
        "log": nemesis.log,
    }


def _faults_at(desks: list[Desk]) -> dict[str, list[str]]:
    """Ask the tills whether everything was acknowledged, and created at most once."""
    answers = {key: given for desk in desks for key, given in desk.answers.items()}
    asked: dict[str, list[str]] = {
        "unsent after the drain": [desk.name for desk in desks if desk.unsent or desk.is_alive()],
        "tills broke": [desk.broken for desk in desks if desk.broken],
        "created twice": [key for key, given in answers.items() if given.count("created") > 1],
        "neither created nor there": [
            f"{key}: {given}"
            for key, given in answers.items()
            if set(given) - {"created", "exists"}
        ],
        "heartbeat misses what arrived": [
            str(desk.false_alarms) for desk in desks if desk.false_alarms
        ],
    }
    return {question: found[:20] for question, found in asked.items() if found}


def _remove(folder: Path) -> None:
    database = (folder / "data/database").resolve()
    with contextlib.suppress(OSError):
        shutil.rmtree(folder)
    if database.exists():
        shutil.rmtree(database, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
