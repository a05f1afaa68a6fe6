from django.contrib.postgres.fields import ArrayField
from django.db import models

from tillbook.kernel.ids import new_id
from tillbook.kernel.tenancy import Owned


class Printer(Owned):
    """A receipt printer on the network, and what it can do.

    `fallback` takes over when this one does not answer.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    location = models.ForeignKey("org.Location", on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=100)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField()
    columns = models.PositiveSmallIntegerField()
    code_pages = ArrayField(models.CharField(max_length=20))
    cuts = models.BooleanField()
    native_qr = models.BooleanField()
    kicks_drawer = models.BooleanField()
    fallback = models.ForeignKey("self", on_delete=models.PROTECT, null=True, db_index=False)
    archived = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "location", "name"],
                condition=models.Q(archived=False),
                name="printer_name_once",
            ),
            models.CheckConstraint(
                condition=models.Q(port__gte=1, port__lte=65535), name="printer_port"
            ),
            models.CheckConstraint(
                condition=models.Q(columns__gte=24, columns__lte=64), name="printer_columns"
            ),
            models.CheckConstraint(
                condition=models.Q(fallback__isnull=True) | ~models.Q(fallback=models.F("id")),
                name="printer_falls_back_on_another",
            ),
        ]


class Job(Owned):
    """Something to print on a printer, until it is printed or given up.

    `document` is a sale or return, empty for a test page. `asked_at` is when a person asked for
    it last; `claimed_until` is set while a worker sends it, and lets another take over should that
    one die; `printed_on` is the printer that took it in the end.
    """

    class State(models.TextChoices):
        QUEUED = "QUEUED"
        PRINTED = "PRINTED"
        FAILED = "FAILED"

    id = models.UUIDField(primary_key=True, default=new_id)
    printer = models.ForeignKey(Printer, on_delete=models.PROTECT, db_index=False)
    document = models.UUIDField(null=True)
    title = models.CharField(max_length=200)
    is_copy = models.BooleanField()
    language = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveIntegerField(default=0)
    last_error = models.TextField(default="", db_default="", blank=True)
    missing = models.TextField(default="", db_default="", blank=True)
    queued_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    printed_at = models.DateTimeField(null=True)
    printed_on = models.ForeignKey(
        Printer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state="QUEUED", next_try_at__isnull=False, printed_at__isnull=True
                )
                | models.Q(
                    state="PRINTED",
                    next_try_at__isnull=True,
                    printed_at__isnull=False,
                    printed_on__isnull=False,
                )
                | models.Q(state="FAILED", next_try_at__isnull=True, printed_at__isnull=True),
                name="print_job_state",
            ),
            models.UniqueConstraint(
                fields=["business_id", "document"],
                condition=models.Q(is_copy=False),
                name="print_job_one_original",
            ),
        ]
        indexes = [
            models.Index("business_id", "queued_at", "id", name="print_job_by_time"),
            models.Index(
                "business_id",
                "printer",
                "queued_at",
                name="print_job_waiting",
                condition=models.Q(state="QUEUED"),
            ),
            models.Index("business_id", "document", name="print_job_by_document"),
        ]
