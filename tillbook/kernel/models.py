from django.db import models
from django.db.models.functions import Now

from tillbook.kernel.ids import new_id
from tillbook.kernel.tenancy import Owned


class Installation(models.Model):
    """One row: which copy of the data this is. A restored backup gets a new id."""

    id = models.UUIDField(primary_key=True, default=new_id)
    made_at = models.DateTimeField(db_default=Now())


class Event(Owned):
    """Something that happened and that others may hear of after the commit (the outbox)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    topic = models.CharField(max_length=60)
    facts = models.JSONField()
    announced_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index("business_id", "announced_at", name="event_by_time")]


class AuditEntry(Owned):
    """Who did what to which thing; the serving role can only add to it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField()
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index("business_id", "at", name="audit_by_time")]


class Attention(Owned):
    """Something that was booked or kept and that a person must look at."""

    class State(models.TextChoices):
        OPEN = "OPEN"
        SETTLED = "SETTLED"

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=80)
    source = models.UUIDField()
    location = models.UUIDField(null=True)
    message = models.TextField()
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)
    note = models.TextField(default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "source", "code"], name="attention_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="OPEN", settled_at__isnull=True, settled_by__isnull=True)
                | models.Q(state="SETTLED", settled_at__isnull=False, settled_by__isnull=False),
                name="attention_settled_by_somebody",
            ),
        ]
        indexes = [
            models.Index("business_id", "state", "raised_at", name="attention_by_state"),
        ]


class Change(Owned):
    """The latest change of one thing that tills copy: a row per thing, moved to the end each time.

    `transaction` is PostgreSQL's id of the writing transaction, `position` orders inside it.
    """

    kind = models.CharField(max_length=20)
    object_id = models.CharField(max_length=60)
    transaction = models.BigIntegerField()
    position = models.BigIntegerField()
    deleted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business_id", "kind", "object_id"], name="change_once")
        ]
        indexes = [
            models.Index("business_id", "transaction", "position", name="change_in_order"),
        ]


class IdempotencyKey(Owned):
    """The first answer to a write that carried an Idempotency-Key, kept to be given again."""

    key = models.CharField(max_length=255)
    actor_id = models.UUIDField()
    request_hash = models.CharField(max_length=64)
    status = models.SmallIntegerField(null=True)
    body = models.TextField(default="", db_default="")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "actor_id", "key"], name="idempotency_key_once"
            )
        ]


class SettingValue(Owned):
    """A setting of the business, or of one location where `location` is set."""

    name = models.CharField(max_length=80)
    location = models.UUIDField(null=True)
    value = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "name", "location"],
                nulls_distinct=False,
                name="setting_once",
            )
        ]
