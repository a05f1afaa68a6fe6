from django.apps import AppConfig


class StockConfig(AppConfig):
    """Floor 2: places, moves, levels."""

    name = "tillbook.stock"
    label = "stock"
