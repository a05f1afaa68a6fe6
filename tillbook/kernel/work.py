"""Units of work: the door opens the transaction, the operation demands it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import connection, transaction

from tillbook.kernel import sets
from tillbook.kernel.actors import Actor

P = ParamSpec("P")
R = TypeVar("R")


class NoTransactionError(AssertionError):
    """An operation was called outside a unit of work: a mistake of ours."""


@contextmanager
def unit_of_work(*, by: Actor) -> Iterator[None]:
    """Open one durable transaction in which the database knows the business and the actor.

    Cannot be nested: what must happen together happens in one unit.
    """
    with transaction.atomic(durable=True):
        enter(business=by.business, actor=by.id)
        yield


def enter(*, business: UUID, actor: UUID) -> None:
    """Tell the open transaction whose it is; policies and defaults read it, nothing outlives it."""
    sets.execute(
        "SELECT set_config('tillbook.business', %s, true), set_config('tillbook.actor', %s, true)",
        [str(business), str(actor)],
    )


def in_transaction(operation: Callable[P, R]) -> Callable[P, R]:
    """Mark an operation that writes: outside a transaction it raises NoTransactionError."""

    @wraps(operation)
    def demanding(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            raise NoTransactionError(f"{operation.__qualname__} needs a unit of work")
        return operation(*args, **kwargs)

    return demanding
