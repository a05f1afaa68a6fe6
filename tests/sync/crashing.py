"""Sends documents through the door in a process of its own, which a crash point may kill.

Reads {"token", "documents"} from stdin and prints the names of the crash points it passed.
"""

import json
import sys

import django

django.setup()

from tests.sync.door import send  # noqa: E402 - needs Django
from tillbook.kernel import crash  # noqa: E402

if __name__ == "__main__":
    order = json.load(sys.stdin)
    send(order["token"], *order["documents"])
    print(json.dumps(sorted(crash._seen)))  # noqa: T201 - the answer
