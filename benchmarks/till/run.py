"""Measure the till with 20,000 items in Chromium: cold start, and a scan to its painted line."""

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SLOWER = 4
STARTS = 5
LINES = 20
# Four articles a second is more than anybody scans; without it each scan would wait for the last.
PAUSE_MS = 250

# Runs before the page's own scripts. `painted(n)` waits for the n-th scan to be on the screen.
WATCH = """
(() => {
  window.measured = [];
  let asked = null, tell = () => {};
  const note = (took, at) => { measured.push({ took, at }); tell(); };
  window.painted = async (count) => {
    while (measured.length < count) await new Promise((done) => (tell = done));
  };
  addEventListener('keydown', (event) => {
    if (event.key === 'Enter') asked = event.timeStamp;
  }, true);
  new MutationObserver((changes) => {
    const added = changes.some(({ addedNodes }) =>
      [...addedNodes].some((node) => node.nodeType === 1 &&
        (node.matches('[data-line]') || node.querySelector('[data-line]'))));
    if (!added || asked === null) return;
    const from = asked;
    asked = null;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => note(performance.now() - from, performance.now());
      port2.postMessage(null);
    });
  }).observe(document, { childList: true, subtree: true });
})();
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scans", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = measure(arguments.scans)
    if arguments.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:52} {value}")


def measure(scans=200):
    from playwright.sync_api import sync_playwright

    from benchmarks.till import shop
    from tests.browser import chromium
    from tests.browser.shop import Shop, place

    chromium.require_build()
    running = Shop(place())
    try:
        sold = shop.found(running)
        with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
            figures = _scanning(playwright, profile, running, sold, scans)
            running.loses_its_power()
            figures |= _starting(playwright, profile, running, sold)
    finally:
        running.ends()
    return figures | {"load of the machine": round(os.getloadavg()[0], 1)}


def _scanning(playwright, profile, running, sold, scans):
    from tests.browser import chromium
    from tests.browser.counter import Till

    context = chromium.device(playwright, profile)
    context.add_init_script(WATCH)
    till = Till(context, running.url)
    till.is_enrolled(sold.code).welcomes(sold.person, sold.pin).opens_the_shift()
    till.is_kept_on_the_device().shows_unsent(0)
    till.page.wait_for_load_state("networkidle")
    wire = context.new_cdp_session(till.page)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    took = []
    for number in range(scans):
        till.scan(sold.codes[number * 97 % len(sold.codes)])
        till.page.evaluate("count => painted(count)", number + 1)
        took.append(till.page.evaluate("measured.at(-1).took"))
        till.page.evaluate("ms => new Promise((done) => setTimeout(done, ms))", PAUSE_MS)
        if number % LINES == LINES - 1:
            till.pays_exact_cash()
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    till.shows_unsent(0)
    context.close()
    took.sort()
    return {
        "scan to painted line, p50 ms (CPU at a quarter)": round(statistics.median(took), 1),
        "scan to painted line, p95 ms (CPU at a quarter)": round(took[int(scans * 0.95)], 1),
        "scan to painted line, slowest ms": round(took[-1], 1),
    }


def _starting(playwright, profile, running, sold):
    from tests.browser import chromium
    from tests.browser.counter import Till

    took = []
    for number in range(STARTS):
        context = chromium.device(playwright, profile)
        context.add_init_script(WATCH)
        till = Till(context, running.url)
        till.page.goto(f"{running.url}/till", wait_until="commit")
        till.page.locator("[data-search]").wait_for()
        till.scan(sold.codes[number])
        till.page.evaluate("painted(1)")
        took.append(till.page.evaluate("measured[0].at"))
        till.page.locator("[data-menu]").click()
        till.page.locator("[data-menu-item='clear']").click()
        context.close()
    return {
        "cold start to the first scan, median s": round(statistics.median(took) / 1000, 2),
        "cold start to the first scan, slowest s": round(max(took) / 1000, 2),
    }


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
