"""What the catalogue refuses, in words. Flaws are collected by `rules` and said here."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tillbook.catalog.types import Flaw
from tillbook.kernel.refusals import Conflict, NotFound, Refusal

_WORDS = {
    "catalog.text_missing": gettext_noop("This must not be empty."),
    "catalog.text_too_long": gettext_noop("This text is too long."),
    "catalog.text_unprintable": gettext_noop("This holds characters that cannot be printed."),
    "catalog.rate_out_of_range": gettext_noop("A tax rate lies between 0 and 1000 %%."),
    "catalog.tax_twice": gettext_noop("The same tax is named twice."),
    "catalog.tax_unknown": gettext_noop("There is no such tax."),
    "catalog.category_unknown": gettext_noop("There is no such category."),
    "catalog.category_in_itself": gettext_noop("A category cannot lie inside itself."),
    "catalog.category_name_taken": gettext_noop("“%(value)s” exists beside it already."),
    "catalog.options_too_many": gettext_noop("An item has at most five options."),
    "catalog.option_twice": gettext_noop("The same option is named twice."),
    "catalog.options_incomplete": gettext_noop("Every option needs a value."),
    "catalog.options_twice": gettext_noop("“%(value)s” exists twice."),
    "catalog.variants_out_of_range": gettext_noop("An item has one to 500 variants."),
    "catalog.sku_taken": gettext_noop("The SKU “%(value)s” is in use already."),
    "catalog.barcode_taken": gettext_noop("The barcode “%(value)s” is in use already."),
    "catalog.variant_of_another_item": gettext_noop("This variant belongs to another item."),
    "catalog.price_out_of_range": gettext_noop("A price must not be negative or that large."),
}


class Unfit(Refusal):
    """Something given cannot be saved; `errors` names every flaw by JSON pointer."""

    code = "catalog.unfit"

    def of_one(self) -> "Unfit":
        """Point into the only thing given instead of into a batch."""
        errors = [
            error | {"pointer": error["pointer"].removeprefix("/0")}
            for error in self.facts["errors"]
        ]
        return Unfit(self.message, errors=errors)


class NoSuchItem(NotFound):
    """An item that this business does not have."""

    code = "catalog.no_such_item"

    @classmethod
    def named(cls, items: Sequence[UUID]) -> "NoSuchItem":
        """Name the items that are missing."""
        return cls(_("There is no such item."), items=[str(item) for item in items])


class NoSuchCategory(NotFound):
    """A category that this business does not have."""

    code = "catalog.no_such_category"


class NoSuchTax(NotFound):
    """A tax that this business does not have."""

    code = "catalog.no_such_tax"


class InUse(Conflict):
    """Something cannot go while living items name it."""

    code = "catalog.in_use"


def flaw_on_wire(flaw: Flaw) -> dict[str, Any]:
    """Say a flaw as one entry of a problem's errors."""
    return {
        "pointer": flaw.pointer,
        "code": flaw.code,
        "message": _(_WORDS[flaw.code]) % {"value": flaw.value},
    }
