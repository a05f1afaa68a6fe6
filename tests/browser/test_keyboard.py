"""Everything at the till can be done without touching the screen or a mouse."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_sale_by_keyboard(till, stock):
    _code, price = stock["Silk scarf"][0]
    till.press("F2").types("silk sc").press("Enter")
    sheet = till.page.get_by_role("dialog", name="Silk scarf")
    expect(sheet).to_be_visible()
    tab_to(till, sheet.locator("[data-variant]").first).press("Enter")
    till.shows_total(price)
    till.types("+").shows_total(2 * price).types("-").shows_total(price)
    till.press("F9")
    expect(till.page.locator("[data-pay-sheet]")).to_be_visible()
    till.types("5000")
    expect(till.page.locator("[data-cash='typed']")).to_contain_text("50.00")
    till.press("Enter").shows_change(50_00 - price)


def test_a_line_is_chosen_and_removed_and_a_sale_ends_with_one_key(till, stock):
    dress, scarf = stock["Aurora dress"][0], stock["Silk scarf"][0]
    till.scans_an_item(dress[0]).scans_an_item(scarf[0])
    till.press("ArrowUp", "Delete").shows_total(scarf[1])
    till.press("F10").shows_change(0)


def test_a_return_by_keyboard(till, stock):
    till.scans_an_item(stock["Canvas tote"][0][0]).press("F10")
    number = till.shows_change(0)
    till.scans_the_receipt(number)
    panel = till.page.locator("[data-return]")
    tab_to(till, panel.locator("[data-return-line] button").first).press("Enter")
    expect(panel.locator("[data-refund]")).to_have_attribute("data-refund", "2500")
    tab_to(till, panel.locator("[data-refund-by='cash']")).press("Enter")
    expect(till.page.locator("[data-finished]")).to_contain_text("25.00")


def test_closing_and_opening_by_keyboard(till):
    tab_to(till, till.page.locator("[data-shift]")).press("Enter")
    tab_to(till, till.page.locator("[data-denomination='5000']")).types("2")
    expect(till.page.locator("[data-counted]")).to_have_attribute("data-counted", "10000")
    tab_to(till, till.page.locator("[data-counted-done]")).press("Enter")
    tab_to(till, till.page.locator("[data-close-shift]")).press("Enter")
    tab_to(till, till.page.locator("[data-open-shift]")).press("Enter")
    expect(till.page.locator("[data-sell]")).to_be_visible()


def tab_to(till, wanted):
    """Press Tab until it has the focus, as somebody does who has no other way."""
    expect(wanted).to_be_visible()
    for _ in range(200):
        till.press("Tab")
        if wanted.evaluate("node => node === document.activeElement"):
            return till
    raise AssertionError("Tab never came there")
