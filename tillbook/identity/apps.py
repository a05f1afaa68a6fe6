from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Floor 1: who may do what."""

    name = "tillbook.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
