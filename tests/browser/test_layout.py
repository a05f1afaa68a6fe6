"""Nothing moves under the finger, everything can be reached, read and touched."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONE = {"width": 360, "height": 740}
AXE = chromium.ROOT / "web/node_modules/axe-core/axe.min.js"
STEADY = "[data-pay], [data-total], header [data-status], header [data-person], [data-search]"
OFFICE = ["", "/items", "/items/import", "/sales", "/stock", "/ledger", "/attention", "/registers"]
OFFICE += ["/people", "/keys", "/items/new"]


def test_on_a_phone_nothing_scrolls_sideways_and_pay_is_in_reach(new_till, stock):
    till = new_till(size=PHONE).welcomes("Mia", "1111").opens_the_shift()
    fits(till.page)
    till.scan(stock["Aurora dress"][0][0])
    pay = till.page.get_by_role("button", name=re.compile(r"^Pay .*89\.00"))
    expect(pay).to_be_in_viewport(ratio=1)
    fits(till.page)
    till.page.locator("[data-show-ticket]").click()
    expect(till.page.locator("[data-pay='cash']")).to_be_in_viewport(ratio=1)
    fits(till.page)
    till.page.locator("[data-pay='sheet']").click()
    expect(till.page.locator("[data-cash='typed']")).to_be_in_viewport(ratio=1)
    fits(till.page)
    till.page.locator("[data-cash='typed']").click()
    expect(till.page.locator("[data-change]")).to_be_visible()
    fits(till.page)


def fits(page):
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"]


def test_keys_and_amounts_keep_their_place_during_a_sale(till, stock):
    till.shows_unsent(0)
    at_rest = places(till.page, STEADY)
    assert len(at_rest) >= 7
    for name in ("Aurora dress", "Silk scarf", "Canvas tote", "Felt hat", "Aurora top"):
        for code, _price in stock[name]:
            till.scan(code)
    till.scan("4006381333931")
    expect(till.ghosts).to_have_count(1)
    assert places(till.page, STEADY) == at_rest
    till.page.locator("[data-pay='sheet']").click()
    pad = "[data-pay-sheet] .grid-cols-3 button"
    before = places(till.page, pad)
    assert len(before) == 12
    till.types("12345")
    expect(till.page.locator("[data-cash='typed']")).to_contain_text("123.45")
    assert places(till.page, pad) == before
    till.page.locator("[data-cash='typed']").click()
    expect(till.page.locator("[data-remaining]")).to_be_visible()
    assert places(till.page, pad) == before
    till.press("Escape")
    till.starts_afresh()


def places(page, wanted):
    """Where each of them begins and ends, in whole pixels; an amount may grow to its free side."""
    return page.evaluate(
        """wanted => [...document.querySelectorAll(wanted)].map(node => {
          const { top, bottom, left, right } = node.getBoundingClientRect();
          return [top, bottom, node.dataset.total ? 0 : left, right].map(Math.round);
        })""",
        wanted,
    )


def test_every_target_of_the_till_is_48_pixels(till, stock):
    till.scans_an_item(stock["Aurora dress"][0][0])
    till.scan("4006381333931")
    expect(till.ghosts).to_have_count(1)
    assert too_small(till.page) == []
    till.page.locator("[data-pay='sheet']").click()
    expect(till.page.locator("[data-pay-sheet]")).to_be_visible()
    assert too_small(till.page) == []
    till.press("Escape")
    till.starts_afresh()
    till.page.locator("[data-shift]").click()
    expect(till.page.locator("[data-counted-done]")).to_be_visible()
    assert too_small(till.page) == []
    till.page.get_by_role("button", name="Back").click()


def too_small(page):
    return page.evaluate(
        """() => [...document.querySelectorAll('button, a, input:not([type=checkbox]), select')]
          .filter(node => node.checkVisibility({ visibilityProperty: true }))
          .filter(node => !node.closest('.sr-only'))
          .map(node => [node.outerHTML.slice(0, 120), node.getBoundingClientRect()])
          .filter(([, { width, height }]) => width > 0 && (width < 47.5 || height < 47.5))
          .map(([text, { width, height }]) => `${width} x ${height}: ${text}`)"""
    )


LOOKS = [("light", "ltr"), ("dark", "ltr"), ("light", "rtl")]


def test_the_till_has_no_barrier_that_axe_knows(till, stock):
    till.scans_an_item(stock["Aurora dress"][0][0])
    till.scan("4006381333931")
    expect(till.ghosts).to_have_count(1)
    assert barriers(till.page) == []
    till.page.locator("[data-pay='sheet']").click()
    expect(till.page.locator("[data-pay-sheet]")).to_be_visible()
    assert barriers(till.page) == []
    till.press("Escape")
    till.starts_afresh()
    till.page.locator("[data-shift]").click()
    expect(till.page.locator("[data-counted-done]")).to_be_visible()
    assert barriers(till.page) == []
    till.page.get_by_role("button", name="Back").click()


@pytest.mark.parametrize("path", OFFICE)
def test_a_page_of_the_office_has_no_barrier_and_fits_a_phone(office, path):
    office.page.goto(f"{office.url}/office{path}")
    expect(office.page.get_by_role("heading", level=1)).to_be_visible()
    office.page.wait_for_load_state("networkidle")
    assert barriers(office.page) == []
    office.page.set_viewport_size(PHONE)
    fits(office.page)
    office.page.set_viewport_size(chromium.TABLET)


def wear(page, theme, direction):
    page.evaluate(
        """([theme, direction]) => {
          document.documentElement.dataset.theme = theme;
          document.documentElement.dir = direction;
        }""",
        [theme, direction],
    )


def barriers(page):
    """What axe-core finds in any of the looks, as rule and element."""
    assert AXE.exists(), "axe-core is missing: run `npm ci` in web/"
    page.evaluate(AXE.read_text())
    found = []
    for theme, direction in LOOKS:
        wear(page, theme, direction)
        answer = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        found += [
            f"{theme} {direction} {each['id']}: {node['html'][:160]} {words(node)}"
            for each in answer["violations"]
            for node in each["nodes"]
        ]
    wear(page, "light", "ltr")
    return found


def words(node):
    return json.dumps([each["message"] for each in node["any"]])
