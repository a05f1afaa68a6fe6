"""Half a minute of storm: real processes killed, uploads cut and doubled, nothing lost or doubled.

`python -m storm` blows longer. TILLBOOK_STORM_SEED repeats a storm; without it each is another.
"""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from storm import nemesis, server

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_in_a_storm():
    seed = os.environ.get("TILLBOOK_STORM_SEED") or str(random.SystemRandom().randrange(10**6))
    done = subprocess.run(
        [sys.executable, "-m", "storm", "--tills=4", "--seconds=25", "--every=3", "--json",
         f"--seed={seed}"],
        env=server.environment(), cwd=ROOT, capture_output=True, text=True, check=False,
        timeout=400,
    )  # fmt: skip
    assert done.stdout, f"seed {seed}\n{done.stderr[-5000:]}"
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["faults"] == {}, f"seed {seed}\n{json.dumps(report, indent=1)}"
    assert report["clean"]
    assert set(report["kills"]) == set(nemesis.WEIGHTS), report["log"]
    assert {"twin", "cut", "lost", "again"} <= set(report["network faults"])
    assert report["documents"] > 200
    assert report["drained in s"] <= 60


def test_a_seed_draws_the_same_storm_again():
    drawn = nemesis.schedule("nemesis 1", seconds=60, every_s=4)
    assert drawn == nemesis.schedule("nemesis 1", seconds=60, every_s=4)
    assert drawn != nemesis.schedule("nemesis 2", seconds=60, every_s=4)
    assert {blow.kind for blow in drawn[:4]} == set(nemesis.WEIGHTS)
