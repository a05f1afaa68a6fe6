"""Invariants of payments and drawers."""

from collections.abc import Sequence

from tillbook.kernel.checks import Check, Violation, violations


def counts_add_up() -> list[Violation]:
    """Float, cash and movements of a counted shift make what was expected, or were filed (I-7)."""
    return violations(
        "payments.counts_add_up",
        """
        WITH cash AS (
            SELECT payment.shift, sum(payment.amount) AS amount
              FROM payments_payment AS payment
              JOIN payments_tendertype AS tender
                ON tender.code = payment.tender AND tender.kind = 'cash'
             GROUP BY payment.shift
        ), moved AS (
            SELECT shift, sum(amount) AS amount FROM payments_cashmovement GROUP BY shift
        )
        SELECT shift.id, shift.expected, shift.float_amount, cash.amount, moved.amount
          FROM payments_shift AS shift
          LEFT JOIN cash ON cash.shift = shift.id
          LEFT JOIN moved ON moved.shift = shift.id
         WHERE shift.state = 'CLOSED'
           AND shift.expected <> shift.float_amount + COALESCE(cash.amount, 0)
                                 + COALESCE(moved.amount, 0)
           AND NOT EXISTS (SELECT 1 FROM kernel_attention AS filed
                            WHERE filed.code IN ('sales.shift_closed', 'payments.shift_closed')
                              AND filed.facts->>'shift' = shift.id::text)
        """,
    )


def drawer_account_equals_drawers() -> list[Violation]:
    """The ledger's cash in drawers is what lies in the open drawers and arrived too late (I-8)."""
    return violations(
        "payments.drawer_account_equals_drawers",
        """
        WITH books AS (
            SELECT COALESCE(sum(line.amount), 0) AS amount
              FROM ledger_line AS line
              JOIN ledger_account AS account ON account.id = line.account_id
             WHERE account.role = 'cash_drawer'
        ), drawers AS (
            SELECT COALESCE((SELECT sum(float_amount) FROM payments_shift), 0)
                 + COALESCE((SELECT sum(amount) FROM payments_cashmovement), 0)
                 + COALESCE((SELECT sum(payment.amount) FROM payments_payment AS payment
                               JOIN payments_tendertype AS tender
                                 ON tender.code = payment.tender
                              WHERE tender.account_role = 'cash_drawer'), 0)
                 - COALESCE((SELECT sum(expected) FROM payments_shift), 0) AS amount
        )
        SELECT 'cash_drawer', books.amount, drawers.amount
          FROM books, drawers WHERE books.amount <> drawers.amount
        """,
    )


CHECKS: Sequence[Check] = (counts_add_up, drawer_account_equals_drawers)
