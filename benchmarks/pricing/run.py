"""Time the pricing engine on both its runtimes: python benchmarks/pricing/run.py [SECONDS].

Prints one JSON line and one readable line; times are the best of many short rounds, in
microseconds a cart. MicroPython times include the JSON text in and out, CPython's are given
with and without it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tillbook_pricing import price, price_json  # noqa: E402 - runs from a bare checkout too
from tillbook_pricing.build import build  # noqa: E402

PACKAGE = ROOT / "web/node_modules/@micropython/micropython-webassembly-pyscript"


def cart(lines: int) -> dict[str, object]:
    """A cart as a shop sees it: two rates, a weighed line, a discount, a modifier."""
    return {
        "currency": "EUR",
        "rounding": "line",
        "taxes": [
            {"id": "vat19", "name": "VAT 19 %", "rate_ppm": 190_000, "inclusive": True},
            {"id": "vat7", "name": "VAT 7 %", "rate_ppm": 70_000, "inclusive": True},
        ],
        "lines": [line(number) for number in range(lines)],
        "discounts": [{"id": "regular", "reason": "Regular", "percent_ppm": 50_000}],
    }


def line(number: int) -> dict[str, object]:
    one: dict[str, object] = {
        "id": str(number + 1),
        "variant": "0190b2f0-0000-7000-8000-000000000000",
        "sku": f"A-{number}",
        "name": "Aurora dress M",
        "quantity": "0.347" if number % 5 == 4 else "1",
        "unit_price": 1299 + 37 * number,
        "taxes": ["vat7" if number % 5 == 4 else "vat19"],
    }
    if number % 5 == 1:
        one["discounts"] = [{"id": "d1", "reason": "Damaged", "percent_ppm": 100_000}]
    if number % 5 == 2:
        one["modifiers"] = [{"id": "m1", "name": "Gift box", "quantity": "1", "unit_price": 200}]
    return one


def microseconds(call: Callable[[], object], seconds: float) -> int:
    best = float("inf")
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        for _ in range(10):
            call()
        best = min(best, (time.perf_counter() - start) / 10)
    return round(best * 1_000_000)


def on_micropython(texts: list[str], seconds: float) -> dict[str, object]:
    package = Path(os.environ.get("TILLBOOK_MICROPYTHON", PACKAGE))
    if not (package / "micropython.mjs").exists():
        sys.exit("MicroPython is not installed: run `npm ci` in web/ (or set TILLBOOK_MICROPYTHON)")
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        script = Path(__file__).with_name("micropython.mjs")
        command = ["node", str(script), folder, str(package), str(seconds)]
        asked = "\n".join(texts)
        done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    carts = {lines: cart(lines) for lines in (5, 50)}
    texts = {lines: json.dumps(each, ensure_ascii=False) for lines, each in carts.items()}
    figures: dict[str, object] = {"benchmark": "pricing", "unit": "microseconds a cart"}
    figures["cpython"] = {
        f"{n}_lines": microseconds(lambda each=each: price(each), seconds)
        for n, each in carts.items()
    }
    figures["cpython_json"] = {
        f"{n}_lines": microseconds(lambda text=text: price_json(text), seconds)
        for n, text in texts.items()
    }
    micropython = on_micropython(list(texts.values()), seconds)
    times = dict(zip(texts, micropython.pop("carts_us"), strict=True))
    figures["micropython_json"] = {f"{n}_lines": each for n, each in times.items()} | micropython
    print(json.dumps(figures))
    parts = [
        f"{name} {each['5_lines']} / {each['50_lines']}"
        for name, each in figures.items()
        if isinstance(each, dict)
    ]
    print("pricing, microseconds per 5-line / 50-line cart: " + ", ".join(parts))


if __name__ == "__main__":
    main()
