"""A till in the hands of somebody who sells: words of the shop in, taps and keys out."""

import re
from urllib.parse import urlencode

from playwright.sync_api import expect

from tests.browser.scanner import Scanner

CALM_MS = 450


class Till:
    """One device that is a register. `taps` counts what a finger does."""

    def __init__(self, context, url):
        self.context = context
        self.url = url
        self.page = context.pages[0] if context.pages else context.new_page()
        self.troubles = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self._scanner = Scanner(self.page)
        self.taps = 0

    # Coming to the shop

    def is_enrolled(self, code):
        self.page.goto(f"{self.url}/till?{urlencode({'code': code})}")
        self.page.get_by_role("button", name="Connect this till").click()
        expect(self.page.get_by_role("heading", name="Who is selling?")).to_be_visible()
        return self

    def welcomes(self, name, pin):
        self.tap(self.page.get_by_role("button", name=name))
        expect(self.page.locator("[data-pin='1']")).to_be_visible()
        self.page.keyboard.type(f"{pin}\n")
        expect(self.page.locator("[data-person]")).to_contain_text(name)
        return self

    def opens_the_shift(self, counted=None):
        """`counted`: how many of each coin or note, by its value in cents."""
        for value, count in (counted or {}).items():
            self.page.locator(f"[data-denomination='{value}']").fill(str(count))
        self.tap(self.page.locator("[data-open-shift]"))
        expect(self.page.locator("[data-item]").first).to_be_visible()
        return self

    def is_kept_on_the_device(self):
        """Wait until the service worker has all that a start without a network needs."""
        self.page.wait_for_function(
            "async () => (await navigator.serviceWorker.ready).active?.state === 'activated'"
            " && navigator.serviceWorker.controller !== null"
        )
        return self

    def reloads(self):
        self.page.reload()
        expect(self.page.locator("[data-sell]")).to_be_visible()
        return self

    def starts_afresh(self):
        """Leave no line, no unknown code and nothing typed to the next customer."""
        self.press("Escape")
        expect(self.page.locator("[data-sell]")).to_be_visible()
        if self.lines.count() or self.ghosts.count():
            self.page.locator("[data-menu]").click()
            self.page.locator("[data-menu-item='clear']").click()
        expect(self.lines).to_have_count(0)
        return self

    # Hands

    def tap(self, what):
        self.taps += 1
        what.click()

    def scan(self, *codes):
        for code in codes:
            self._scanner.reads(code)
        return self

    def scans_an_item(self, code):
        before = self.pieces
        self.scan(code)
        self.page.wait_for_function(
            "before => document.querySelectorAll('[data-line]').length > 0 && "
            + PIECES
            + " > before",
            arg=before,
        )
        return self

    def types(self, text):
        """A person: slower than any scanner."""
        self.page.keyboard.type(text, delay=120)
        return self

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def waits_a_moment(self):
        """Until Enter may pay again: nothing was scanned or changed for 400 ms."""
        self.page.wait_for_function(
            "async ms => (await new Promise(done => setTimeout(done, ms)), true)", arg=CALM_MS
        )
        return self

    # What the screen says

    @property
    def pieces(self):
        return self.page.evaluate(PIECES)

    @property
    def lines(self):
        return self.page.locator("[data-line]")

    @property
    def ghosts(self):
        return self.page.locator("[data-ghost]")

    @property
    def total(self):
        return int(self.page.locator("[data-total]").get_attribute("data-total"))

    def shows_total(self, cents):
        expect(self.page.locator("[data-total]")).to_have_attribute("data-total", str(cents))
        return self

    def shows_unsent(self, count):
        expect(self.page.locator("[data-status]")).to_have_attribute(
            "data-unsent", str(count), timeout=20_000
        )
        if count:
            expect(self.page.locator("[data-status]")).to_contain_text(f"{count} to send")
        return self

    def is_offline(self):
        expect(self.page.locator("[data-status]")).to_have_attribute(
            "data-status", "offline", timeout=30_000
        )
        return self

    def is_online(self):
        expect(self.page.locator("[data-status]")).to_have_attribute(
            "data-status", "online", timeout=90_000
        )
        return self

    # Paying

    def pays_exact_cash(self):
        self.tap(self.page.locator("[data-pay='cash']"))
        return self.shows_change(0)

    def pays_by_card(self):
        self.tap(self.page.locator("[data-pay='card']"))
        return self.shows_change(0)

    def shows_change(self, cents):
        """The change stands large on the screen; answers the number of the document."""
        expect(self.page.locator("[data-change]")).to_have_attribute("data-change", str(cents))
        expect(self.page.locator("[data-line]")).to_have_count(0)
        return self.page.locator("[data-finished]").get_attribute("data-finished")

    # Taking back and closing

    def scans_the_receipt(self, number):
        """Scan the code at the foot of the receipt; it stands for the document's id."""
        self.scan(f"K:o:{self.document(number)['id']}")
        expect(self.page.locator("[data-return]")).to_have_attribute("data-return", number)
        return self

    def takes_back(self, line, *, reason="Faulty", by="cash"):
        shown = self.page.locator(f"[data-return-line='{line}']")
        self.tap(shown.locator("button").first)
        self.tap(shown.get_by_role("button", name=re.compile(reason)))
        self.tap(self.page.locator(f"[data-refund-by='{by}']"))
        expect(self.page.locator("[data-return]")).to_have_count(0)
        return self.page.locator("[data-finished]").get_attribute("data-finished")

    def counts_the_drawer(self, counted):
        """By the shift in the status strip: count blind, then look."""
        self.tap(self.page.locator("[data-shift]"))
        for value, count in counted.items():
            self.page.locator(f"[data-denomination='{value}']").fill(str(count))
        self.tap(self.page.locator("[data-counted-done]"))
        return self

    def finds_a_difference_of(self, cents):
        expect(self.page.locator("[data-difference]")).to_have_attribute(
            "data-difference", str(cents)
        )
        return self

    def closes_the_shift(self):
        self.tap(self.page.locator("[data-close-shift]"))
        expect(self.page.locator("[data-open-shift]")).to_be_visible()
        return self

    def documents(self):
        """All documents this device has, in the order of their chain."""
        return self.page.evaluate(DOCUMENTS)

    def document(self, number):
        return next(each for each in self.documents() if each["number"] == number)


PIECES = (
    "[...document.querySelectorAll('[data-line] button .text-muted bdi')]"
    ".reduce((sum, each) => sum + parseFloat(each.textContent), 0)"
)
DOCUMENTS = """async () => {
  const opened = indexedDB.open('tillbook');
  const db = await new Promise((done) => (opened.onsuccess = () => done(opened.result)));
  const asked = db.transaction('documents').objectStore('documents').getAll();
  const found = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  db.close();
  return found.sort((a, b) => a.position - b.position)
    .map(({ document, state, number }) => ({ ...document, number, state }));
}"""
