"""How many taps each job takes; the goals are those of the plan (ux 4)."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def codes(stock):
    return [stock[name][0][0] for name in ("Aurora dress", "Silk scarf", "Canvas tote")]


@pytest.fixture
def three_scanned(till, codes):
    for code in codes:
        till.scans_an_item(code)
    till.taps = 0
    return till


def test_exact_cash_takes_one_tap(three_scanned):
    three_scanned.pays_exact_cash()
    assert three_scanned.taps == 1


def test_a_card_takes_one_tap(three_scanned):
    three_scanned.pays_by_card()
    assert three_scanned.taps == 1


def test_a_likely_banknote_takes_one_tap(three_scanned, photograph):
    due = three_scanned.total
    photograph(three_scanned.page, "till")
    three_scanned.tap(three_scanned.page.locator("[data-pay='note']"))
    three_scanned.shows_change(200_00 - due)
    photograph(three_scanned.page, "till-change")
    assert three_scanned.taps == 1


def test_any_other_banknote_takes_two_taps(three_scanned):
    till, due = three_scanned, three_scanned.total
    till.tap(till.page.locator("[data-pay='sheet']"))
    till.tap(till.page.locator("[data-cash='20000']"))
    till.shows_change(200_00 - due)
    assert till.taps == 2


def test_taking_one_item_back_with_its_receipt_takes_three_taps(three_scanned):
    till = three_scanned
    number = till.pays_exact_cash()
    till.shows_unsent(0)
    till.taps = 0
    till.scans_the_receipt(number).takes_back("2")
    assert till.taps == 3
    expect(till.page.locator("[data-finished]")).to_contain_text("35.00")


def test_handing_over_takes_the_person_and_the_pin(till):
    till.page.locator("[data-person]").click()
    till.page.locator("[data-sign-out]").click()
    till.taps = 0
    till.welcomes("Mia", "1111")
    assert till.taps == 1
    expect(till.page.locator("[data-sell]")).to_be_visible()


def test_closing_the_shift_takes_three_taps(till):
    till.taps = 0
    till.counts_the_drawer({}).closes_the_shift()
    assert till.taps == 3
    till.opens_the_shift()
