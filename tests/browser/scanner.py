"""A barcode scanner: a keyboard so fast that no person and no test runner types like it."""

import asyncio

ENTER = {"key": "Enter", "code": "Enter", "text": "\r", "windowsVirtualKeyCode": 13}


class Scanner:
    """Plugged into one page. All keys of a code are on their way before the first has arrived."""

    def __init__(self, page):
        self._wire = page.context.new_cdp_session(page)

    def reads(self, code):
        keys = [*({"key": each, "text": each} for each in code), ENTER]
        presses = [self._press(kind, key) for key in keys for kind in ("keyDown", "keyUp")]
        # Playwright waits for each key; on a busy machine that is slower than any scanner.
        self._wire._sync(together(presses))

    def _press(self, kind, key):
        told = key if kind == "keyDown" else {name: key[name] for name in key if name != "text"}
        return self._wire._impl_obj.send("Input.dispatchKeyEvent", {"type": kind, **told})


async def together(presses):
    await asyncio.gather(*presses)
