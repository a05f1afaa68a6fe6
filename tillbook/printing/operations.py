"""Writes: printers, and jobs from the wish to the paper.

A job is printed at least once: where a connection breaks, paper may come twice, never silently
not at all.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from tillbook.kernel import audit, sets
from tillbook.kernel.actors import Actor
from tillbook.kernel.ids import new_id
from tillbook.kernel.refusals import NotFound, Stale
from tillbook.kernel.work import in_transaction
from tillbook.org import queries as org
from tillbook.printing import queries, rules
from tillbook.printing.models import Job as JobRow
from tillbook.printing.models import Printer as PrinterRow
from tillbook.printing.refusals import NoReceipt, NoSuchPrinter, NotFailed, PrinterUnfit
from tillbook.printing.types import Claimed, Heading, Printer, Wanted
from tillbook.printing.words import words_in

SEND_TASK = "printing.send_queued"

_COLUMNS: Mapping[str, str] = {
    "id": "uuid",
    "printer_id": "uuid",
    "document": "uuid",
    "title": "text",
    "is_copy": "boolean",
    "language": "text",
    "state": "text",
    "tries": "int",
    "queued_at": "timestamptz",
    "asked_at": "timestamptz",
    "next_try_at": "timestamptz",
}


@in_transaction
def add(printer: Printer, *, by: Actor, at: datetime) -> Printer:
    """Add a printer; raises PrinterUnfit."""
    _check(printer)
    PrinterRow.objects.create(id=printer.id, **_fields(printer))
    audit.record("printing.printer_added", printer.id, by=by, at=at, facts=_fields(printer))
    return queries.printer(printer.id)


@in_transaction
def change(printer: Printer, *, by: Actor, at: datetime) -> Printer:
    """Save a changed printer; raises PrinterUnfit, or Stale when its version is not the last."""
    _check(printer)
    moved = PrinterRow.objects.filter(id=printer.id, version=printer.version).update(
        **_fields(printer), version=printer.version + 1
    )
    if not moved:
        raise Stale(_("Somebody changed this since you opened it. Look at it again, then save."))
    audit.record("printing.printer_changed", printer.id, by=by, at=at, facts=_fields(printer))
    return queries.printer(printer.id)


@in_transaction
def queue(wanted: Sequence[Wanted], *, by: Actor, at: datetime) -> list[UUID]:
    """Queue print jobs and wake the printers; the jobs that wait for them are tried again too.

    A document that was asked for before is printed as a copy, whatever `is_copy` says. Gives the
    ids of the jobs, in order; raises NoSuchPrinter or NoReceipt.
    """
    known = {printer.id for printer in queries.printers(locations=by.locations)}
    if any(each.printer not in known for each in wanted):
        raise NoSuchPrinter
    documents = [each.document for each in wanted if each.document]
    headings = queries.headings(documents)
    if any(not _may_print(headings.get(document), by) for document in documents):
        raise NoReceipt
    before = _asked_before(documents)
    rows = []
    # Sorted, since ids of one millisecond are in no order and jobs are printed in theirs.
    for job, each in zip(sorted(new_id() for _each in wanted), wanted, strict=True):
        title, language = _titled(each, headings)
        is_copy = each.is_copy or each.document in before
        state = JobRow.State.QUEUED.value
        what = (job, each.printer, each.document, title, is_copy, language)
        rows.append((*what, state, 0, at, at, at))
        if each.document:
            before.add(each.document)
    _insert(rows)
    _wake({each.printer for each in wanted}, by=by, at=at)
    return [row[0] for row in rows]


@in_transaction
def retry(job: UUID, *, by: Actor, at: datetime) -> None:
    """Take up a job again that was given up; raises NoSuchJob or NotFailed."""
    stored = queries.job(job)
    moved = JobRow.objects.filter(id=job, state=JobRow.State.FAILED).update(
        state=JobRow.State.QUEUED, tries=0, asked_at=at, next_try_at=at
    )
    if not moved:
        raise NotFailed(_("This job is printed or still waiting; print the receipt again instead."))
    _wake({stored.printer}, by=by, at=at)


@in_transaction
def claim(printer: UUID, *, at: datetime) -> Claimed | None:
    """Take the oldest waiting job of a printer for one try, if it is due and nobody else has it.

    The older job always goes first, so that receipts come in the order of the sales.
    """
    head = (
        JobRow.objects.select_for_update()
        .filter(printer=printer, state=JobRow.State.QUEUED)
        .order_by("queued_at", "id")
        .first()
    )
    if head is None or head.next_try_at is None or head.next_try_at > at:
        return None
    if head.claimed_until is not None and head.claimed_until > at:
        return None
    JobRow.objects.filter(id=head.id).update(tries=head.tries + 1, claimed_until=at + rules.CLAIM)
    own = queries.printer(printer)
    turn = own
    if own.fallback is not None and rules.uses_fallback(head.tries + 1):
        second = queries.printer(own.fallback)
        turn = own if second.archived else second
    return Claimed(queries.job(head.id), turn)


@in_transaction
def mark_printed(claimed: Claimed, *, missing: str, at: datetime) -> None:
    """Note that a printer took the job; `missing` are the letters that it could not show."""
    _advance(
        claimed,
        state=JobRow.State.PRINTED,
        next_try_at=None,
        printed_at=at,
        printed_on=claimed.printer.id,
        missing=missing,
        last_error="",
    )


@in_transaction
def mark_missed(claimed: Claimed, *, error: str, at: datetime) -> None:
    """Note a try that failed: the job waits for its next one, or is given up and shown."""
    next_try_at = rules.next_try(claimed.job.tries, asked_at=claimed.job.asked_at, at=at)
    state = JobRow.State.QUEUED if next_try_at else JobRow.State.FAILED
    _advance(claimed, state=state, next_try_at=next_try_at, last_error=error)


@in_transaction
def mark_unprintable(claimed: Claimed, *, error: str) -> None:
    """Give up a job that no try can help, so that it does not hold up those behind it."""
    _advance(claimed, state=JobRow.State.FAILED, next_try_at=None, last_error=error)


def _advance(claimed: Claimed, **fields: Any) -> None:
    """Move a job on, unless its claim ran out and somebody else brought it to its end."""
    JobRow.objects.filter(id=claimed.job.id, state=JobRow.State.QUEUED).update(
        claimed_until=None, **fields
    )


def _wake(printers: Collection[UUID], *, by: Actor, at: datetime) -> None:
    """Make the waiting jobs due now and tell the worker, in this transaction."""
    JobRow.objects.filter(printer__in=printers, state=JobRow.State.QUEUED).update(next_try_at=at)
    task = app.configure_task(SEND_TASK)
    for printer in sorted(printers):
        task.defer(business=str(by.business), printer=str(printer))


def _insert(rows: Sequence[tuple[Any, ...]]) -> None:
    """Write jobs; an original that somebody else queued in this very moment becomes a copy."""
    written = sets.insert(
        "printing_job",
        _COLUMNS,
        rows,
        tail="ON CONFLICT (business_id, document) WHERE NOT is_copy DO NOTHING RETURNING id",
    )
    ids = {row[0] for row in written}
    is_copy = list(_COLUMNS).index("is_copy")
    late = [(*row[:is_copy], True, *row[is_copy + 1 :]) for row in rows if row[0] not in ids]
    sets.insert("printing_job", _COLUMNS, late)


def _may_print(heading: Heading | None, by: Actor) -> bool:
    return heading is not None and by.may_at(heading.location)


def _titled(wanted: Wanted, headings: Mapping[UUID, Heading]) -> tuple[str, str]:
    """Name a job for people and settle its language."""
    if wanted.document is None:
        language = wanted.language or org.business().locale
        return words_in(language).test_page, language
    heading = headings[wanted.document]
    return heading.number, wanted.language or heading.language


def _asked_before(documents: Collection[UUID]) -> set[UUID]:
    rows = sets.execute(
        "SELECT DISTINCT document FROM printing_job WHERE document = ANY(%s)", [list(documents)]
    )
    return {row[0] for row in rows}


def _check(printer: Printer) -> None:
    ports = getattr(settings, "TILLBOOK_PRINTER_PORTS", rules.RAW_PORTS)
    flaws = rules.flaws_of(printer, ports)
    if printer.fallback is not None and not _exists(printer.fallback):
        flaws.append(("fallback", "printing.fallback_unknown"))
    try:
        org.location(printer.location)
    except NotFound:
        flaws.append(("location", "printing.location_unknown"))
    twins = PrinterRow.objects.filter(
        location=printer.location, name=printer.name, archived=False
    ).exclude(id=printer.id)
    if not printer.archived and twins.exists():
        flaws.append(("name", "printing.name_taken"))
    if flaws:
        raise PrinterUnfit.with_flaws(flaws)


def _exists(printer: UUID) -> bool:
    return PrinterRow.objects.filter(id=printer, archived=False).exists()


def _fields(printer: Printer) -> dict[str, Any]:
    return {
        "location_id": printer.location,
        "name": printer.name,
        "host": printer.host,
        "port": printer.port,
        "columns": printer.columns,
        "code_pages": list(printer.code_pages),
        "cuts": printer.cuts,
        "native_qr": printer.native_qr,
        "kicks_drawer": printer.kicks_drawer,
        "fallback_id": printer.fallback,
        "archived": printer.archived,
    }
