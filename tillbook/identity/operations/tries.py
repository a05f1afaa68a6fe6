"""Counting tries to guess a secret, whoever makes them."""

import math
from collections.abc import Mapping
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from tillbook.identity import rules
from tillbook.identity.models import Try
from tillbook.kernel.refusals import TooMany
from tillbook.kernel.work import in_transaction


class TriedTooOften(TooMany):
    """Too many tries; `retry_after_s` says when the next one is heard."""

    code = "identity.tried_too_often"


@in_transaction
def count_try(allowed: Mapping[str, int], *, at: datetime) -> None:
    """Count a try before it is made, under each name with its number of free tries.

    In a transaction of its own, so that a refused try stays counted. Tries at the same time wait
    for each other here and cannot slip through together. Raises TriedTooOften.
    """
    keys = {rules.hash_of(name): most for name, most in allowed.items()}
    Try.objects.bulk_create(
        [Try(key=key, tries=0, tried_at=at) for key in sorted(keys)], ignore_conflicts=True
    )
    found = list(Try.objects.select_for_update().filter(key__in=keys).order_by("key"))
    for each in found:
        if at - each.tried_at > rules.TRIES_FORGOTTEN_AFTER:
            each.tries = 0
    wait = max(rules.waits_until(each.tries, keys[each.key], each.tried_at) for each in found)
    if wait > at:
        raise TriedTooOften(
            _("Too many tries. Wait a little, then try again."),
            retry_after_s=math.ceil((wait - at).total_seconds()),
        )
    for each in found:
        each.tries += 1
        each.tried_at = at
    Try.objects.bulk_update(found, ["tries", "tried_at"])


@in_transaction
def forget_tries(*, right: str, shared: str) -> None:
    """Forget what was counted for a secret that was right; from a shared place, only this try."""
    Try.objects.filter(key=rules.hash_of(right)).delete()
    Try.objects.filter(key=rules.hash_of(shared), tries__gt=0).update(tries=F("tries") - 1)


@in_transaction
def forget_old(*, at: datetime) -> None:
    """Clear what does not count any more; scheduled."""
    Try.objects.filter(tried_at__lt=at - rules.TRIES_FORGOTTEN_AFTER).delete()
