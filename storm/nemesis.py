"""Whoever breaks things, on a schedule that the seed decides."""

import random
import time
from collections import defaultdict
from dataclasses import dataclass, field

from storm.server import Server

WEIGHTS = {"web worker": 4, "web master": 2, "database": 3, "supervisor": 2}


@dataclass(frozen=True)
class Blow:
    """One fault to come: when, after the start of the storm, and what."""

    after_s: float
    kind: str
    pick: int


@dataclass
class Nemesis:
    """Strikes, and notes how long the server needed to be healthy again."""

    server: Server
    log: list[str] = field(default_factory=list)
    recoveries_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def storm(self, blows: list[Blow], *, seconds: float) -> None:
        """Strike as scheduled; a blow that comes before the last was healed comes at once.

        When time is over only what was not struck yet is struck: each kind falls once at least.
        """
        started = time.monotonic()
        for blow in blows:
            time.sleep(max(0.0, started + blow.after_s - time.monotonic()))
            if time.monotonic() - started > seconds and blow.kind in self.recoveries_s:
                continue
            self._strike(blow)
        time.sleep(max(0.0, started + seconds - time.monotonic()))

    def _strike(self, blow: Blow) -> None:
        began = time.monotonic()
        hit = {
            "web worker": lambda: self.server.kill_web_worker(blow.pick),
            "web master": self.server.kill_web_master,
            "database": self.server.kill_database,
            "supervisor": self.server.kill_supervisor,
        }[blow.kind]()
        if not hit:
            self.log.append(f"{blow.after_s:.1f} s: {blow.kind} was not there to kill")
            return
        if blow.kind != "web worker":  # another worker answers at once
            time.sleep(0.3)  # the blow must land before "healthy" means healed
        self.server.wait_until_ready()
        took = time.monotonic() - began
        self.recoveries_s[blow.kind].append(took)
        self.log.append(f"{blow.after_s:.1f} s: {blow.kind} killed, healthy after {took:.1f} s")


def schedule(seed: str, *, seconds: float, every_s: float) -> list[Blow]:
    """Draw the blows of a storm: every kind once first, in some order, then by weight."""
    chance = random.Random(seed)
    kinds = list(WEIGHTS)
    chance.shuffle(kinds)
    blows, after_s = [], 0.0
    while (after_s := after_s + chance.uniform(0.5, 1.5) * every_s) < seconds:
        drawn = chance.choices(list(WEIGHTS), [*WEIGHTS.values()])[0]
        blows.append(Blow(after_s, kinds.pop() if kinds else drawn, chance.randrange(100)))
    return blows
