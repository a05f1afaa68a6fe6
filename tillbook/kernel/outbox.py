"""The outbox: what may happen after a document is announced in the same transaction."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from tillbook.kernel import sets
from tillbook.kernel.ids import new_id
from tillbook.kernel.work import in_transaction


@in_transaction
def announce(topic: str, facts: Sequence[Mapping[str, Any]]) -> None:
    """Write one event for each mapping and defer the jobs of everybody subscribed to the topic.

    Topics are named `module.past_tense`; subscribers are listed in `config/subscriptions.py`.
    Handlers get the event's id and must tolerate being called twice with it.
    """
    if not facts:
        return
    rows = [(new_id(), topic, json.dumps(each, default=str)) for each in facts]
    sets.insert("kernel_event", {"id": "uuid", "topic": "text", "facts": "jsonb"}, rows)
    for task in _subscribers(topic):
        task.configure().batch_defer(*({"event": str(row[0])} for row in rows))


def _subscribers(topic: str) -> Sequence[Any]:
    subscriptions: Mapping[str, Sequence[str]] = import_string(settings.TILLBOOK_SUBSCRIPTIONS)
    return [import_string(path) for path in subscriptions.get(topic, ())]
