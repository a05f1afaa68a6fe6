"""A scan works wherever the focus is, and never does anything but scan (ux 3.7)."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

RED = "rgb(185, 28, 28)"


@pytest.fixture
def dress(stock):
    return stock["Aurora dress"][0]


@pytest.fixture
def scarf(stock):
    return stock["Silk scarf"][0]


def test_a_scan_into_the_search_field_adds_the_line_and_leaves_the_field_as_it_was(till, dress):
    code, price = dress
    search = till.page.locator("[data-search]")
    search.click()
    search.fill("scarf")
    till.scan(code).shows_total(price)
    expect(till.lines).to_have_count(1)
    expect(search).to_have_value("scarf")
    search.fill("")


def test_an_unknown_code_is_a_red_line_and_its_enter_never_pays(till, scarf):
    code, price = scarf
    made = len(till.documents())
    till.scans_an_item(code)
    till.scan("4006381333931", "4006381333931")
    expect(till.ghosts).to_have_count(2)
    expect(till.ghosts.first).to_contain_text("4006381333931")
    expect(till.ghosts.first.get_by_role("alert")).to_have_css("color", RED)
    expect(till.page.locator("[data-pay-sheet]")).to_have_count(0)
    till.shows_total(price)
    till.page.locator("[data-pay='sheet']").focus()
    till.scan("4006381333932")
    expect(till.ghosts).to_have_count(3)
    expect(till.page.locator("[data-pay-sheet]")).to_have_count(0)
    assert len(till.documents()) == made


def test_three_times_and_a_scan_is_a_quantity_of_three(till, scarf):
    code, price = scarf
    till.types("3*")
    expect(till.page.locator("[data-typed]")).to_contain_text(re.compile(r"3\s+\S"))
    till.scans_an_item(code).shows_total(3 * price)
    assert till.pieces == 3
    till.scans_an_item(code).shows_total(4 * price)


def test_the_scan_after_the_change_begins_the_next_sale(till, dress, scarf):
    till.scans_an_item(dress[0])
    till.pays_exact_cash()
    till.scans_an_item(scarf[0]).shows_total(scarf[1])
    expect(till.page.locator("[data-finished]")).to_have_count(0)
    expect(till.lines).to_have_count(1)


def test_enter_pays_only_after_a_moment_without_change(till, scarf):
    till.scans_an_item(scarf[0])
    till.press("Enter")
    expect(till.page.locator("[data-pay-sheet]")).to_have_count(0)
    till.waits_a_moment().press("Enter")
    expect(till.page.locator("[data-pay-sheet]")).to_be_visible()
    till.press("Enter")
    till.shows_change(0)
