from django.db import models

from tillbook.kernel.tenancy import Owned


class Document(Owned):
    """The journal of what arrived: one row a document, whatever its kind, written once.

    `position` is the place in the chain of the register's epoch; `content` is the canonical text
    until a module that keeps its own documents (sales) has taken it over.
    """

    class State(models.TextChoices):
        RECEIVED = "RECEIVED"
        POSTED = "POSTED"
        QUARANTINED = "QUARANTINED"

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    register = models.ForeignKey("org.Register", on_delete=models.PROTECT, db_index=False)
    epoch = models.IntegerField()
    position = models.IntegerField(null=True)
    number = models.CharField(max_length=60)
    hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State)
    content = models.TextField(null=True)
    received_at = models.DateTimeField()
    sender = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "register", "epoch", "position"], name="document_place_once"
            )
        ]
        indexes = [
            models.Index(
                "business_id",
                "received_at",
                name="document_not_posted",
                condition=~models.Q(state="POSTED"),
            )
        ]


class Quarantined(Owned):
    """Bytes that could not be read or contradict a stored document, kept as they came."""

    fingerprint = models.CharField(max_length=64)
    document = models.UUIDField(null=True)
    code = models.CharField(max_length=60)
    reason = models.TextField()
    raw = models.BinaryField()
    sender = models.UUIDField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business_id", "fingerprint"], name="quarantined_once")
        ]
