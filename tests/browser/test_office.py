"""The office: every number opens its rows, and what is done there can be seen or undone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OWNER
from tests.browser.desk import Office

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_wrong_password_stays_outside_and_the_right_one_comes_in(device, shop, owner):
    office = Office(device(), shop.url)
    office.page.goto(f"{shop.url}/office/ledger")
    office.page.get_by_label("Email").fill(OWNER["email"])
    office.page.get_by_label("Password").fill("something else altogether")
    office.page.get_by_role("button", name="Sign in").click()
    expect(office.page.get_by_role("alert")).to_be_visible()
    office.page.get_by_label("Password").fill(OWNER["password"])
    office.page.get_by_role("button", name="Sign in").click()
    expect(office.page.get_by_role("heading", name="Trial balance", level=1)).to_be_visible()


def test_every_number_of_today_opens_its_rows(office, opened, stock, photograph):
    code, _price = stock["Silk scarf"][0]
    opened.scans_an_item(code)
    opened.pays_exact_cash()
    opened.shows_unsent(0)
    office.opens("", "Today")
    numbers = office.page.locator("main dl a")
    expect(numbers).to_have_count(4)
    photograph(office.page, "office-today")
    for address in [each.get_attribute("href") for each in numbers.all()]:
        office.page.goto(office.url + address)
        expect(office.page.get_by_role("heading", name="Sales", level=1)).to_be_visible()
    sales = office.page.get_by_role("table", name="Sales").get_by_role("row")
    expect(sales.filter(has_text=re.compile(r"B\d+-1-S000001")).first).to_be_visible()


def test_every_account_of_the_trial_balance_opens_its_entries(office):
    office.opens("/ledger", "Trial balance")
    office.page.get_by_role("link", name="1000 Cash in drawers").click()
    entries = office.page.get_by_role("region", name="Cash in drawers")
    expect(entries.get_by_role("link", name="Sale").first).to_be_visible()


@pytest.fixture
def finding(owner, opened, stock):
    """A sale at a price the server does not know, found and filed."""
    code, _price = stock["Gift box"][0]
    [item] = owner.get("/items?q=Gift+box")["data"]
    opened.scans_an_item(code)
    raise_price(owner, item, 5_00)
    opened.pays_exact_cash()
    opened.shows_unsent(0)
    return item


def raise_price(owner, item, price):
    variants = [{**each, "price": price} for each in item["variants"]]
    keep = ("id", "sku", "options", "price", "price_per", "barcodes", "archived")
    variants = [{name: each[name] for name in keep} for each in variants]
    owner.patch(f"/items/{item['id']}", version=item["version"], variants=variants)


def test_a_finding_is_settled_with_a_note(office, finding):
    office.opens("/attention", "Needs attention")
    open_ones = office.page.get_by_role("tabpanel").get_by_role("listitem")
    first = open_ones.first
    expect(first).to_be_visible()
    before = open_ones.count()
    first.get_by_role("button", name="Settle").click()
    sheet = office.page.get_by_role("dialog", name="Settle")
    sheet.get_by_label("Note").fill("The old price stood on the label; accepted.")
    sheet.get_by_role("button", name="Settle").click()
    expect(office.page.get_by_text("Settled.")).to_be_visible()
    expect(open_ones).to_have_count(before - 1)
    office.page.get_by_role("tab", name="Settled").click()
    expect(office.page.get_by_text("The old price stood on the label")).to_be_visible()


def test_an_api_key_is_shown_once(office):
    office.opens("/keys", "API keys")
    office.page.get_by_role("button", name="New API key").click()
    sheet = office.page.get_by_role("dialog", name="New API key")
    sheet.get_by_label("Name").fill("Web shop")
    sheet.get_by_label("stock.read").check()
    sheet.get_by_role("button", name="Make the key").click()
    secret = sheet.get_by_label("Key", exact=True)
    expect(secret).to_have_value(re.compile("^tb_live_"))
    key = secret.input_value()
    sheet.get_by_role("button", name="Done").click()
    office.page.reload()
    expect(office.page.get_by_role("listitem").filter(has_text="Web shop")).to_be_visible()
    assert key not in office.page.content()


def test_the_code_of_a_new_register_is_shown_with_its_picture(office):
    code = office.adds_a_register("Side counter", "SC").enrolment_code("Side counter")
    assert re.fullmatch("[0-9A-Z]{4}-[0-9A-Z]{4}", code)
    picture = office.page.get_by_role("img", name="The same code as a picture to scan")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


CSV = """Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty
browser-brooch,Browser brooch,Title,Default Title,BB-1,12.50,
"""


def test_an_import_can_be_taken_back(office, tmp_path):
    file = tmp_path / "brooches.csv"
    file.write_text(CSV)
    office.checks(file)
    office.page.get_by_role("button", name="Import 1 item").click()
    expect(office.page.get_by_text("1 item is imported")).to_be_visible()
    office.page.get_by_role("button", name="Undo this import").click()
    expect(office.page.get_by_text("This import was taken back")).to_be_visible()
    office.opens("/items?q=Browser+brooch", "Items")
    expect(office.page.get_by_text("Nothing matches")).to_be_visible()
