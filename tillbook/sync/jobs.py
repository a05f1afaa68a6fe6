"""Work that uploads leave to the worker."""

from datetime import UTC, datetime
from uuid import UUID

from procrastinate.contrib.django import app

from tillbook.kernel.actors import house
from tillbook.kernel.work import unit_of_work
from tillbook.sync import operations

_AT_ONCE = 200


def leave(business: UUID) -> None:
    """Ask the worker to post what was received, inside the transaction that received it.

    One worker at a time for each business: a return must not be posted beside its sale.
    """
    post_received.configure(lock=f"sync.post_received {business}").defer(business=str(business))


@app.task(name="sync.post_received", retry=True)
def post_received(business: str) -> None:
    """Post the documents of a business that were received but not posted; safe to repeat."""
    actor = house(UUID(business))
    while True:
        with unit_of_work(by=actor):
            count = operations.post_received(
                limit=_AT_ONCE, business=actor.business, at=datetime.now(UTC)
            )
        if count < _AT_ONCE:
            return
