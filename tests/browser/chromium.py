"""Chromium without a window, and what a test wants of every page in it."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TABLET = {"width": 1280, "height": 800}

_open = []


def executable():
    found = os.environ.get("TILLBOOK_CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.fail(
            "Chromium is missing: run scripts/need-chromium, or name it in TILLBOOK_CHROMIUM.",
            pytrace=False,
        )
    return found


def require_build():
    if not (ROOT / "web/build/index.html").exists():
        pytest.fail("The web application is not built: run `make build`.", pytrace=False)


def device(playwright, profile, *, size=TABLET, locale="en-GB", **more):
    """A browser with a profile of its own: what a page stores survives closing it."""
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=executable(),
        args=ARGUMENTS,
        viewport=size,
        locale=locale,
        timezone_id="Europe/Berlin",
        **more,
    )
    context.set_default_timeout(20_000)
    _open.append(context)
    context.on("close", _forget)
    return context


def _forget(closed):
    _open.remove(closed)


def open_pages():
    return [page for context in _open for page in context.pages if page.url != "about:blank"]
