"""Reads of tenders and shifts. Amounts are minor units."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from tillbook.kernel import sets
from tillbook.kernel.work import in_transaction
from tillbook.payments.models import Shift, TenderType
from tillbook.payments.types import TenderKind


def tender_kinds() -> Mapping[str, TenderKind]:
    """Give every tender type of the business by code, archived ones too: old sales name them."""
    rows = sets.execute("SELECT code, kind, account_role FROM payments_tendertype")
    return {row[0]: TenderKind(*row) for row in rows}


def tender_types() -> list[Mapping[str, Any]]:
    """List the tender types that the till offers, in order."""
    return [
        *TenderType.objects.filter(archived=False)
        .order_by("position", "code")
        .values("code", "name", "kind", "opens_drawer", "needs_reference", "position")
    ]


@in_transaction
def shifts_that_are_closed(shifts: Collection[UUID]) -> set[UUID]:
    """Say which of the shifts were counted already, and let nobody count the others until the end.

    A count therefore waits for what is just being booked, and finds it.
    """
    rows = sets.execute(
        "SELECT id, state FROM payments_shift WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE",
        [list(shifts)],
    )
    return {row[0] for row in rows if row[1] == Shift.State.CLOSED}


def open_shifts() -> list[Mapping[str, Any]]:
    """List shifts without a count, oldest first."""
    rows = (
        Shift.objects.filter(state=Shift.State.OPEN)
        .order_by("opened_at")
        .values(
            "id",
            "business_date",
            "opened_at",
            "opened_by",
            "float_amount",
            "register_id",
            "location_id",
        )
    )
    return [{**row, "location": row["location_id"]} for row in rows]


def shifts(*, limit: int) -> list[dict[str, Any]]:
    """List the newest shifts with their counts; `variance` is counted less expected."""
    rows = sets.execute(
        """
        SELECT id, register_id, location_id, business_date, state, opened_at, opened_by,
               float_amount, closed_at, closed_by, expected, counted, counted - expected AS variance
          FROM payments_shift ORDER BY opened_at DESC, id LIMIT %s
        """,
        [limit],
    )
    names = (
        "id", "register", "location", "business_date", "state", "opened_at", "opened_by",
        "float_amount", "closed_at", "closed_by", "expected", "counted", "variance",
    )  # fmt: skip
    return [dict(zip(names, row, strict=True)) for row in rows]
