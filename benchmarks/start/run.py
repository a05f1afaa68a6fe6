"""Measure how long a shop takes from the command to its first page."""

import shutil
import time
import urllib.request
from pathlib import Path


def measure():
    """Seconds of the first start with a demo shop, and of the next one on the same data."""
    from tests.browser.shop import Shop, place

    folder = place()
    try:
        before = time.monotonic()
        shop = Shop(folder, demo="boutique")
        _page(shop, "/readyz")
        first = time.monotonic() - before
        try:
            shop.stops()
            before = time.monotonic()
            shop.start_again()
            _page(shop, "/till")
            again = time.monotonic() - before
        finally:
            shop.ends()
    finally:
        shutil.rmtree(Path(folder), ignore_errors=True)
    return {"first": round(first, 1), "again": round(again, 1)}


def _page(shop, path):
    with urllib.request.urlopen(shop.url + path, timeout=30) as answer:  # noqa: S310 - our own
        assert answer.read()
