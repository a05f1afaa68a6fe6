from django.db import models
from django.db.models import Q

from tillbook.importing.types import State
from tillbook.kernel.ids import new_id
from tillbook.kernel.tenancy import Owned


class Batch(Owned):
    """One file given to us, what it would do, and whether it was done or undone."""

    id = models.UUIDField(primary_key=True, default=new_id)
    profile = models.CharField(max_length=30)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    raw = models.BinaryField()
    location = models.UUIDField(null=True)
    read_on = models.DateField()
    outcome = models.JSONField()
    state = models.CharField(max_length=10)
    checked_at = models.DateTimeField()
    checked_by = models.UUIDField()
    applied_at = models.DateTimeField(null=True)
    applied_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)
    made = models.JSONField(default=dict)
    kept = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="import_applied_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="CHECKED", applied_at__isnull=True, undone_at__isnull=True)
                | Q(state="APPLIED", applied_at__isnull=False, undone_at__isnull=True)
                | Q(
                    state="UNDONE",
                    applied_at__isnull=False,
                    undone_at__isnull=False,
                    undone_by__isnull=False,
                ),
                name="import_state_has_its_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["business_id", "-checked_at", "-id"], name="import_by_time")
        ]


class Applied(Owned):
    """One item that a batch wrote: what it was before, so that it can be put back, and after.

    `openings` lists the stock it began with: variant, place, thousandths, value in minor units.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE)
    item = models.UUIDField()
    row = models.IntegerField()
    name = models.CharField(max_length=250)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    openings = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "batch", "item"], name="import_applied_once"
            )
        ]


class Reference(Owned):
    """How an old system calls an item of ours, so that its next export finds it again."""

    profile = models.CharField(max_length=30)
    key = models.CharField(max_length=300)
    item = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "profile", "key"], name="import_reference_once"
            )
        ]
