"""The demo shops: one entry a shop. Each is deterministic and leaves a loaded one alone."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

# Fills a business that may not be founded yet, as of a moment; answers what a person needs to
# begin: {"till code": ..., "cashier": ..., ...}. Loaded by name, since it needs Django set up.
Shop = Callable[[UUID, datetime], Mapping[str, str]]

SHOPS: Mapping[str, str] = {
    "boutique": "tillbook.cli.demo.boutique.load",
}
