"""A receipt printer on loopback: it takes raw jobs over TCP, and can be broken like a real one."""

import contextlib
import socket
import struct
import threading

ASK = b"\x10\x04"  # a question about its state, answered at once
FINE = 0x12


class ListeningPrinter:
    """`answers` tells its state when asked; `drops` breaks the connection after so many bytes."""

    def __init__(self, *, answers=False, drops=None):
        self.answers, self.drops = answers, drops
        self.offline, self.paper = FINE, FINE
        self.jobs = []
        self._taken = threading.Semaphore(0)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def switch_off(self):
        """Stop listening: the next connection is refused."""
        self._socket.close()
        # A thread blocked in accept() holds the socket until somebody comes.
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self._thread.join(5)

    def switch_on(self):
        """Listen again where it listened before."""
        self._socket = socket.create_server(("127.0.0.1", self.port))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def printed(self):
        """Wait for the next whole job and give its bytes."""
        assert self._taken.acquire(timeout=5), "no job came"
        return self.jobs[-1]

    def _serve(self):
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line:
                self._take(line)

    def _take(self, line):
        job = b""
        try:
            while chunk := line.recv(4096):
                job += chunk
                while ASK in job:
                    at = job.index(ASK)
                    question, job = job[at + 2], job[:at] + job[at + 3 :]
                    if self.answers:
                        line.sendall(bytes([self.offline if question == 2 else self.paper]))
                if self.drops is not None and len(job) > self.drops:
                    # Closing with a linger of zero resets the connection: the job is torn.
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
        except OSError:
            return
        if job:
            self.jobs.append(job)
            self._taken.release()
