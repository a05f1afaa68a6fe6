"""The office in the hands of somebody who runs the shop."""

import re

from playwright.sync_api import expect


class Office:
    """One browser in which somebody works in the office."""

    def __init__(self, context, url):
        self.context = context
        self.url = url
        self.page = context.new_page()
        self.troubles = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def comes_in_by(self, link, *, name, email, password, pin):
        self.page.goto(link)
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_label("PIN").fill(pin)
        self.page.get_by_role("button", name="Go on").click()
        return self

    def founds(self, name, currency="EUR"):
        self.page.get_by_label("Name of the shop").fill(name)
        self.page.get_by_label("Currency").fill(currency)
        self.page.get_by_role("button", name="Go on").click()
        return self.is_in()

    def signs_in(self, email, password):
        self.page.goto(f"{self.url}/office")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        return self.is_in()

    def is_in(self):
        expect(self.page.get_by_role("heading", name="Today", level=1)).to_be_visible()
        return self

    def opens(self, path, heading):
        self.page.goto(f"{self.url}/office{path}")
        expect(self.page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        return self

    def checks(self, file):
        """Upload a file to the import wizard, up to the dry run."""
        self.opens("/items/import", "Import items")
        self.page.locator("input[type=file]").set_input_files(file)
        self.page.get_by_role("button", name="Go on to the check").click()
        expect(self.page.get_by_role("tab", name=re.compile("^New"))).to_be_visible()
        return self

    def imports(self, file):
        self.checks(file)
        self.page.get_by_role("button", name=re.compile(r"^Import \d")).click()
        expect(self.page.get_by_text(re.compile(r"items are imported"))).to_be_visible()
        return self

    def gives_barcode(self, item, code, *, variant=""):
        """Find the item in the list, open it, type the code off the label and save."""
        self.opens("/items", "Items")
        self.page.get_by_label("Name, SKU or barcode").fill(item)
        self.page.get_by_role("link", name=item, exact=True).click()
        field = self.page.get_by_label(f"Barcodes {variant}".strip(), exact=True)
        field.fill(code)
        field.press("Enter")
        self.page.get_by_role("button", name="Save", exact=True).click()
        expect(self.page.get_by_text(f"“{item}” is saved.")).to_be_visible()
        return self

    def adds_a_register(self, name, code):
        self.opens("/registers", "Registers and devices")
        self.page.get_by_role("button", name="Add a register").first.click()
        sheet = self.page.get_by_role("dialog", name="Add a register")
        sheet.get_by_label("Name").fill(name)
        sheet.get_by_label("Code").fill(code)
        sheet.get_by_role("button", name="Save").click()
        expect(self.page.get_by_text(name, exact=True)).to_be_visible()
        return self

    def enrolment_code(self, register):
        row = self.page.get_by_role("listitem").filter(has_text=register)
        row.get_by_role("button", name=re.compile("^Enrol")).click()
        shown = self.page.get_by_text(re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$"))
        expect(shown).to_be_visible()
        return shown.inner_text()
