from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Floor 4: figures about everything below."""

    name = "tillbook.reporting"
    label = "reporting"
