from django.apps import AppConfig


class PrintingConfig(AppConfig):
    """Floor 4: receipts, on paper and as pages."""

    name = "tillbook.printing"
    label = "printing"
    default_auto_field = "django.db.models.BigAutoField"
