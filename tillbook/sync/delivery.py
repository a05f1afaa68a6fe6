"""Delivering an upload: chunks, each in one transaction, and halves when one cannot be posted.

A document that cannot be posted for a reason nobody foresaw stands alone in the end: it is kept,
filed for a person, and the rest is posted.
"""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.utils import InterfaceError, OperationalError

from tillbook.kernel.actors import Actor
from tillbook.kernel.refusals import Refusal
from tillbook.sync import intake, jobs, quarantine
from tillbook.sync.intake import Answer
from tillbook.sync.reading import Arrived, Unreadable

_log = logging.getLogger("tillbook.sync")

CHUNK = 200
"""Documents posted in one transaction: large enough to be quick, small enough not to block."""

POSTING_BUDGET_S = 10.0
"""After this long an upload's remaining documents are kept and left to the worker to post."""

Authenticate = Callable[[], Actor]
"""Says who sends, inside the open transaction; raises a Refusal."""


def deliver(
    batch: Sequence[Arrived | Unreadable], *, authenticate: Authenticate, at: datetime
) -> list[Answer]:
    """Take an upload in, one answer for each document in the order given."""
    started = time.monotonic()
    answers: list[Answer] = []
    for start in range(0, len(batch), CHUNK):
        post = time.monotonic() - started < POSTING_BUDGET_S
        chunk = batch[start : start + CHUNK]
        answers += _halving(chunk, authenticate=authenticate, at=at, post=post)
    return answers


def _halving(
    batch: Sequence[Arrived | Unreadable], *, authenticate: Authenticate, at: datetime, post: bool
) -> list[Answer]:
    try:
        with transaction.atomic(durable=True):
            actor = authenticate()
            answers = intake.receive(batch, by=actor, at=at, post=post)
            if not post:
                jobs.post_received.defer(business=str(actor.business))
            return answers
    except (Refusal, OperationalError, InterfaceError):
        raise
    except Exception as unforeseen:  # noqa: BLE001 - whatever it is, the rest must be posted
        _log.exception("a batch of %d documents could not be posted", len(batch))
        if len(batch) == 1:
            return [_alone(batch[0], str(unforeseen), authenticate=authenticate, at=at)]
    middle = len(batch) // 2
    return [
        answer
        for half in (batch[:middle], batch[middle:])
        for answer in _halving(half, authenticate=authenticate, at=at, post=post)
    ]


def _alone(
    document: Arrived | Unreadable, reason: str, *, authenticate: Authenticate, at: datetime
) -> Answer:
    kept = document if isinstance(document, Unreadable) else quarantine.poisoned(document, reason)
    with transaction.atomic(durable=True):
        quarantine.keep([kept], by=authenticate(), at=at)
    return Answer(kept.id, intake.REFUSED + kept.code)
