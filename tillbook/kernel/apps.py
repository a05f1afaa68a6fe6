from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Floor 0: what every module stands on."""

    name = "tillbook.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
