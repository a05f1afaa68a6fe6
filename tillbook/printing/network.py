"""Bytes to a printer on the network: raw printing, one connection for one job.

Must never run inside a transaction. Connects to the address it is given and nowhere else.
"""

import socket

from django.utils.translation import gettext as _

CONNECT_S = 3.0
SEND_S = 15.0
STATUS_S = 0.3
CLOSE_S = 1.0

_ASK_OFFLINE = b"\x10\x04\x02"
_ASK_PAPER = b"\x10\x04\x04"
_COVER_OPEN = 0x04
_PAPER_OUT = 0x60


class PrinterNotReady(Exception):  # noqa: N818 - a state of the printer, said in words for people
    """The printer did not take the job; the message says why and what to do."""


def send(data: bytes, *, host: str, port: int) -> None:
    """Send one job; raises PrinterNotReady when the printer did not take all of it.

    A printer that tells its state is asked first; one that stays silent gets the job at once.
    A connection that broke half way may leave half a receipt on the paper: the job is sent whole
    again, since a torn receipt must be answered by a complete one.
    """
    try:
        with socket.create_connection((host, port), timeout=CONNECT_S) as line:
            _ask(line)
            line.settimeout(SEND_S)
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            _await_end(line)
    except ConnectionRefusedError as refused:
        raise PrinterNotReady(
            _("The printer refuses the connection. Is it switched on and not busy?")
        ) from refused
    except TimeoutError as silent:
        raise PrinterNotReady(
            _("The printer does not answer. Is it switched on and in the network?")
        ) from silent
    except socket.gaierror as unknown:
        raise PrinterNotReady(_("Nothing in the network has this printer's name.")) from unknown
    except OSError as broken:
        raise PrinterNotReady(
            _("The connection to the printer broke. What is on the paper may be incomplete.")
        ) from broken


def _ask(line: socket.socket) -> None:
    """Ask for cover and paper; silence is taken as consent, as cheap printers never answer."""
    line.settimeout(STATUS_S)
    offline = _status(line, _ASK_OFFLINE)
    if offline is None:
        return
    if offline & _COVER_OPEN:
        raise PrinterNotReady(_("The printer's cover is open."))
    paper = _status(line, _ASK_PAPER)
    if paper is not None and paper & _PAPER_OUT:
        raise PrinterNotReady(_("The printer is out of paper."))


def _status(line: socket.socket, question: bytes) -> int | None:
    line.sendall(question)
    try:
        answer = line.recv(1)
    except TimeoutError:
        return None
    # Bits 1 and 4 of a status byte are set, 0 and 7 are not; anything else is no status.
    return answer[0] if answer and answer[0] & 0x93 == 0x12 else None


def _await_end(line: socket.socket) -> None:
    """Wait a moment for the printer to close: a reset here means that it dropped the job."""
    line.settimeout(CLOSE_S)
    try:
        while line.recv(64):
            pass
    except TimeoutError:
        return
