"""A real `tillbook run` in processes of its own, of which the storm knows every number."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # it brings no types

ROOT = Path(__file__).resolve().parents[1]
READY_LIMIT_S = 90
GONE_LIMIT_S = 60


def environment() -> dict[str, str]:
    """Give an environment like a fresh terminal's: nobody's database but the storm's own."""
    ours = ("DATABASE_", "TILLBOOK_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PYTHONPATH": str(ROOT), "TILLBOOK_LOG_FORMAT": "json"}


def tillbook(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of Tillbook's to its end."""
    return subprocess.run(
        [sys.executable, "-m", "tillbook.cli", *words],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


class Server:
    """Started, killed in parts or whole, started again on the same port and data."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = 0
        self._log = data.parent / "server.log"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start and wait until it is ready; raises AssertionError with the log when it is not."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tillbook.cli", "run", f"--data={self.data}",
                 f"--port={self.port}", "--workers=2", "--json"],
                env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                text=True,
            )  # fmt: skip
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the server did not start:\n{self._log.read_text()[-3000:]}"
        self.port = int(json.loads(line)["url"].rpartition(":")[2])
        threading.Thread(target=self._process.stdout.read, daemon=True).start()

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(60)

    def is_ready(self) -> bool:
        """Say whether it answers and its database does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=3)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def wait_until_ready(self) -> float:
        """Wait until it is ready; give back how many seconds that took."""
        started = time.monotonic()
        while not self.is_ready():
            assert time.monotonic() - started < READY_LIMIT_S, "the server did not come back"
            time.sleep(0.05)
        return time.monotonic() - started

    def listens_itself(self) -> bool:
        """Say whether nobody but our own web processes listens on the port: no orphan answers."""
        family = {process.pid for process in self._family()}
        holders = {
            connection.pid
            for connection in psutil.net_connections("tcp4")
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == self.port
        }
        return bool(holders) and holders <= family

    def kill_web_worker(self, pick: int) -> bool:
        """Kill one of the processes that answer requests."""
        master = self._web_master()
        workers = sorted(master.children(), key=lambda each: each.pid) if master else []
        return bool(workers) and self._kill(workers[pick % len(workers)])

    def kill_web_master(self) -> bool:
        """Kill the process that keeps the web workers."""
        master = self._web_master()
        return master is not None and self._kill(master)

    def kill_database(self) -> bool:
        """Kill the postmaster: every connection and every running transaction dies."""
        try:
            words = (self.data / "database/cluster/postmaster.pid").read_text().split()
            postmaster = psutil.Process(int(words[0]))
            is_ours = str((self.data / "database").resolve()) in " ".join(postmaster.cmdline())
        except (OSError, ValueError, IndexError, psutil.Error):
            return False
        return is_ours and self._kill(postmaster)

    def kill_supervisor(self) -> bool:
        """Kill the process that keeps everything, see all its parts go, and start anew."""
        assert self._process is not None
        family = self._family()
        self._process.kill()
        self._process.wait()
        _gone, left = psutil.wait_procs(family, timeout=GONE_LIMIT_S)
        assert not left, f"left behind by the supervisor: {[_words(each) for each in left]}"
        self.start()
        return True

    def resume(self) -> None:
        """Start again when it ended altogether."""
        if self._process is not None and self._process.poll() is not None:
            self.start()

    def _family(self) -> list[psutil.Process]:
        assert self._process is not None
        try:
            return list(psutil.Process(self._process.pid).children(recursive=True))
        except psutil.Error:
            return []

    def _web_master(self) -> psutil.Process | None:
        assert self._process is not None
        try:
            for child in psutil.Process(self._process.pid).children():
                words = child.cmdline()
                if words[2:4] == ["tillbook.cli", "web"] and f"--data={self.data}" in words:
                    return child
        except (psutil.Error, IndexError):
            return None
        return None

    @staticmethod
    def _kill(process: psutil.Process) -> bool:
        """Kill a process that was found to be ours just now; psutil refuses a reused number."""
        try:
            process.kill()
        except psutil.Error:
            return False
        return True


def _words(process: psutil.Process) -> str:
    try:
        return f"{process.pid} {' '.join(process.cmdline())}"
    except psutil.Error:
        return str(process)


def facts_from(command: list[str]) -> dict[str, Any]:
    """Run a module of the storm's own and read the JSON object it prints last."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        env=environment(),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return facts
