from django.apps import AppConfig


class SyncConfig(AppConfig):
    """Floor 5: the door for finished documents, and the feed that tills copy from."""

    name = "tillbook.sync"
    label = "sync"
