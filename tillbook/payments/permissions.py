"""The verbs this module asks for."""

PAYMENTS_READ = "payments.read"
SHIFT_OPEN = "payments.open_shift"
SHIFT_CLOSE = "payments.close_shift"
CASH_MOVE = "payments.move_cash"
