from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from tillbook.catalog.types import Unit
from tillbook.kernel.ids import new_id
from tillbook.kernel.tenancy import Owned


class Category(Owned):
    """A shelf of the shop, in a tree."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=250)
    parent = models.ForeignKey("self", on_delete=models.RESTRICT, null=True)
    position = models.IntegerField(default=0)
    archived = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "business_id",
                "parent",
                Lower("name"),
                name="category_name_once_among_siblings",
                condition=Q(archived=False),
                nulls_distinct=False,
            ),
        ]


class Tax(Owned):
    """A tax with its rate; an item has several, in their order."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=250)
    rate_ppm = models.IntegerField()
    inclusive = models.BooleanField()
    compound = models.BooleanField(default=False)
    standard = models.BooleanField(default=False)
    position = models.IntegerField(default=0)
    archived = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rate_ppm__gte=0, rate_ppm__lte=10_000_000), name="tax_rate_in_range"
            ),
        ]
        indexes = [models.Index("business_id", "position", name="tax_in_order")]


class Item(Owned):
    """Something the shop sells. `search` is what it is found by, casefolded."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=250)
    description = models.TextField(default="")
    category = models.ForeignKey(Category, on_delete=models.RESTRICT, null=True)
    unit = models.CharField(max_length=10, default=Unit.PIECE.value)
    track_stock = models.BooleanField(default=True)
    options = models.JSONField(default=list)
    search = models.TextField(default="")
    archived = models.BooleanField(default=False)
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="item_has_a_name"),
            models.CheckConstraint(
                condition=Q(unit__in=[unit.value for unit in Unit]), name="item_unit_is_known"
            ),
        ]
        indexes = [
            models.Index("business_id", "archived", Lower("name"), "id", name="item_by_name")
        ]


class Variant(Owned):
    """One sellable form of an item.

    `active` says that neither it nor its item is archived; only active variants hold their SKU.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    item = models.ForeignKey(Item, on_delete=models.CASCADE)
    sku = models.CharField(max_length=100, default="")
    options = models.JSONField(default=list)
    position = models.IntegerField()
    archived = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "business_id",
                Lower("sku"),
                name="variant_sku_once",
                condition=Q(active=True) & ~Q(sku=""),
            ),
            models.UniqueConstraint(
                fields=["business_id", "item", "options"],
                name="variant_options_once",
                condition=Q(active=True),
            ),
            models.CheckConstraint(
                condition=Q(active=False) | Q(archived=False), name="variant_archived_is_inactive"
            ),
        ]


class Barcode(Owned):
    """A code that the scanner reads; `key` is the same for all lengths of one trade number."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE)
    code = models.CharField(max_length=100)
    key = models.CharField(max_length=100)
    position = models.IntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "key"], name="barcode_once", condition=Q(active=True)
            ),
            models.CheckConstraint(condition=~Q(code=""), name="barcode_has_a_code"),
        ]


class ItemTax(Owned):
    """A tax of an item, in its place."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE)
    tax = models.ForeignKey(Tax, on_delete=models.RESTRICT)
    position = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business_id", "item", "tax"], name="item_tax_once"),
        ]


class PriceList(Owned):
    """A set of prices; the default one holds what everybody pays."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=100)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id"], name="price_list_one_default", condition=Q(is_default=True)
            ),
        ]


class Price(Owned):
    """What a variant costs: `amount` minor units for `price_per_milli` thousandths of its unit.

    In force from `valid_from` until just before `valid_until`; of several in force the one that
    began last holds. The row without `valid_from` is the lasting price.
    """

    price_list = models.ForeignKey(PriceList, on_delete=models.RESTRICT)
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE)
    amount = models.BigIntegerField()
    price_per_milli = models.BigIntegerField(default=1000)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "variant", "price_list", "valid_from"],
                nulls_distinct=False,
                name="price_once",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="price_not_negative"),
            models.CheckConstraint(condition=Q(price_per_milli__gt=0), name="price_per_something"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True, valid_until__isnull=True)
                | Q(valid_from__isnull=False, valid_until__isnull=True)
                | Q(valid_from__lt=models.F("valid_until")),
                name="price_ends_after_it_begins",
            ),
        ]
