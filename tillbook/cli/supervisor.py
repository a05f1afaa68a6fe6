"""Keep the parts of a running Tillbook alive, and end them in order."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from types import FrameType

from tillbook.cli.database.problems import DatabaseProblem
from tillbook.cli.database.server import Server

LOOK_EVERY_S = 0.25
STEADY_AFTER_S = 60.0
LONGEST_PAUSE_S = 30.0
STOP_LIMIT_S = 30.0

Announce = Callable[[str], None]


class EndAsked(BaseException):
    """SIGTERM or SIGINT arrived; raised wherever the main thread is."""


def end_on_signals() -> None:
    """Turn the first SIGTERM or SIGINT into EndAsked; the way down is not interrupted again."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise EndAsked

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)


class Pauses:
    """How long to wait before the next start: twice as long after each early death."""

    def __init__(self) -> None:
        self._early_deaths = 0

    def after(self, lived_s: float) -> float:
        """Answer the pause in seconds after a life of this length."""
        self._early_deaths = 0 if lived_s >= STEADY_AFTER_S else self._early_deaths + 1
        if self._early_deaths <= 1:
            return 0.0
        return float(min(2.0 ** (self._early_deaths - 2), LONGEST_PAUSE_S))


class Part:
    """One process of ours: started, watched, started again, stopped with all its children."""

    def __init__(
        self, name: str, command: Sequence[str], environment: dict[str, str], output: int
    ) -> None:
        self.name = name
        self._output = output
        self._command = list(command)
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._pauses = Pauses()
        self._started_at = 0.0
        self._due_at = 0.0

    @property
    def pid(self) -> int | None:
        """The number of the running process."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process in a group of its own, so that Ctrl-C reaches only the supervisor."""
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            process_group=0,
        )

    def look(self, announce: Announce) -> None:
        """Start the process again when it has died and its pause is over."""
        now = time.monotonic()
        if self._process is not None and self._process.poll() is not None:
            pause = self._pauses.after(now - self._started_at)
            announce(f"{self.name} ended ({_words(self._process.returncode)}); starts again")
            self._end_group()
            self._process, self._due_at = None, now + pause
        if self._process is None and now >= self._due_at:
            self.start()

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def stop(self) -> None:
        """Wait for the end of a process that was asked to stop, and insist in the end."""
        if self._process is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_LIMIT_S)
        self._end_group()
        self._process.wait()
        self._process = None

    def _end_group(self) -> None:
        """Kill what a dead process left of its group: a web worker would keep the port."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


def watch(server: Server | None, parts: Sequence[Part], announce: Announce) -> None:
    """Keep everything running until EndAsked; the database comes first."""
    pauses, started_at = Pauses(), time.monotonic()
    while True:
        if server is not None and not server.is_running():
            announce("the database ended; starts again")
            time.sleep(pauses.after(time.monotonic() - started_at))
            started_at = time.monotonic()
            try:
                server.start()
            except DatabaseProblem as problem:
                announce(str(problem))
            continue
        for part in parts:
            part.look(announce)
        time.sleep(LOOK_EVERY_S)


def stop_all(parts: Sequence[Part]) -> None:
    """End the parts together; their database is stopped after them by whoever started it."""
    for part in parts:
        part.ask_to_stop()
    for part in parts:
        part.stop()


def _words(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    return f"signal {signal.Signals(-code).name}"
