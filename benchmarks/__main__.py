"""`make bench`: every speed we promise, measured in one run, beside its goal."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


@dataclass(frozen=True)
class Figure:
    """One measured number. Without a goal it is there to be seen, not to be met."""

    benchmark: str
    name: str
    value: float
    unit: str
    at_least: float | None = None
    below: float | None = None

    @property
    def verdict(self) -> str:
        if self.at_least is not None:
            return "met" if self.value >= self.at_least else "NOT MET"
        if self.below is not None:
            return "met" if self.value < self.below else "NOT MET"
        return ""

    @property
    def goal(self) -> str:
        if self.at_least is not None:
            return f">= {self.at_least:g}"
        return "" if self.below is None else f"< {self.below:g}"


def pricing() -> list[Figure]:
    """A cart on both engines, in microseconds."""
    done = subprocess.run(
        [sys.executable, "benchmarks/pricing/run.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[0])
    engines = {"cpython": "CPython", "micropython_json": "MicroPython, JSON in and out"}
    return [
        Figure("pricing", f"{lines}-line cart on {engine}", told[key][f"{lines}_lines"], "µs")
        for key, engine in engines.items()
        for lines in (5, 50)
    ]


def checkout() -> list[Figure]:
    """Sales over HTTP as a share of the same writes by hand-written SQL, and memory."""
    from benchmarks.checkout import run

    with tempfile.TemporaryDirectory(prefix="tillbook-bench-") as folder:
        Path(folder).chmod(0o711)
        told = run.measure(Path(folder) / "data", seconds=6)
    figures = []
    for name, goal in (("interactive", 0.25), (f"{run.BATCH} a request", 0.33)):
        both = f"{name}, 8 clients"
        [ratio] = [told[key] for key in told if key.startswith(f"{both}: ratio")]
        figures += [
            Figure("checkout", f"{both}, share of SQL", ratio, "", at_least=goal),
            Figure("checkout", both, max(told[f"{both}: Tillbook sales/s"]), "sales/s"),
            Figure("checkout", f"{both}, by SQL", max(told[f"{both}: SQL sales/s"]), "sales/s"),
            Figure("checkout", f"{both}, p95", min(told[f"{both}: p95 ms"]), "ms"),
        ]
    idle, loaded = (value for name, value in told.items() if name.startswith("memory"))
    return [
        *figures,
        Figure("memory", "all processes, idle", idle, "MB", below=500),
        Figure("memory", "all processes, after load", loaded, "MB"),
    ]


def till() -> list[Figure]:
    """20,000 items in Chromium: cold start, and a scan on a slow device."""
    from benchmarks.till import run

    goals = {"cold start to the first scan, median s": 2, "scan to painted line, p95 ms": 50}
    return [
        Figure(
            "till",
            name,
            value,
            "",
            below=next((goal for key, goal in goals.items() if name.startswith(key)), None),
        )
        for name, value in run.measure().items()
    ]


def start() -> list[Figure]:
    """From the command to the first page, with a demo shop and on data that is there."""
    from benchmarks.start import run

    told = run.measure()
    return [
        Figure("start", "first start with the demo shop", told["first"], "s", below=30),
        Figure("start", "on existing data, first page", told["again"], "s", below=5),
    ]


BENCHMARKS: dict[str, Callable[[], list[Figure]]] = {
    "pricing": pricing,
    "start": start,
    "till": till,
    "checkout": checkout,
}


def main() -> int:
    """Measure, print, and answer how many goals are not met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", default="", help=f"some of {','.join(BENCHMARKS)}")
    parser.add_argument("--json", action="store_true", help="answer as JSON, for programs")
    arguments = parser.parse_args()
    wanted = [name for name in arguments.only.replace("memory", "checkout").split(",") if name]
    if unknown := set(wanted) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    figures = []
    for name in wanted or BENCHMARKS:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        figures += BENCHMARKS[name]()
    if arguments.json:
        print(json.dumps([asdict(each) | {"verdict": each.verdict} for each in figures]))
    else:
        show(figures)
    return sum(each.verdict == "NOT MET" for each in figures)


def show(figures: list[Figure]) -> None:
    rows = [("figure", "", "goal", "")]
    rows += [
        (f"{each.benchmark}: {each.name}", f"{each.value:g} {each.unit}", each.goal, each.verdict)
        for each in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for name, value, goal, verdict in rows:
        print(f"{name:{widths[0]}}  {value:>{widths[1]}}  {goal:>{widths[2]}}  {verdict}")
    print(f"\nload of the machine now: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    sys.exit(main())
