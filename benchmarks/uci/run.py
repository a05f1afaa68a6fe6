"""Post a wholesaler's whole year (UCI Online Retail, 25,900 documents) twice, and check the books.

Real files are looked for in TILLBOOK_DATASETS (default: ../shared/data), the published figures in
TILLBOOK_ORACLES (default: the folder `oracles` beside them).
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATASETS = Path(os.environ.get("TILLBOOK_DATASETS", ROOT.parent / "shared" / "data"))
ORACLES = Path(os.environ.get("TILLBOOK_ORACLES", DATASETS.parent / "oracles"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", nargs="*", default=[], help="only these, such as 2011-02")
    parser.add_argument("--size", type=int, default=200, help="documents in one upload")
    parser.add_argument("--connections", type=int, default=2, help="uploads at the same time")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tillbook-uci-") as folder:
        Path(folder).chmod(0o711)  # the database's own user passes through
        figures = measure(Path(folder) / "data", arguments)
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:44} {value}")
    return 1 if figures["differences"] or figures["violations"] else 0


def measure(data, arguments):
    command = [sys.executable, "-m", "tillbook.cli"]
    server = subprocess.Popen(
        [*command, "run", "--port=0", f"--data={data}", "--json"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        url = json.loads(server.stdout.readline())["url"]
        threading.Thread(target=lambda: [None for _ in server.stdout], daemon=True).start()
        figures = _post(data, url, arguments)
        checked = subprocess.run(
            [*command, "check", f"--data={data}"],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        figures["violations"] = checked.stdout.strip() if checked.returncode else ""
        return figures
    finally:
        server.terminate()
        server.wait(60)


def _post(data, url, arguments):
    from tillbook.cli import serving
    from tillbook.cli.database import reach

    with reach.database(data) as addresses:  # joins the running server
        serving.enter(data, addresses)
    from storm import uci, wholesaler

    invoices = uci.read(DATASETS, months=arguments.months)
    started = time.monotonic()
    shop = wholesaler.found(invoices)
    founded_s = time.monotonic() - started
    bodies = list(uci.uploads(invoices, register=shop.register, size=arguments.size))
    figures = {
        "documents": len(invoices),
        "lines": sum(len(each.lines) for each in invoices),
        "items imported": shop.items,
        "items imported a second": round(shop.items / founded_s),
    }
    for turn, result in (("first", "created"), ("second", "exists")):
        started = time.monotonic()
        answers = _send(url, shop.key, bodies, arguments.connections)
        elapsed_s = time.monotonic() - started
        assert answers == {result: len(invoices)}, answers
        figures[f"{turn} time: documents a second ({result})"] = round(len(invoices) / elapsed_s)
    cases = json.loads((ORACLES / "reporting.json").read_text())
    compared, differences = wholesaler.compare(shop, invoices, cases)
    figures["published figures compared"] = compared
    figures["differences"] = [str(each) for each in differences]
    figures["lines that rounding to the penny changes"] = [
        f"{number} {line.code}: {line.exact} as {line.pence / 100:.2f}"
        for number, line in uci.unrounded(invoices)
    ]
    figures["invoices with rows of two hours"] = [
        each.number for each in invoices if each.is_ordinary and each.later_hours
    ]
    return figures


def _send(url, key, bodies, connections):
    host = url.partition("//")[2]
    local = threading.local()

    def post(body):
        if not hasattr(local, "connection"):
            local.connection = http.client.HTTPConnection(host, timeout=120)
        local.connection.request(
            "POST", "/api/v1/documents", body,
            {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )  # fmt: skip
        answer = local.connection.getresponse()
        content = json.loads(answer.read())
        assert answer.status == http.HTTPStatus.OK, content
        return Counter(each["result"] for each in content["answers"])

    with ThreadPoolExecutor(connections) as pool:
        return sum(pool.map(post, (body for _count, body in bodies)), Counter())


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
