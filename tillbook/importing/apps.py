from django.apps import AppConfig


class ImportingConfig(AppConfig):
    """Floor 4: data from old systems."""

    name = "tillbook.importing"
    label = "importing"
    default_auto_field = "django.db.models.BigAutoField"
