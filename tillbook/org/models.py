from datetime import time

from django.db import models
from django.db.models.functions import Now

from tillbook.kernel.ids import new_id
from tillbook.kernel.tenancy import Owned


class Business(models.Model):
    """A business; its own row is all it sees of this table."""

    class Rounding(models.TextChoices):
        LINE = "line"
        DOCUMENT = "document"

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    locale = models.CharField(max_length=20)
    tax_number = models.CharField(max_length=60, default="", blank=True)
    rounding = models.CharField(max_length=10, choices=Rounding, default=Rounding.LINE)
    founded_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rounding__in=["line", "document"]), name="business_rounding"
            ),
            models.CheckConstraint(
                condition=models.Q(currency__regex="^[A-Z]{3}$"), name="business_currency"
            ),
        ]


class Location(Owned):
    """A place of business. Its tax number is empty where the business's holds."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    address = models.TextField(default="", blank=True)
    time_zone = models.CharField(max_length=60)
    day_cutoff = models.TimeField(default=time(4))
    tax_number = models.CharField(max_length=60, default="", blank=True)
    tax_region = models.CharField(max_length=10, default="", blank=True)
    archived = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business_id", "code"], name="location_code_once")
        ]


class Register(Owned):
    """A place where sales are made; it never moves, since its numbers name it.

    The epoch counts its enrolments; 0 means that no device was ever enrolled as it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    epoch = models.PositiveIntegerField(default=0)
    archived = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business_id", "code"], name="register_code_once")
        ]


class Device(Owned):
    """A till enrolled as a register for one epoch, and what it said of itself last.

    The location repeats the register's, which never moves: it is needed before the business is
    known, when only the device's own row can be seen.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    register = models.ForeignKey(Register, on_delete=models.PROTECT)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    epoch = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    token_hash = models.CharField(max_length=64, unique=True)
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    position = models.PositiveBigIntegerField(default=0)
    unsent = models.PositiveIntegerField(default=0)
    persisted = models.BooleanField(null=True)
    app_version = models.CharField(max_length=60, default="", blank=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "register", "epoch"], name="device_once_an_epoch"
            ),
            models.UniqueConstraint(
                fields=["business_id", "register"],
                condition=models.Q(revoked_at__isnull=True),
                name="device_one_at_a_register",
            ),
        ]


class EnrolmentCode(Owned):
    """A code that enrols one device, once, for a quarter of an hour."""

    id = models.UUIDField(primary_key=True, default=new_id)
    register = models.ForeignKey(Register, on_delete=models.PROTECT)
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class DocumentSeries(Owned):
    """The next number of a series that the server counts."""

    kind = models.CharField(max_length=30)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, null=True)
    epoch = models.PositiveIntegerField(default=0)
    next_sequence = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "kind", "location", "register", "epoch"],
                nulls_distinct=False,
                name="series_once",
            )
        ]
