from django.db import models

from tillbook.kernel.tenancy import Owned


class Place(Owned):
    """Where goods lie. A location's shop floor has the location's own id."""

    class Kind(models.TextChoices):
        FLOOR = "FLOOR"

    id = models.UUIDField(primary_key=True)
    location = models.ForeignKey("org.Location", on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FLOOR)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "location"],
                condition=models.Q(kind="FLOOR"),
                name="stock_floor_once",
            )
        ]


class Move(Owned):
    """Goods that came or left: written once, never changed."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, db_index=False)
    quantity_milli = models.BigIntegerField()
    value = models.BigIntegerField()
    source = models.UUIDField()
    purpose = models.CharField(max_length=40)
    line = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    moved_at = models.DateTimeField()
    business_date = models.DateField()
    by = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "source", "purpose", "line"], name="stock_move_once"
            )
        ]
        indexes = [
            models.Index("business_id", "variant", "place", "id", name="stock_move_by_variant"),
        ]


class Level(Owned):
    """What lies at a place by now: the sum of its moves, kept by the moves themselves."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, db_index=False)
    on_hand_milli = models.BigIntegerField()
    value = models.BigIntegerField()
    unit_cost_micro = models.BigIntegerField()
    transaction = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "place", "variant"], name="stock_level_once"
            )
        ]
        indexes = [
            models.Index("business_id", "place", "transaction", name="stock_level_by_change"),
        ]
