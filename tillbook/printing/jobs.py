"""The worker's part: it sends what waits for a printer, one after the other."""

import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from tillbook.kernel.actors import house
from tillbook.kernel.work import unit_of_work
from tillbook.printing import network, queries
from tillbook.printing import operations as printing
from tillbook.printing.types import Claimed, Printout

_log = logging.getLogger("tillbook.printing")
_TRIES_AFTER_A_MISTAKE = 20


def _now() -> datetime:
    return datetime.now(UTC)


class StillWaiting(Exception):  # noqa: N818 - no error: it tells the worker when to come back
    """Jobs wait for this printer until `due_at`."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__(f"due at {due_at:%H:%M:%S}")
        self.due_at = due_at


class _WhenDue(BaseRetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, StillWaiting):
            return RetryDecision(retry_at=exception.due_at)
        if job.attempts < _TRIES_AFTER_A_MISTAKE:
            return RetryDecision(retry_in={"seconds": 30})
        return None


@app.task(name=printing.SEND_TASK, retry=_WhenDue())
def send_queued(*, business: str, printer: str) -> None:
    """Send the waiting jobs of a printer, oldest first, until none is due.

    Raises StillWaiting when some are left; may run any number of times and at the same time.
    """
    by, at_printer = house(UUID(business)), UUID(printer)
    while True:
        with unit_of_work(by=by):
            claimed = printing.claim(at_printer, at=_now())
        if claimed is None:
            break
        with unit_of_work(by=by):
            printout = _printout(claimed, at=_now())
        if printout is not None:
            _send(claimed, printout, business=by.business)
    with unit_of_work(by=by):
        due_at = queries.next_due_at(at_printer)
    if due_at is not None:
        raise StillWaiting(max(due_at, _now() + timedelta(seconds=1)))


def _printout(claimed: Claimed, *, at: datetime) -> Printout | None:
    """Write the bytes; None when that fails."""
    try:
        return queries.printout(claimed, at=at)
    except Exception:  # noqa: BLE001 - one bad receipt must not hold up those behind
        _log.exception("unprintable", extra={"job": str(claimed.job.id)})
        with translation.override(claimed.job.language):
            error = _(
                "This could not be written for the printer. Look at it on the screen instead."
            )
        printing.mark_unprintable(claimed, error=error)
        return None


def _send(claimed: Claimed, printout: Printout, *, business: UUID) -> None:
    by, printer = house(business), claimed.printer
    try:
        with translation.override(claimed.job.language):  # trouble is told in words
            network.send(printout.data, host=printer.host, port=printer.port)
    except network.PrinterNotReady as not_ready:
        _log.warning("not printed", extra={"job": str(claimed.job.id), "error": str(not_ready)})
        with unit_of_work(by=by):
            printing.mark_missed(claimed, error=str(not_ready), at=_now())
    else:
        with unit_of_work(by=by):
            printing.mark_printed(claimed, missing=printout.missing, at=_now())
