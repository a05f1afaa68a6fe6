"""Decisions about printers and tries: what is fit, who prints, when to try again."""

import ipaddress
import re
from collections.abc import Collection
from datetime import datetime, timedelta

from tillbook.printing.escpos.code_pages import CODE_PAGES
from tillbook.printing.types import Printer

RAW_PORTS = range(9100, 9110)
"""The ports of raw printing. A printer may listen nowhere else, so that nobody makes this server
speak to something that is no printer: a database or mail server beside it would read the lines of
a receipt as commands."""

CLAIM = timedelta(seconds=45)
"""Longer than a try can take, see `network`."""

GIVE_UP_AFTER = timedelta(minutes=10)
TRIES_BEFORE_FALLBACK = 2
_DELAYS_S = (2, 4, 8, 15, 30, 60)
_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*\.?")


def flaws_of(printer: Printer, ports: Collection[int] = RAW_PORTS) -> list[tuple[str, str]]:
    """Say what is wrong with a printer: (field, code) pairs, none when it is fit."""
    flaws = []
    if not printer.name.strip() or len(printer.name) > 100:
        flaws.append(("name", "printing.name_unfit"))
    if not _is_host(printer.host):
        flaws.append(("host", "printing.host_unfit"))
    if printer.port not in ports:
        flaws.append(("port", "printing.port_unfit"))
    if not 24 <= printer.columns <= 64:
        flaws.append(("columns", "printing.columns_unfit"))
    if not printer.code_pages or any(page not in CODE_PAGES for page in printer.code_pages):
        flaws.append(("code_pages", "printing.code_page_unknown"))
    if printer.fallback == printer.id:
        flaws.append(("fallback", "printing.fallback_on_itself"))
    return flaws


def uses_fallback(tries: int) -> bool:
    """Say whether the try of this number (from 1) goes to the second printer, if there is one.

    After the first tries the two take turns, so that either may come back.
    """
    return tries > TRIES_BEFORE_FALLBACK and (tries - TRIES_BEFORE_FALLBACK) % 2 == 1


def next_try(tries: int, *, asked_at: datetime, at: datetime) -> datetime | None:
    """Say when to try again after so many failed tries; None to give up."""
    delay = timedelta(seconds=_DELAYS_S[min(tries, len(_DELAYS_S)) - 1])
    return at + delay if at + delay - asked_at <= GIVE_UP_AFTER else None


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return len(host) <= 253 and _HOST_NAME.fullmatch(host) is not None
    return True
