"""One demo shop for all browser tests of a session; a till of its own for each file."""

import itertools
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.counter import Till
from tests.browser.desk import Office
from tests.browser.shop import Caller, Shop, place

OWNER = {"name": "Olive Owner", "email": "olive@example.test", "password": "correct horse battery"}
OWNER_PIN = "246810"
SCREENSHOTS = Path(__file__).resolve().parents[2] / "docs/screenshots"

_codes = itertools.count(1)


def pytest_configure(config):
    config.addinivalue_line("markers", "xdist_group: tests that one worker runs (pytest-xdist)")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Put a picture of every open page beside a failure."""
    report = yield
    if report.when == "call" and report.failed:
        for number, page in enumerate(chromium.open_pages()):
            picture = Path(tempfile.gettempdir()) / f"{item.name}-{number}.png"
            page.screenshot(path=picture)
            report.sections.append(("browser", f"{page.url} is shown in {picture}"))
    return report


@pytest.fixture(scope="session")
def folder():
    made = place()
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def shop(folder):
    """Chic Threads, running, with an owner."""
    chromium.require_build()
    running = Shop(folder, demo="boutique")
    yield running
    running.ends()


@pytest.fixture(scope="session")
def owner(shop):
    """The owner's program: what a test prepares or asks without looking at it."""
    token = shop.facts["setup_url"].partition("#")[2]
    return Caller(shop.url).sets_up(token, pin=OWNER_PIN, **OWNER)


# Playwright's event loop must not outlive a file: Django refuses to work beside a running loop.
@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def device(playwright, tmp_path_factory):
    """Hands out browsers, each with storage of its own."""
    opened = []

    def open_one(**more):
        opened.append(chromium.device(playwright, tmp_path_factory.mktemp("profile"), **more))
        return opened[-1]

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def new_till(shop, owner, device):
    """Makes a register in the High Street and enrols a browser as its till."""

    def make(**more):
        number = next(_codes)
        location = owner.get("/locations")["data"][0]["id"]
        name = f"Browser {number}"
        register = owner.post("/registers", location=location, code=f"B{number}", name=name)
        code = owner.post(f"/registers/{register['id']}/enrolment-code")["code"]
        return Till(device(**more), shop.url).is_enrolled(code)

    return make


@pytest.fixture(scope="module")
def opened(new_till):
    """A till with Ben, the manager, and an empty drawer."""
    return new_till().welcomes("Ben", "222222").opens_the_shift()


@pytest.fixture
def till(opened):
    """That till, with nothing on its ticket and no finger counted."""
    yield opened
    opened.starts_afresh()
    assert opened.troubles == []


@pytest.fixture(scope="module")
def office(shop, owner, device):
    return Office(device(), shop.url).signs_in(OWNER["email"], OWNER["password"])


@pytest.fixture(scope="session")
def stock(owner):
    """What can be scanned: items of the demo shop by name, as (barcode, price) of each variant."""
    items = owner.get("/items?limit=100")["data"]
    return {
        item["name"]: [(each["barcodes"][0], each["price"]) for each in item["variants"]]
        for item in items
    }


@pytest.fixture(scope="session")
def photograph():
    """Writes a picture for the documentation, when it is asked for."""
    wanted = os.environ.get("TILLBOOK_SCREENSHOTS") == "1"

    def take(page, name):
        if wanted:
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return take
