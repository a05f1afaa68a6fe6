"""Paper: from the office's list of printers to bytes on the wire and the drawer's pulse."""

import contextlib
import queue
import socket
import threading

import pytest
from playwright.sync_api import expect

from tests.printing.escpos_reader import read

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PORTS = range(9100, 9110)  # where a printer may listen


class PaperPrinter:
    """Listens on loopback like a receipt printer that never tells its state."""

    def __init__(self):
        self._jobs = queue.Queue()
        self.port = 0
        for port in PORTS:
            with contextlib.suppress(OSError):
                self._listen(port)
                break
        assert self.port, f"all ports of {PORTS} are taken"

    def switch_off(self):
        self._socket.close()
        # A thread blocked in accept() holds the socket until somebody comes.
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self._thread.join(5)

    def switch_on(self):
        self._listen(self.port)

    def prints(self):
        """Wait for a job; give its text and its commands."""
        lines, commands = read(self._jobs.get(timeout=60).removeprefix(b"\x10\x04\x02"))
        return "\n".join(line or "" for line in lines), commands

    def _listen(self, port):
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port = port
        self._thread = threading.Thread(target=self._serve, args=(self._socket,), daemon=True)
        self._thread.start()

    def _serve(self, door):
        with contextlib.suppress(OSError):
            while True:
                line, _ = door.accept()
                with line, line.makefile("rb") as sent:
                    if job := sent.read():
                        self._jobs.put(job)


@pytest.fixture(scope="module")
def paper():
    printer = PaperPrinter()
    yield printer
    printer.switch_off()


@pytest.fixture
def codes(stock):
    return [stock[name][0][0] for name in ("Aurora dress", "Silk scarf")]


def add_printer(office, paper, name):
    """Add it in the office, wrong at first, and see its test page on paper and in the queue."""
    page = office.opens("/printers", "Printers").page
    page.get_by_role("button", name="Add a printer").click()
    sheet = page.get_by_role("dialog", name="Add a printer")
    sheet.get_by_label("Name").fill(name)
    sheet.get_by_label("Address in the network").fill("127.0.0.1")
    sheet.get_by_label("Port").fill("22")
    sheet.get_by_role("switch", name="A cash drawer hangs on this printer").click()
    sheet.get_by_role("button", name="Save").click()
    expect(sheet.get_by_label("Port")).to_have_attribute("aria-invalid", "true")
    sheet.get_by_label("Port").fill(str(paper.port))
    sheet.get_by_role("button", name="Save").click()
    page.get_by_role("button", name=f"Test page {name}").click()
    text, _commands = paper.prints()
    assert name in text
    expect(page.locator("[data-job='PRINTED']")).to_contain_text("Test page")


def choose_printer(till, name):
    till.page.locator("[data-menu]").click()
    till.page.locator("[data-menu-item='printer']").click()
    till.page.get_by_label(name).check()
    till.page.get_by_role("switch", name="Receipts print by themselves").click()
    till.page.get_by_role("dialog").get_by_role("button", name="Close").click()


def kicks(commands):
    return any(each.name == b"\x1bp" for each in commands)


def test_receipts_come_out_by_themselves_and_a_dead_printer_stops_no_sale(
    till, office, paper, codes, photograph
):
    add_printer(office, paper, "Counter 1")
    photograph(office.page, "office-printers")
    choose_printer(till, "Counter 1")

    number = till.scans_an_item(codes[0]).pays_exact_cash()
    text, commands = paper.prints()
    assert (number in text, "REPRINT" in text, kicks(commands)) == (True, False, True)

    by_card = till.scans_an_item(codes[1]).pays_by_card()
    text, commands = paper.prints()
    assert (by_card in text, kicks(commands)) == (True, False)

    till.page.locator("[data-menu]").click()
    till.page.locator("[data-menu-item='recent']").click()
    till.page.locator(f"[data-sale='{number}'] button").first.click()
    till.page.get_by_role("dialog").get_by_role("button", name="Print").click()
    text, commands = paper.prints()
    assert (number in text, "REPRINT" in text, kicks(commands)) == (True, True, False)
    till.page.get_by_role("dialog").get_by_role("button", name="Close").click()

    paper.switch_off()
    unprinted = till.scans_an_item(codes[0]).pays_exact_cash()
    trouble = till.page.locator("[data-print-trouble='printer']")
    expect(trouble).to_contain_text(unprinted)
    expect(trouble).to_contain_text("The sale is saved.")
    sold_meanwhile = till.scans_an_item(codes[1]).pays_by_card()
    photograph(till.page, "till-printer-off")
    expect(office.page.locator("[data-job='QUEUED']").last).to_contain_text(unprinted)

    paper.switch_on()
    assert [unprinted in paper.prints()[0], sold_meanwhile in paper.prints()[0]] == [True, True]
    expect(trouble).to_have_count(0, timeout=40_000)
