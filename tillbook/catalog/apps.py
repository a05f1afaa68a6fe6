from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Floor 1: what the shop sells."""

    name = "tillbook.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"
