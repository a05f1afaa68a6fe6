"""The verbs this module asks for."""

PAYMENTS_READ = "payments.read"
PAYMENTS_SHIFT = "payments.shift"
PAYMENTS_DRAWER = "payments.drawer"
