"""Reads of printers and print jobs, and the facts of receipts."""

import json
from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tillbook.identity import queries as identity
from tillbook.kernel import pages, sets, settings
from tillbook.kernel.money import minor_digits
from tillbook.kernel.refusals import NotFound
from tillbook.kernel.settings import Setting
from tillbook.org import queries as org
from tillbook.payments import queries as payments
from tillbook.printing.escpos.encoder import encode
from tillbook.printing.escpos.raster import drawing_here
from tillbook.printing.layout import rows_of, test_page
from tillbook.printing.paper import set_rows
from tillbook.printing.receipt import PRINTABLE_KINDS, receipt_of
from tillbook.printing.refusals import NoReceipt, NoSuchJob, NoSuchPrinter
from tillbook.printing.types import (
    Claimed,
    Heading,
    Issued,
    Job,
    JobState,
    Printer,
    Printout,
    Shop,
    TenderFacts,
)
from tillbook.printing.words import words_in
from tillbook.sales import queries as sales

DRAWER_WAITS = timedelta(minutes=1)
"""So long after a receipt was asked for, its print still opens the drawer."""

RECEIPT_FOOTER = Setting("printing.receipt_footer", "", "Lines at the end of every receipt.")
RECEIPT_LANGUAGE = Setting(
    "printing.receipt_language", "", "Language of receipts; empty for the language of the business."
)

_PRINTER_FACTS = tuple(field.name for field in fields(Printer))
_JOB_FACTS = tuple(field.name for field in fields(Job))
_PRINTER = """
    SELECT id, location_id, name, host, port, columns, code_pages, cuts, native_qr, kicks_drawer,
           fallback_id, archived, version
      FROM printing_printer
"""
_JOB = """
    SELECT j.id, j.printer_id, p.name, j.document, j.title, j.is_copy, j.language, j.state, j.tries,
           j.last_error, j.missing, j.queued_at, j.asked_at, j.next_try_at, j.printed_at,
           j.printed_on_id
      FROM printing_job j JOIN printing_printer p ON p.id = j.printer_id
"""


def printers(*, locations: frozenset[UUID] | None = None) -> list[Printer]:
    """List the printers in use by location and name; only those at `locations`, if given."""
    rows = sets.execute(
        f"""
        {_PRINTER}
         WHERE NOT archived AND (%(all)s OR location_id = ANY(%(locations)s))
         ORDER BY location_id, lower(name), id
        """,
        {"all": locations is None, "locations": sorted(locations or ())},
    )
    return [_printer(row) for row in rows]


def printer(printer: UUID) -> Printer:
    """Read one printer, archived or not; raises NoSuchPrinter."""
    rows = sets.execute(f"{_PRINTER} WHERE id = %s", [printer])
    if not rows:
        raise NoSuchPrinter
    return _printer(rows[0])


def job(job: UUID) -> Job:
    """Read one print job; raises NoSuchJob."""
    rows = sets.execute(f"{_JOB} WHERE j.id = %s", [job])
    if not rows:
        raise NoSuchJob
    return _job(rows[0])


def page_of_jobs(
    *,
    state: JobState | None = None,
    printer: UUID | None = None,
    document: UUID | None = None,
    locations: frozenset[UUID] | None = None,
    cursor: str | None = None,
    limit: int = pages.LIMIT_DEFAULT,
) -> dict[str, Any]:
    """Page through print jobs, newest first; only those of printers at `locations`, if given."""
    queued_at, last = pages.decode(cursor, 2) if cursor else (None, None)
    rows = sets.execute(
        f"""
        {_JOB}
         WHERE (%(state)s::text IS NULL OR j.state = %(state)s)
           AND (%(printer)s::uuid IS NULL OR j.printer_id = %(printer)s)
           AND (%(document)s::uuid IS NULL OR j.document = %(document)s)
           AND (%(all)s OR p.location_id = ANY(%(locations)s))
           AND (%(queued_at)s::timestamptz IS NULL
                OR (j.queued_at, j.id) < (%(queued_at)s::timestamptz, %(last)s::uuid))
         ORDER BY j.queued_at DESC, j.id DESC
         LIMIT %(rows)s
        """,
        {
            "state": state,
            "printer": printer,
            "document": document,
            "all": locations is None,
            "locations": sorted(locations or ()),
            "queued_at": queued_at,
            "last": last,
            "rows": limit + 1,
        },
    )
    return pages.page(
        [_job(row) for row in rows], limit=limit, keys=lambda job: (job.queued_at, job.id)
    )


def next_due_at(printer: UUID) -> datetime | None:
    """Say when the oldest waiting job of a printer is due; None when nothing waits."""
    rows = sets.execute(
        """
        SELECT greatest(next_try_at, claimed_until) FROM printing_job
         WHERE printer_id = %s AND state = 'QUEUED' ORDER BY queued_at, id LIMIT 1
        """,
        [printer],
    )
    return rows[0][0] if rows else None


def issued(document: UUID, *, is_copy: bool = False) -> Issued:
    """Gather the receipt of a sale or return; raises NoReceipt."""
    try:
        content = sales.document(document)
    except NotFound as missing:
        raise NoReceipt from missing
    if content["kind"] not in PRINTABLE_KINDS:
        raise NoReceipt
    business = org.business()
    register = org.registers_by_id([UUID(content["register"])])[UUID(content["register"])]
    location = org.location(register.location)
    cashier = identity.people_by_id([UUID(content["by"])]).get(UUID(content["by"]))
    values = settings.values_of((RECEIPT_FOOTER, RECEIPT_LANGUAGE), location=location.id)
    currency = content["cart"]["currency"]
    receipt = receipt_of(
        content,
        shop=Shop(
            name=business.name,
            currency=currency,
            minor_digits=minor_digits(currency),
            time_zone=location.time_zone,
            address=location.address,
            tax_number=location.tax_number or business.tax_number,
            location=location.name,
            register=register.name,
            footer=values[RECEIPT_FOOTER.name],
        ),
        cashier=cashier.name if cashier else "",
        tenders={
            tender["code"]: TenderFacts(tender["name"], opens_drawer=tender["opens_drawer"])
            for tender in payments.tender_types()
        },
        of_number=_number_of(content.get("of")),
        is_copy=is_copy,
    )
    return Issued(receipt, location.id, values[RECEIPT_LANGUAGE.name] or business.locale)


def headings(documents: Collection[UUID]) -> dict[UUID, Heading]:
    """Name documents that have receipts, and say where they belong and in which language.

    Those that have none are missing. The number of statements grows with places, not documents.
    """
    found = {key: json.loads(text) for key, text in sales.contents_of(documents).items()}
    registers = org.registers_by_id({UUID(each["register"]) for each in found.values()})
    business = org.business()
    languages = {
        place: settings.value_of(RECEIPT_LANGUAGE, location=place) or business.locale
        for place in {register.location for register in registers.values()}
    }
    places = {key: registers[UUID(each["register"])].location for key, each in found.items()}
    return {
        key: Heading(each["number"], places[key], languages[places[key]])
        for key, each in found.items()
        if each["kind"] in PRINTABLE_KINDS
    }


def printout(claimed: Claimed, *, at: datetime) -> Printout:
    """Write the bytes of a job for the printer whose turn it is, `at` this moment.

    A receipt that comes late leaves the drawer shut: nobody stands before it any more.
    """
    job, printer = claimed.job, claimed.printer
    words = words_in(job.language)
    kick = False
    if job.document is None:
        place = org.location(printer.location)
        rows = test_page(
            printer=printer.name,
            shop=org.business().name,
            columns=printer.columns,
            printed_at=job.asked_at.astimezone(ZoneInfo(place.time_zone)),
            words=words,
        )
    else:
        receipt = issued(job.document, is_copy=job.is_copy).receipt
        rows = rows_of(receipt, words)
        fresh = at - job.asked_at <= DRAWER_WAITS
        kick = fresh and receipt.moves_cash and not receipt.is_copy
    paper = set_rows(rows, printer.columns, right_to_left=words.right_to_left)
    return encode(paper, printer.profile, drawing_here(), kick=kick)


def _number_of(document: str | None) -> str:
    if document is None:
        return ""
    try:
        number: str = sales.document(UUID(document))["number"]
    except NotFound:  # a receipt that has not arrived yet: its id is better than nothing
        return document
    return number


def _printer(row: Sequence[Any]) -> Printer:
    facts: dict[str, Any] = dict(zip(_PRINTER_FACTS, row, strict=True))
    return Printer(**facts | {"code_pages": tuple(facts["code_pages"])})


def _job(row: Sequence[Any]) -> Job:
    facts: dict[str, Any] = dict(zip(_JOB_FACTS, row, strict=True))
    return Job(**facts | {"state": JobState(facts["state"])})
