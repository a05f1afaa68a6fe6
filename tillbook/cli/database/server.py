"""Start and stop the embedded server, whatever an earlier crash left behind."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tillbook.cli.database import programs
from tillbook.cli.database.cluster import Cluster, environment
from tillbook.cli.database.problems import DatabaseProblem

# Recovery after a crash replays the write-ahead log; a slow disk may need minutes for it.
START_LIMIT_S = 900
STOP_LIMIT_S = 120
LEFTOVERS_LIMIT_S = 60
LOG_LIMIT_BYTES = 10_000_000
PARENT_DEATH_SIGNAL = 1
# What PostgreSQL says while processes of a killed predecessor still hold on to its memory.
STILL_HELD = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')


class Server:
    """A running embedded PostgreSQL, child of this process."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the server's first process."""
        return self._process.pid if self._process else None

    def is_running(self) -> bool:
        """Tell whether the server's process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Bring the server up and return when it takes connections.

        Raises DatabaseProblem with PostgreSQL's own words when it does not come up.
        """
        give_up_at = time.monotonic() + LEFTOVERS_LIMIT_S
        while True:
            _stop_orphan(self.cluster.files)
            log_begins_at = self._spawn()
            if self._came_up():
                return
            words = _read_from(self.cluster.log, log_begins_at)
            if time.monotonic() > give_up_at or not any(hint in words for hint in STILL_HELD):
                raise DatabaseProblem(
                    f"PostgreSQL did not start. It says:\n{words.strip()}\n"
                    f"Its log is {self.cluster.log}."
                )
            _end_leftovers(self.cluster.files)
            time.sleep(0.5)

    def stop(self) -> None:
        """Stop in order: open transactions are rolled back, everything is written out."""
        if self._process is None:
            return
        for kind, limit_s in ((signal.SIGINT, STOP_LIMIT_S), (signal.SIGQUIT, 10)):
            if self._process.poll() is not None:
                break
            self._process.send_signal(kind)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(limit_s)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _spawn(self) -> int:
        log = self.cluster.log
        if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as sink:
            self.cluster.account.take(log)
            begins_at = sink.tell()
            self._process = subprocess.Popen(
                [programs.directory() / "postgres", "-D", self.cluster.files],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                cwd=self.cluster.home,
                env=environment(),
                # Ctrl-C goes to us alone: the database must be the last to stop.
                process_group=0,
                preexec_fn=_stop_when_parent_dies(),  # noqa: PLW1509 - one call, no locks taken
                **self.cluster.account.owner(),
            )
        return begins_at

    def _came_up(self) -> bool:
        assert self._process is not None
        give_up_at = time.monotonic() + START_LIMIT_S
        while self._process.poll() is None:
            state = _postmaster_file(self.cluster.files)
            if state[:1] == [str(self._process.pid)] and state[-1].strip() == "ready":
                return True
            if time.monotonic() > give_up_at:
                self.stop()
                raise DatabaseProblem(
                    f"PostgreSQL needed more than {START_LIMIT_S} s to start; "
                    f"its log is {self.cluster.log}."
                )
            time.sleep(0.02)
        return False


def _stop_when_parent_dies() -> Callable[[], None] | None:
    """Have the kernel tell PostgreSQL to stop when this process dies, where it can (Linux)."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PARENT_DEATH_SIGNAL, int(signal.SIGINT), 0, 0, 0)

    return ask


def is_answering(cluster: Cluster) -> bool:
    """Tell whether some process's server of this cluster is up."""
    state = _postmaster_file(cluster.files)
    return (
        len(state) > 1 and state[-1].strip() == "ready" and _is_postmaster(state[0], cluster.files)
    )


def _postmaster_file(files: Path) -> list[str]:
    try:
        return (files / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _stop_orphan(files: Path) -> None:
    """End a server that outlived its supervisor, and forget one that is gone.

    The caller holds the lock of the data directory, so a server running here has no supervisor.
    PostgreSQL itself would be misled by a process number that was given to somebody else since.
    """
    state = _postmaster_file(files)
    if not state:
        return
    if not _is_postmaster(state[0], files):
        (files / "postmaster.pid").unlink(missing_ok=True)
        return
    pid = int(state[0])
    for kind, limit_s in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, kind)
        give_up_at = time.monotonic() + limit_s
        while time.monotonic() < give_up_at:
            if not _is_postmaster(str(pid), files):
                return
            time.sleep(0.05)
    raise DatabaseProblem(f"A PostgreSQL left from an earlier start (process {pid}) does not end.")


def _is_postmaster(pid: str, files: Path) -> bool:
    if not pid.strip().isdigit():
        return False
    command = _command_of(int(pid))
    return bool(command) and Path(command[0]).name == "postgres" and str(files) in command


def _command_of(pid: int) -> list[str]:
    if sys.platform == "linux":
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return []
        return [os.fsdecode(word) for word in words.split(b"\0") if word]
    ps = shutil.which("ps") or "/bin/ps"
    shown = subprocess.run(
        [ps, "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return shown.stdout.split()


def _end_leftovers(files: Path) -> None:
    """End backends whose server was killed; they would keep its memory and stop the next one."""
    for process in _working_in(files):
        with contextlib.suppress(OSError):
            os.kill(process, signal.SIGKILL)


def _working_in(files: Path) -> Iterator[int]:
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == files:
                yield int(entry.name)


def _read_from(path: Path, offset: int) -> str:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read().decode("utf-8", "replace")
