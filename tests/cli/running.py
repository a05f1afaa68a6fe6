"""The real command in a process of its own, on data directories of its own."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT_S = 120


def environment():
    """Like a fresh terminal: none of the test session's databases."""
    ours = ("DATABASE_", "TILLBOOK_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PYTHONPATH": str(ROOT)}


class Running:
    """`tillbook run` on a data directory, from its start until it is told to end."""

    def __init__(self, data):
        self.data = data
        self._log = (data.parent / f"{data.name}.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tillbook.cli", "run", f"--data={data}", "--port=0", "--json"],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self.answer = {}

    def wait_until_ready(self):
        line = self._process.stdout.readline()
        assert line, Path(self._log.name).read_text()
        self.answer = json.loads(line)
        return self

    @property
    def pid(self):
        return self._process.pid

    def is_ready(self):
        connection = http.client.HTTPConnection(self.answer["url"].partition("//")[2], timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def postmaster(self):
        return int((self.data / "database/cluster/postmaster.pid").read_text().split()[0])

    def web_server(self):
        return child_of(self.pid, "web")

    def has_ended(self):
        return self._process.poll() is not None

    def kill(self):
        self._process.kill()
        self._process.wait()

    def end(self):
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(60)


def child_of(pid, command):
    shown = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=True
    )
    found = [line.split()[0] for line in shown.stdout.splitlines() if f"cli {command} " in line]
    assert len(found) == 1, shown.stdout
    return int(found[0])


def is_alive(pid):
    """Tell whether the process lives; one that ended and waits for its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def eventually(true, limit_s=60):
    give_up_at = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < give_up_at, "it did not happen in time"
        time.sleep(0.1)


def tillbook(*words, **more):
    return subprocess.run(
        [sys.executable, "-m", "tillbook.cli", *words],
        env=environment() | more,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
