from django.db import models

from tillbook.kernel.tenancy import Owned
from tillbook.sales import types


class Sale(Owned):
    """A finished sale or return: written once. `content` is the document as it was made."""

    class Kind(models.TextChoices):
        SALE = types.SALE
        RETURN = types.RETURN

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField(max_length=60)
    register = models.ForeignKey("org.Register", on_delete=models.PROTECT, db_index=False)
    location = models.ForeignKey("org.Location", on_delete=models.PROTECT, db_index=False)
    shift = models.UUIDField(null=True)
    business_date = models.DateField()
    made_at = models.DateTimeField()
    posted_at = models.DateTimeField()
    by = models.UUIDField()
    customer = models.UUIDField(null=True)
    of = models.UUIDField(null=True)
    currency = models.CharField(max_length=3)
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    total = models.BigIntegerField()
    content = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total=models.F("net") + models.F("tax")), name="sale_adds_up"
            )
        ]
        indexes = [
            models.Index("business_id", "business_date", "made_at", "id", name="sale_by_day"),
            models.Index("business_id", "number", name="sale_by_number"),
            models.Index(
                "business_id", "of", name="sale_by_original", condition=models.Q(of__isnull=False)
            ),
        ]


class SaleLine(Owned):
    """One line of a sale, with what it cost. Location and day are the sale's, for reports."""

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="lines", db_index=False)
    line = models.CharField(max_length=60)
    position = models.SmallIntegerField()
    variant = models.UUIDField(null=True)
    sku = models.CharField(max_length=100)
    name = models.CharField(max_length=300)
    quantity_milli = models.BigIntegerField()
    list = models.BigIntegerField()
    discount = models.BigIntegerField()
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    cost = models.BigIntegerField()
    reverses = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    location = models.UUIDField()
    business_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sale", "line"], name="sale_line_once"),
        ]
        indexes = [
            models.Index("business_id", "business_date", "location", name="sale_line_by_day"),
        ]


class SaleTax(Owned):
    """What one tax comes to on a sale."""

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="taxes", db_index=False)
    tax = models.CharField(max_length=60)
    rate_ppm = models.IntegerField()
    inclusive = models.BooleanField()
    base = models.BigIntegerField()
    amount = models.BigIntegerField()
    business_date = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sale", "tax"], name="sale_tax_once")]
