"""Writes to payments, drawers and shifts. Each document's rows are written once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from tillbook.kernel import attention, changes, sets
from tillbook.kernel.attention import Finding
from tillbook.kernel.work import in_transaction
from tillbook.ledger import operations as ledger
from tillbook.ledger import types as accounts
from tillbook.ledger.types import Entry
from tillbook.payments import queries, rules, types
from tillbook.payments.models import TenderType
from tillbook.payments.rules import DrawerCount
from tillbook.payments.types import CashMovement, ShiftClosing, ShiftOpening, Tendered

_PAYMENT = {
    "source": "uuid",
    "purpose": "text",
    "position": "smallint",
    "tender": "text",
    "amount": "bigint",
    "shift": "uuid",
    "register_id": "uuid",
    "business_date": "date",
    "reference": "text",
}

_DRAWERS = """
SELECT shift.id, shift.state, shift.float_amount,
       (SELECT COALESCE(sum(payment.amount), 0)::bigint
          FROM payments_payment AS payment
          JOIN payments_tendertype AS tender
            ON tender.code = payment.tender AND tender.kind = 'cash'
         WHERE payment.shift = shift.id),
       (SELECT COALESCE(sum(movement.amount), 0)::bigint
          FROM payments_cashmovement AS movement WHERE movement.shift = shift.id)
  FROM payments_shift AS shift
 WHERE shift.id = ANY(%s)
"""

_CLOSE = """
UPDATE payments_shift AS shift
   SET state = 'CLOSED', closing = given.closing, closed_at = given.at, closed_by = given.by,
       expected = given.expected, counted = given.counted
  FROM unnest(%b::uuid[], %b::uuid[], %b::timestamptz[], %b::uuid[], %b::bigint[], %b::bigint[])
       AS given (shift, closing, at, by, expected, counted)
 WHERE shift.id = given.shift AND shift.state = 'OPEN'
RETURNING shift.id
"""


@in_transaction
def record(tendered: Sequence[Tendered]) -> None:
    """Write money taken and given back; one statement for one payment or a thousand.

    Raises IntegrityError when a document's payment was recorded before.
    """
    sets.insert(
        "payments_payment",
        _PAYMENT,
        [
            (
                each.source,
                each.purpose,
                each.position,
                each.tender,
                each.amount,
                each.shift,
                each.register,
                each.business_date,
                each.reference,
            )
            for each in tendered
        ],
    )


@in_transaction
def open_shifts(openings: Sequence[ShiftOpening]) -> None:
    """Open drawers with their floats and book the floats out of the safe."""
    if not openings:
        return
    sets.insert(
        "payments_shift",
        {
            "id": "uuid",
            "register_id": "uuid",
            "location_id": "uuid",
            "business_date": "date",
            "state": "text",
            "opened_at": "timestamptz",
            "opened_by": "uuid",
            "float_amount": "bigint",
        },
        [
            (
                each.id,
                each.register,
                each.location,
                each.business_date,
                "OPEN",
                each.at,
                each.by,
                each.float_amount,
            )
            for each in openings
        ],
    )
    ledger.post(
        [
            Entry(
                source=each.id,
                purpose="shift.opening",
                business_date=each.business_date,
                location=each.location,
                amounts=rules.opening_amounts(each.float_amount),
            )
            for each in openings
        ]
    )


@in_transaction
def move_cash(movements: Sequence[CashMovement], *, at: datetime) -> list[Finding]:
    """Write cash put into drawers and taken out, and book it.

    What comes after the count of its shift is filed for a person. Gives back what was filed.
    """
    if not movements:
        return []
    closed = queries.shifts_that_are_closed({each.shift for each in movements if each.shift})
    sets.insert(
        "payments_cashmovement",
        {
            "id": "uuid",
            "shift": "uuid",
            "register_id": "uuid",
            "business_date": "date",
            "moved_at": "timestamptz",
            "moved_by": "uuid",
            "amount": "bigint",
            "reason": "text",
        },
        [
            (
                each.id,
                each.shift,
                each.register,
                each.business_date,
                each.at,
                each.by,
                each.amount,
                each.reason,
            )
            for each in movements
        ],
    )
    ledger.post(
        [
            Entry(
                source=each.id,
                purpose="cash.movement",
                business_date=each.business_date,
                location=each.location,
                amounts=rules.movement_amounts(each.amount),
            )
            for each in movements
        ]
    )
    findings = [_late(each) for each in movements if each.shift in closed]
    attention.raise_all(findings, at=at)
    return findings


@in_transaction
def hold_shifts(shifts: Sequence[UUID]) -> None:
    """Wait for whoever is booking into the shifts, and let nobody else until the transaction ends.

    What is to be counted is held before anything else is locked, and looked at by a statement of
    its own: the one that waits does not see what it waited for.
    """
    sets.execute(
        "SELECT 1 FROM payments_shift WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [list(shifts)]
    )


@in_transaction
def close_shifts(closings: Sequence[ShiftClosing], *, at: datetime) -> list[Finding]:
    """Count drawers: book the variance, bring the cash to the safe, close the shifts.

    A count of a shift that is unknown or counted already changes nothing in the books and is
    filed for a person: a finished document is never refused. Gives back what was filed.
    """
    if not closings:
        return []
    hold_shifts([closing.shift for closing in closings])
    drawers = {row[0]: row[1:] for row in sets.execute(_DRAWERS, [[c.shift for c in closings]])}
    counts: dict[UUID, tuple[ShiftClosing, DrawerCount]] = {}
    for closing in closings:
        state, float_amount, taken, moved = drawers.get(closing.shift, ("UNKNOWN", 0, 0, 0))
        if state == "OPEN" and closing.shift not in counts:
            expected = rules.expected_cash(float_amount=float_amount, taken=taken, moved=moved)
            counts[closing.shift] = (closing, DrawerCount(expected, closing.counted))
    booked = {closing.id for closing, _ in counts.values()}
    findings = [
        _uncounted(each, known=each.shift in drawers) for each in closings if each.id not in booked
    ]
    attention.raise_all(findings, at=at)
    if counts:
        _book_counts(counts)
    return findings


def _book_counts(counts: Mapping[UUID, tuple[ShiftClosing, DrawerCount]]) -> None:
    rows = [
        (shift, closing.id, closing.at, closing.by, count.expected, count.counted)
        for shift, (closing, count) in sorted(counts.items())
    ]
    closed = sets.execute(_CLOSE, [list(column) for column in zip(*rows, strict=True)])
    assert len(closed) == len(counts), "the shifts were locked while open"
    ledger.post(
        [
            Entry(
                source=closing.id,
                purpose="shift.closing",
                business_date=closing.business_date,
                location=closing.location,
                amounts=rules.closing_amounts(count),
            )
            for closing, count in counts.values()
        ]
    )


@in_transaction
def set_up_tenders() -> None:
    """Give a new business cash, card and other; tender types that exist stay as they are."""
    TenderType.objects.bulk_create(
        [
            TenderType(
                code="cash",
                name="Cash",
                kind=types.CASH,
                account_role=accounts.CASH_DRAWER,
                opens_drawer=True,
                position=0,
            ),
            TenderType(
                code="card",
                name="Card",
                kind=types.CARD,
                account_role=accounts.CARD_CLEARING,
                needs_reference=False,
                position=1,
            ),
            TenderType(
                code="other",
                name="Other",
                kind=types.OTHER,
                account_role=accounts.OTHER_TENDERS,
                needs_reference=True,
                position=2,
            ),
        ],
        ignore_conflicts=True,
    )
    changes.note("tender", ["cash", "card", "other"])


def _late(movement: CashMovement) -> Finding:
    return Finding(
        code="payments.shift_closed",
        source=movement.id,
        location=movement.location,
        message="This cash was moved before its shift was counted but arrived after the count.",
        facts={"shift": str(movement.shift), "cash": movement.amount},
    )


def _uncounted(closing: ShiftClosing, *, known: bool) -> Finding:
    return Finding(
        code="payments.shift_counted_twice" if known else "payments.shift_unknown",
        source=closing.id,
        location=closing.location,
        message=(
            "This shift was counted before; the second count was kept but not booked."
            if known
            else "The shift of this count never arrived; the count was kept but not booked."
        ),
        facts={"shift": closing.shift, "counted": closing.counted},
    )
