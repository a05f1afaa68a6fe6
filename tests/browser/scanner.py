"""A barcode scanner: a keyboard so fast that no person and no test runner types like it."""

import asyncio

from playwright.sync_api import expect

ENTER = {"key": "Enter", "code": "Enter", "text": "\r", "windowsVirtualKeyCode": 13}
STUMBLE_MS = 85
TRIES = 5
WATCH = """addEventListener('keydown', () => {
  const keys = (window.keysAt ??= []);
  keys.push(performance.now());
}, true)"""
SLOWEST = "Math.max(...window.keysAt.map((at, index, all) => at - (all[index - 1] ?? at)))"


class Scanner:
    """Plugged into one page. All keys of a code are on their way before the first has arrived."""

    def __init__(self, page):
        self._page = page
        self._wire = page.context.new_cdp_session(page)
        page.add_init_script(WATCH)

    def reads(self, code):
        """Read a code; when the busy machine itself has made a pause in it, read it again."""
        for _ in range(TRIES):
            self._page.evaluate("window.keysAt = []")
            presses = [self._press(key) for key in (*self._keys(code), ENTER)]
            # Playwright waits for each key, and would be slower than any scanner.
            self._wire._sync(together(presses))
            if self._page.evaluate(SLOWEST) < STUMBLE_MS:
                return
            self._forget()
        raise AssertionError("this machine is too busy to play a scanner")

    def _keys(self, code):
        return ({"key": each, "text": each} for each in code)

    def _press(self, key):
        return self._wire._impl_obj.send("Input.dispatchKeyEvent", {"type": "keyDown", **key}, None)

    def _forget(self):
        """Take back what the pieces of a code were taken for."""
        self._page.locator("[data-search]").fill("")
        self._page.locator("[data-search]").press("Escape")
        self._page.keyboard.press("Escape")
        for piece in self._page.locator("[data-ghost]").all():
            piece.get_by_role("button").last.click()
        expect(self._page.locator("[data-ghost]")).to_have_count(0)


async def together(presses):
    await asyncio.gather(*presses)
