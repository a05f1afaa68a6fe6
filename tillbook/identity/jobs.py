"""Nightly work: what does not count any more is forgotten."""

from datetime import UTC, datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from procrastinate.contrib.django import app

from tillbook.identity import operations as identity


@app.periodic(cron="17 3 * * *")
@app.task(name="identity.forget_old")
def forget_old(timestamp: int) -> None:
    """Forget old tries and expired sessions; safe to repeat."""
    at = datetime.fromtimestamp(timestamp, UTC)
    with transaction.atomic(durable=True):
        identity.forget_old(at=at)
        Session.objects.filter(expire_date__lt=at).delete()
