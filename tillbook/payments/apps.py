from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Floor 2: tender types, payments, drawers and shifts."""

    name = "tillbook.payments"
    label = "payments"
