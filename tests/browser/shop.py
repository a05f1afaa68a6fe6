"""`tillbook run` as a shop has it: started, killed with everything it started, started again."""

import contextlib
import http.cookiejar
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]


class Shop:
    """A running Tillbook on data of its own, always at the same address."""

    def __init__(self, folder, *, demo=None):
        self.data = Path(folder) / "data"
        self._log = (Path(folder) / "server.log").open("ab")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.facts = self._start(*([f"--demo={demo}"] if demo else []))

    def start_again(self):
        self._start()

    def _start(self, *more):
        self._process = subprocess.Popen(
            self._command("run", f"--port={self.port}", "--json", *more),
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            start_new_session=True,
        )
        line = self._process.stdout.readline()
        assert line, Path(self._log.name).read_text()
        return json.loads(line)

    def loses_its_power(self):
        """Kill everything at once: the supervisor, web server, worker and PostgreSQL."""
        everything = self._family()
        for process in everything:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        _gone, alive = psutil.wait_procs(everything, timeout=20)
        assert not alive, alive
        self._process.wait()

    def stops(self):
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(60)

    def ends(self):
        """Stop, and leave nothing behind."""
        self.stops()
        self._log.close()
        shutil.rmtree(self.data.parent, ignore_errors=True)

    def _family(self):
        supervisor = psutil.Process(self._process.pid)
        everything = {supervisor, *supervisor.children(recursive=True)}
        number = (self.data / "database/cluster/postmaster.pid").read_text().split()[0]
        postmaster = psutil.Process(int(number))
        return [*(everything | {postmaster, *postmaster.children(recursive=True)})]

    def check(self):
        """What `tillbook check` finds broken."""
        done = subprocess.run(
            self._command("check", "--json"),
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout, done.stderr
        return json.loads(done.stdout)["violations"]

    def _command(self, name, *options):
        return [sys.executable, "-m", "tillbook.cli", name, f"--data={self.data}", *options]


class Caller:
    """A program that talks to the shop's API as a signed-in person."""

    def __init__(self, url):
        self._root = f"{url}/api/v1"
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self._csrf = ""

    def sets_up(self, token, **person):
        self._csrf = self.post("/setup", token=token, **person)["csrf"]
        return self

    def signs_in(self, email, password):
        self._csrf = self.post("/session", email=email, password=password)["csrf"]
        return self

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, **body):
        return self._ask("POST", path, body)

    def patch(self, path, *, version, **body):
        return self._ask("PATCH", path, body, {"If-Match": f'"{version}"'})

    def _ask(self, method, path, body=None, more=None):
        request = urllib.request.Request(  # noqa: S310 - our own server
            self._root + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "X-CSRF-Token": self._csrf} | (more or {}),
        )
        with self._opener.open(request, timeout=30) as answer:
            content = answer.read()
        return json.loads(content) if content else None


def place():
    """A folder that root's service user may pass, unlike pytest's own temporary ones."""
    folder = tempfile.mkdtemp(prefix="tillbook-browser-")
    Path(folder).chmod(0o711)
    return folder


def _environment():
    """Like a fresh terminal: none of the test session's databases."""
    ours = ("DATABASE_", "TILLBOOK_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PYTHONPATH": str(ROOT)}
