from django.db import models
from django.db.models.functions import Now

from tillbook.kernel.ids import new_id
from tillbook.kernel.tenancy import Owned
from tillbook.ledger import chart


class Account(Owned):
    """A place in the books."""

    class Kind(models.TextChoices):
        ASSET = chart.ASSET
        LIABILITY = chart.LIABILITY
        EQUITY = chart.EQUITY
        INCOME = chart.INCOME
        EXPENSE = chart.EXPENSE

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    role = models.CharField(max_length=40, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business_id", "code"], name="account_code_once"),
            models.UniqueConstraint(
                fields=["business_id", "role"],
                condition=~models.Q(role=""),
                name="account_role_once",
            ),
        ]


class Entry(Owned):
    """What one document did to the books for one purpose."""

    id = models.UUIDField(primary_key=True, default=new_id)
    source = models.UUIDField()
    purpose = models.CharField(max_length=40)
    business_date = models.DateField()
    location = models.UUIDField(null=True)
    posted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "source", "purpose"], name="ledger_entry_once"
            )
        ]
        indexes = [models.Index("business_id", "business_date", "id", name="ledger_entry_by_day")]


class Line(Owned):
    """One account's share of an entry: debits positive, credits negative."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False)
    amount = models.BigIntegerField()
    business_date = models.DateField()

    class Meta:
        indexes = [
            models.Index("business_id", "account", "business_date", name="ledger_line_by_account"),
        ]
