"""Who hears of what: the whole list. Each task is idempotent by the event's id."""

from collections.abc import Mapping, Sequence

SUBSCRIPTIONS: Mapping[str, Sequence[str]] = {}
