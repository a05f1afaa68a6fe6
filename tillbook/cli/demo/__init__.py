"""The demo shops: one entry a shop. Each is deterministic and leaves a loaded one alone."""

from collections.abc import Callable, Mapping

# A shop answers what a person needs to begin: {"email": ..., "password": ..., "pin": ...}.
Shop = Callable[[], Mapping[str, str]]

SHOPS: dict[str, Shop] = {}
