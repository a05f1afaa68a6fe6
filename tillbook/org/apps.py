from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Floor 1: the business, its places and its tills."""

    name = "tillbook.org"
    label = "org"
    default_auto_field = "django.db.models.BigAutoField"
