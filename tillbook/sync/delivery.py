"""Delivering uploads: together where they come together, in chunks where they are large.

Uploads of one business that arrive at the same time share one transaction: the first one through
the gate takes along everybody who waits, since a batch costs little more than one document. A
document that cannot be posted for a reason nobody foresaw stands alone in the end: it is kept,
filed for a person, and the rest is posted.
"""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.utils import InterfaceError, OperationalError
from psycopg.errors import DeadlockDetected

from tillbook.kernel.actors import Actor, house
from tillbook.kernel.refusals import Refusal
from tillbook.kernel.work import unit_of_work
from tillbook.sync import intake, jobs, quarantine
from tillbook.sync.intake import Answer, Sent
from tillbook.sync.reading import Arrived, Unreadable

_log = logging.getLogger("tillbook.sync")

CHUNK = 200
"""Documents posted in one transaction: large enough to be quick, small enough not to block."""

POSTING_BUDGET_S = 10.0
"""After this long an upload's remaining documents are kept and left to the worker to post."""

CROSSINGS_MAX = 5
"""Uploads lock goods in the order of posting, which may cross; so often one of them starts anew."""


@dataclass(slots=True)
class _Waiting:
    """A chunk before the gate, and what became of it."""

    sent: list[Sent]
    at: datetime
    answers: list[Answer] | None = None
    trouble: Exception | None = None


@dataclass(slots=True)
class _Gate:
    """One business's gate in this process: one transaction at a time goes through."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    waiting: list[_Waiting] = field(default_factory=list)


_gates: defaultdict[UUID, _Gate] = defaultdict(_Gate)


def deliver(documents: Sequence[Arrived | Unreadable], *, by: Actor, at: datetime) -> list[Answer]:
    """Take an upload in, one answer for each document in the order given."""
    started = time.monotonic()
    answers: list[Answer] = []
    for start in range(0, len(documents), CHUNK):
        sent = [Sent(by, document) for document in documents[start : start + CHUNK]]
        if time.monotonic() - started < POSTING_BUDGET_S:
            answers += _together(sent, business=by.business, at=at)
        else:
            answers += _kept(sent, by=by, at=at)
    return answers


def _together(sent: list[Sent], *, business: UUID, at: datetime) -> list[Answer]:
    """Go through the gate alone, or be taken along by whoever went just before."""
    gate = _gates[business]
    mine = _Waiting(sent, at)
    gate.waiting.append(mine)
    with gate.turn:
        while mine.answers is None and mine.trouble is None:
            _take_along(_next(gate.waiting), business)
    if mine.trouble is not None:
        raise mine.trouble
    assert mine.answers is not None, "who waited was served"
    return mine.answers


def _next(waiting: list[_Waiting]) -> list[_Waiting]:
    """Take from the front of the queue what fits into one transaction, one chunk at least."""
    taken = [waiting.pop(0)]
    count = len(taken[0].sent)
    while waiting and count + len(waiting[0].sent) <= CHUNK:
        taken.append(waiting.pop(0))
        count += len(taken[-1].sent)
    return taken


def _take_along(taken: Sequence[_Waiting], business: UUID) -> None:
    everything = [each for chunk in taken for each in chunk.sent]
    try:
        answers = iter(_halving(everything, business=business, at=taken[0].at))
    except Exception as trouble:  # noqa: BLE001 - each request tells its own sender
        for chunk in taken:
            chunk.trouble = trouble
        return
    for chunk in taken:
        chunk.answers = [next(answers) for _ in chunk.sent]


def _kept(sent: Sequence[Sent], *, by: Actor, at: datetime) -> list[Answer]:
    with unit_of_work(by=by):
        answers = intake.receive(sent, at=at, post=False)
        jobs.leave(by.business)
    return answers


def _halving(sent: Sequence[Sent], *, business: UUID, at: datetime) -> list[Answer]:
    try:
        return _received(sent, business=business, at=at)
    except (Refusal, OperationalError, InterfaceError):
        raise
    except Exception as unforeseen:  # noqa: BLE001 - whatever it is, the rest must be posted
        _log.exception("a batch of %d documents could not be posted", len(sent))
        if len(sent) == 1:
            return [_alone(sent[0], str(unforeseen), at=at)]
    middle = len(sent) // 2
    return [
        answer
        for half in (sent[:middle], sent[middle:])
        for answer in _halving(half, business=business, at=at)
    ]


def _received(sent: Sequence[Sent], *, business: UUID, at: datetime) -> list[Answer]:
    """Receive in one transaction; again when the database ended it to let a crossing one pass."""
    crossings = 0
    while True:
        try:
            with unit_of_work(by=house(business)):
                return intake.receive(sent, at=at)
        except OperationalError as trouble:
            crossings += 1
            if not isinstance(trouble.__cause__, DeadlockDetected) or crossings == CROSSINGS_MAX:
                raise


def _alone(sent: Sent, reason: str, *, at: datetime) -> Answer:
    document = sent.document
    kept = document if isinstance(document, Unreadable) else quarantine.poisoned(document, reason)
    with unit_of_work(by=house(sent.by.business)):
        quarantine.keep([(kept, sent.by.id)], at=at)
    return Answer(kept.id, intake.REFUSED + kept.code)
