from django.db import models

from tillbook.kernel.tenancy import Owned
from tillbook.payments import types


class TenderType(Owned):
    """A way to pay that this business takes."""

    class Kind(models.TextChoices):
        CASH = types.CASH
        CARD = types.CARD
        OTHER = types.OTHER

    code = models.CharField(max_length=30)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind)
    account_role = models.CharField(max_length=40)
    opens_drawer = models.BooleanField(default=False)
    needs_reference = models.BooleanField(default=False)
    position = models.SmallIntegerField(default=0)
    archived = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business_id", "code"], name="tender_code_once")
        ]


class Payment(Owned):
    """Money taken or given back for a document: written once."""

    source = models.UUIDField()
    purpose = models.CharField(max_length=20)
    position = models.SmallIntegerField()
    tender = models.CharField(max_length=30)
    amount = models.BigIntegerField()
    shift = models.UUIDField(null=True)
    register = models.ForeignKey("org.Register", on_delete=models.PROTECT, db_index=False)
    business_date = models.DateField()
    reference = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "source", "purpose", "position"], name="payment_once"
            )
        ]
        indexes = [
            models.Index("business_id", "shift", "tender", name="payment_by_shift"),
        ]


class Shift(Owned):
    """A drawer from its opening float to its count; `expected` is what was booked by then."""

    class State(models.TextChoices):
        OPEN = "OPEN"
        CLOSED = "CLOSED"

    id = models.UUIDField(primary_key=True)
    register = models.ForeignKey("org.Register", on_delete=models.PROTECT)
    location = models.ForeignKey("org.Location", on_delete=models.PROTECT)
    business_date = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField()
    float_amount = models.BigIntegerField()
    closing = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    expected = models.BigIntegerField(null=True)
    counted = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state="OPEN",
                    closing__isnull=True,
                    closed_at__isnull=True,
                    closed_by__isnull=True,
                    expected__isnull=True,
                    counted__isnull=True,
                )
                | models.Q(
                    state="CLOSED",
                    closing__isnull=False,
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                    expected__isnull=False,
                    counted__isnull=False,
                ),
                name="shift_closed_by_a_count",
            ),
        ]
        indexes = [models.Index("business_id", "state", "opened_at", name="shift_by_state")]


class CashMovement(Owned):
    """Cash put into a drawer or taken out of it: written once."""

    id = models.UUIDField(primary_key=True)
    shift = models.UUIDField(null=True)
    register = models.ForeignKey("org.Register", on_delete=models.PROTECT)
    business_date = models.DateField()
    moved_at = models.DateTimeField()
    moved_by = models.UUIDField()
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index("business_id", "shift", name="cash_movement_by_shift")]
