from django.apps import AppConfig


class SalesConfig(AppConfig):
    """Floor 3: sale documents, returns, posting."""

    name = "tillbook.sales"
    label = "sales"
