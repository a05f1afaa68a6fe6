"""A counter with a till: it sells whatever the server does, and sends when it can.

Like the real till it writes each finished document to its own journal file, flushed to the disk,
before it sends anything.
"""

import http.client
import json
import os
import random
import socket
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tillbook_pricing as engine
from storm.till import Document, Offer, Till

UPLOAD_MOST = 50
TIMEOUT_S = 15
HEARTBEAT_EVERY_S = 3.0
NETWORK_FAULTS = {"twin": 10, "cut": 8, "lost": 8, "again": 8}
"""Of 100 uploads so many are sent twice at once, cut in the middle, sent without waiting for the
answer, or mixed with documents that were acknowledged before."""


@dataclass
class Receipts:
    """The few receipts that customers of all tills bring back: a scarce thing to fight about."""

    hot: deque[Document] = field(default_factory=lambda: deque(maxlen=6))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, sale: Document) -> None:
        """Hand a receipt to a customer who will come back."""
        with self.lock:
            self.hot.append(sale)

    def pick(self, chance: random.Random) -> Document | None:
        """Let one of these customers come."""
        with self.lock:
            return chance.choice(list(self.hot)) if self.hot else None


class Desk(threading.Thread):
    """One till, its seller, and its line to the server."""

    def __init__(
        self, till: Till, token: str, *, port: int, journal: Path, offers: list[Offer],
        receipts: Receipts, seed: str, pace_s: float,
    ) -> None:  # fmt: skip
        super().__init__(name=till.code, daemon=True)
        self.till, self.token, self.port = till, token, port
        self.unsent: deque[Document] = deque()
        self.answers: dict[str, list[str]] = {}
        self.exceptions: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.false_alarms: list[Any] = []
        self.broken: str = ""
        self.calm, self.closing = threading.Event(), threading.Event()
        self._journal = journal.open("ab")
        self._offers, self._receipts, self._pace_s = offers, receipts, pace_s
        self._chance = random.Random(seed)
        self._acknowledged: deque[Document] = deque(maxlen=100)
        self._heard_at = 0.0

    def run(self) -> None:
        """Sell until closing time, then send until nothing is left."""
        try:
            while not self.closing.is_set():
                for _ in range(self._chance.randint(1, 3)):
                    self._finish(self._trade())
                self._exchange()
                time.sleep(self._chance.uniform(0, 2 * self._pace_s))
            if self.till.shift:
                self._finish(self.till.close_shift(counted=self._chance.randint(0, 99999)))
            self.calm.set()
            while self.unsent:
                if not self._exchange():
                    time.sleep(0.1)
            self._heartbeat()
        except Exception as trouble:
            self.broken = repr(trouble)
            raise

    def _trade(self) -> Document:
        till, chance = self.till, self._chance
        if till.shift is None:
            return till.open_shift(float_amount=chance.choice([0, 10000]))
        kind = chance.random()
        if kind < 0.03:
            return till.close_shift(counted=chance.randint(0, 99999))
        if kind < 0.10:
            return till.move_cash(chance.choice([-350, 2000, -1]), "storm")
        if kind < 0.25 and (receipt := self._receipts.pick(chance)):
            line = chance.choice(receipt["cart"]["lines"])
            try:
                return till.take_back(receipt, {line["id"]: "1"}, restock=chance.random() < 0.8)
            except engine.PricingError:
                pass
        return self._sell()

    def _sell(self) -> Document:
        chance = self._chance
        picked = chance.sample(self._offers, chance.randint(1, len(self._offers)))
        basket = [(offer, chance.choice(["1", "1", "2", "3"])) for offer in picked]
        discounts = ({"id": "d", "reason": "storm", "percent_ppm": 70000},)
        sale = self.till.sell(
            *basket,
            tender=chance.choice(["cash", "cash", "card"]),
            discounts=discounts if chance.random() < 0.2 else (),
        )
        if chance.random() < 0.2:
            self._receipts.add(sale)
        return sale

    def _finish(self, document: Document) -> None:
        self._journal.write(json.dumps(document).encode() + b"\n")
        self._journal.flush()
        os.fsync(self._journal.fileno())
        self.unsent.append(document)

    def _exchange(self) -> bool:
        """Send what is unsent with whatever fault comes; say whether anything was acknowledged."""
        batch = list(self.unsent)[:UPLOAD_MOST]
        fault = self._fault()
        if fault == "again" and self._acknowledged:
            old = list(self._acknowledged)
            batch += self._chance.sample(old, min(len(old), 10))
        body = json.dumps({"documents": batch}).encode()
        before = len(self.unsent)
        if fault == "cut":
            self._cut(body)
        elif fault == "lost":
            self._cut(body, whole=True)
        elif fault == "twin":
            twin = threading.Thread(target=self._send, args=(body,))
            twin.start()
            self._take(batch, self._send(body))
            twin.join()
        else:
            self._take(batch, self._send(body))
        if time.monotonic() - self._heard_at > HEARTBEAT_EVERY_S:
            self._heartbeat()
        return len(self.unsent) < before

    def _fault(self) -> str:
        if self.calm.is_set():
            return ""
        [fault] = self._chance.choices(
            [*NETWORK_FAULTS, ""], [*NETWORK_FAULTS.values(), 100 - sum(NETWORK_FAULTS.values())]
        )
        self.faults[fault] += bool(fault)
        return fault

    def _take(self, batch: list[Document], answers: list[dict[str, Any]] | None) -> None:
        if answers is None:
            return
        assert [each["id"] for each in answers] == [each["id"] for each in batch], "not my answers"
        done = {each["id"] for each in answers if each["result"] in {"created", "exists"}}
        self._acknowledged.extend(each for each in batch if each["id"] in done)
        self.unsent = deque(each for each in self.unsent if each["id"] not in done)

    def _send(self, body: bytes) -> list[dict[str, Any]] | None:
        answer = self._post("/api/v1/documents", body)
        if answer is None:
            return None
        answers: list[dict[str, Any]] = answer["answers"]
        for each in answers:
            self.answers.setdefault(each["id"], []).append(each["result"])
            self.exceptions.update(each["exceptions"])
        return answers

    def _heartbeat(self) -> None:
        """Tell what was issued; what is missing then, though nothing was lost, is a false alarm."""
        facts = {"epoch": self.till.epoch, "position": self.till.position,
                 "unsent": len(self.unsent)}  # fmt: skip
        answer = self._post("/api/v1/heartbeat", json.dumps(facts).encode())
        if answer is not None:
            self._heard_at = time.monotonic()
            self.false_alarms += answer["missing"]

    def _post(self, path: str, body: bytes) -> dict[str, Any] | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        try:
            connection.request("POST", path, body, self._headers())
            response = connection.getresponse()
            content = response.read()
            if response.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
                self.faults[f"answered {response.status}"] += 1
                return None
        except (OSError, http.client.HTTPException):
            self.faults["no answer"] += 1
            return None
        finally:
            connection.close()
        assert response.status == http.HTTPStatus.OK, content
        answer: dict[str, Any] = json.loads(content)
        return answer

    def _cut(self, body: bytes, *, whole: bool = False) -> None:
        """Close the line in the middle of an upload, or before its answer comes."""
        head = [f"{name}: {value}" for name, value in self._headers().items()]
        lines = ["POST /api/v1/documents HTTP/1.1", "Host: 127.0.0.1", *head,
                 f"Content-Length: {len(body)}", "", ""]  # fmt: skip
        sent = body if whole else body[: self._chance.randint(0, len(body) - 1)]
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT_S) as line:
                line.sendall("\r\n".join(lines).encode() + sent)
        except OSError:
            self.faults["no answer"] += 1

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
