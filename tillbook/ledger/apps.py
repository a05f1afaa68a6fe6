from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Floor 1: accounts, entries, balances."""

    name = "tillbook.ledger"
    label = "ledger"
