"""Clients that send prepared documents over HTTP, as tills and integrators do."""

import http.client
import threading
import time


class Client(threading.Thread):
    """One keep-alive connection; counts the documents that were answered `created`."""

    def __init__(self, port, token, bodies, stop):
        super().__init__()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.bodies, self.stop = bodies, stop
        self.done = 0
        self.latencies = []
        self.trouble = None

    def run(self):
        for body in self.bodies:
            if self.stop.is_set():
                return
            started = time.perf_counter()
            self.connection.request("POST", "/api/v1/documents", body, self.headers)
            response = self.connection.getresponse()
            answer = response.read()
            self.latencies.append(time.perf_counter() - started)
            if response.status != 200:
                self.trouble = answer
                return
            self.done += answer.count(b'"created"')
