"""Every problem of an import in words: what is wrong, and what to do about it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from tillbook.importing.types import Problem

_ROWS: Mapping[str, tuple[str, str]] = {
    "importing.key_missing": (
        noop("This row does not say which item it belongs to."),
        noop("Fill in the handle, SKU or ID, or delete the row."),
    ),
    "importing.name_missing": (
        noop("This item has no name."),
        noop("Write a name in the item's first row."),
    ),
    "importing.row_too_long": (
        noop("This row has more cells than the header has columns."),
        noop("Look for a comma or quotation mark too many in this row."),
    ),
    "importing.amount_unreadable": (
        noop("“%(value)s” is not a number."),
        noop("Write the number alone, without currency, such as 12.50."),
    ),
    "importing.amount_ambiguous": (
        noop("“%(value)s” can be read in two ways, and nothing in the file decides."),
        noop("Write it without a thousands mark, such as 1234 or 1234.00."),
    ),
    "importing.amount_too_fine": (
        noop("“%(value)s” has more decimals than can be kept."),
        noop("Round it to the decimals of your currency."),
    ),
    "importing.amount_too_large": (
        noop("“%(value)s” is too large."),
        noop("Check the amount; a barcode may stand in the wrong column."),
    ),
    "importing.amount_negative": (
        noop("“%(value)s” is below zero."),
        noop("Write a price or cost of zero or more."),
    ),
    "importing.not_yes_or_no": (
        noop("“%(value)s” is neither yes nor no."),
        noop("Write Y or N."),
    ),
    "importing.date_unreadable": (
        noop("“%(value)s” is not a date."),
        noop("Write it as 2026-11-23, or leave it empty."),
    ),
    "importing.code_damaged": (
        noop("“%(value)s” was a long number before a spreadsheet shortened it."),
        noop("Format the column as text and fill in the number again, or export the file anew."),
    ),
    "importing.option_missing": (
        noop("This variant has no value for one of the item's options."),
        noop("Fill in the option's value, such as a size."),
    ),
    "importing.option_name_missing": (
        noop("The options of this item have gaps in their names."),
        noop("Name the options from the first one on."),
    ),
    "importing.variants_missing": (
        noop("The file has no row that can be sold for this item."),
        noop("Export the item together with its variants, or delete the row."),
    ),
    "importing.parent_missing": (
        noop("The product this variation belongs to (“%(value)s”) is not in the file."),
        noop("Export the parent product too."),
    ),
    "importing.type_unknown": (
        noop("Products of the type “%(value)s” are not known here."),
        noop("Change the type to simple, or add the item by hand."),
    ),
    "importing.grouped_left_out": (
        noop("A group is no item of its own; the items in it have rows of their own."),
        noop("Nothing to do. Delete the row to be rid of this line."),
    ),
    "importing.external_left_out": (
        noop("This product is sold on another site, not in your shop."),
        noop("Nothing to do, or change its type to simple."),
    ),
    "importing.sku_twice": (
        noop("The SKU “%(value)s” stands in row %(other_row)s already."),
        noop("Give one of the two rows another SKU."),
    ),
    "importing.barcode_twice": (
        noop("The barcode “%(value)s” stands in row %(other_row)s already."),
        noop("Find out which article carries it and delete it from the other row."),
    ),
    "importing.item_twice": (
        noop("Row %(other_row)s is the same item."),
        noop("Delete one of the two rows."),
    ),
    "importing.sku_of_two_items": (
        noop("The SKUs of this item belong to two items in your shop."),
        noop("Put its variants together in your shop, or change the SKUs."),
    ),
    "importing.sku_in_use": (
        noop("The SKU “%(value)s” belongs to “%(item)s” in your shop."),
        noop("Change it here or there."),
    ),
    "importing.barcode_in_use": (
        noop("The barcode “%(value)s” belongs to “%(item)s” in your shop."),
        noop("Change it here or there."),
    ),
    "catalog.text_missing": (noop("A text is missing here."), noop("Fill it in.")),
    "catalog.text_too_long": (noop("This text is too long."), noop("Shorten it.")),
    "catalog.text_unprintable": (
        noop("This text holds characters that cannot be printed."),
        noop("Type it anew."),
    ),
    "catalog.options_twice": (
        noop("“%(value)s” exists twice in this item."),
        noop("Change or delete one of the two rows."),
    ),
    "catalog.option_twice": (
        noop("The same option is named twice."),
        noop("Give the options different names."),
    ),
    "catalog.options_too_many": (
        noop("An item has at most five options."),
        noop("Split the item."),
    ),
    "catalog.options_incomplete": (
        noop("This variant lacks a value for an option."),
        noop("Fill it in."),
    ),
    "catalog.variants_out_of_range": (
        noop("An item has at most 500 variants."),
        noop("Split the item."),
    ),
    "catalog.rate_out_of_range": (
        noop("The rate of the tax “%(value)s” is not between 0 and 1000 %%."),
        noop("Correct it in the header."),
    ),
    "catalog.price_out_of_range": (
        noop("This price is too large."),
        noop("Check the amount."),
    ),
    # Notices: what was taken in, and how.
    "importing.stock_negative": (
        noop("The stock is below zero; it is taken over as it is."),
        noop("Count the article after the import."),
    ),
    "importing.cost_rounded": (
        noop("The cost “%(value)s” is rounded to your currency's decimals."),
        noop("Nothing to do."),
    ),
    "importing.price_missing": (
        noop("This has no price; the till will ask for it."),
        noop("Set a price if it has a fixed one."),
    ),
    "importing.price_of_other_store": (
        noop("Your stores have different prices; the first store's is taken."),
        noop("Check the price after the import."),
    ),
    "importing.sale_price_taken": (
        noop("The sale price “%(value)s” is taken, because the sale is on."),
        noop("Change the price when the sale ends."),
    ),
    "importing.sale_price_left_out": (
        noop("The sale price “%(value)s” is left out, because the sale is not on today."),
        noop("Set it when the sale begins."),
    ),
    "importing.taxes_differ": (
        noop("Some variants are taxed and some are not; the first one decides."),
        noop("Split the item if that is wrong."),
    ),
    "importing.tax_unknown": (
        noop("There is no tax “%(value)s” here; the standard taxes are taken."),
        noop("Add the tax and import again, or set it by hand."),
    ),
    "importing.categories_left_out": (
        noop("An item lies in one category here; the first one is taken."),
        noop("Nothing to do."),
    ),
    "importing.components_left_out": (
        noop("This is made of other items; it is taken as an item of its own."),
        noop("Nothing to do: recipes are set up by hand."),
    ),
    "importing.option_open": (
        noop("This variation stands for any value of an option; it is shown as “*”."),
        noop("Add a variation for each value if their stock differs."),
    ),
    "importing.stock_of_parent": (
        noop("The stock is kept for all variations together and cannot be divided."),
        noop("Count each variation after the import."),
    ),
    "importing.place_unknown": (
        noop("Stock of “%(value)s” is left out: no location here has that name."),
        noop("Name a location like that, or choose the location when importing."),
    ),
    "importing.place_missing": (
        noop("The file does not say at which of your locations its stock lies; it is left out."),
        noop("Choose the location and check the file again."),
    ),
    # Why something was left as it is when an import was undone.
    "importing.changed_since": (
        noop("It was changed after the import."),
        noop("Put it back by hand if you want to."),
    ),
    "importing.stock_moved_since": (
        noop("It was sold, counted or moved after the import."),
        noop("Archive it by hand if you want to."),
    ),
    "importing.code_taken_since": (
        noop("Its old SKU or barcode belongs to another item by now."),
        noop("Put it back by hand."),
    ),
}

_FILES: Mapping[str, str] = {
    "importing.file_too_large": noop("The file is larger than %(most_mb)s MB."),
    "importing.file_is_a_workbook": noop("This is a workbook. Save it as CSV and choose that."),
    "importing.file_not_text": noop("This is not a text file. Export the items as CSV."),
    "importing.file_empty": noop("The file has no rows below its header."),
    "importing.file_broken": noop("Row %(row)s breaks off: a quotation mark is not closed."),
    "importing.rows_too_many": noop("The file has more than %(most)s rows. Split it."),
    "importing.columns_too_many": noop("Row %(row)s has more than %(most)s columns."),
    "importing.cell_too_long": noop("Row %(row)s has a cell of more than %(most)s characters."),
    "importing.profile_unknown": noop("“%(profile)s” is not a system this can read from."),
    "importing.columns_missing": noop("For %(profile)s these columns are missing: %(columns)s."),
    "importing.format_unknown": noop(
        "This is no product export of %(known)s. Its columns begin with: %(columns)s."
    ),
}

_FIELDS: Mapping[str, str] = {
    "archived": noop("archived"),
    "attribute": noop("option value"),
    "attribute_name": noop("option name"),
    "available": noop("sold here"),
    "barcode": noop("barcode"),
    "barcodes": noop("barcodes"),
    "by_weight": noop("sold by weight"),
    "category": noop("category"),
    "component": noop("component"),
    "component_quantity": noop("component quantity"),
    "cost": noop("cost"),
    "description": noop("description"),
    "gift_card": noop("gift card"),
    "handle": noop("item"),
    "id": noop("item"),
    "image": noop("picture"),
    "name": noop("name"),
    "option": noop("option value"),
    "option_name": noop("option name"),
    "options": noop("options"),
    "parent": noop("item"),
    "price": noop("price"),
    "price_per_milli": noop("price per"),
    "published": noop("published"),
    "sale_from": noop("sale begins"),
    "sale_price": noop("sale price"),
    "sale_until": noop("sale ends"),
    "ships": noop("goods"),
    "sku": noop("SKU"),
    "status": noop("archived"),
    "stock": noop("stock"),
    "summary": noop("description"),
    "tax": noop("tax"),
    "tax_class": noop("tax"),
    "tax_status": noop("tax"),
    "taxable": noop("tax"),
    "taxes": noop("taxes"),
    "taxonomy": noop("category"),
    "track_stock": noop("stock is kept"),
    "tracker": noop("stock is kept"),
    "type": noop("kind"),
    "unit": noop("unit"),
    "variants": noop("variants"),
}

CODES = frozenset(_ROWS)
"""Every code of a row that has words."""


def of_problem(problem: Problem) -> dict[str, Any]:
    """Say a problem in the reader's language, with a fix."""
    message, fix = _ROWS[problem.code]
    facts = {"value": problem.value, **problem.facts}
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "code": problem.code,
        "message": _(message) % facts,
        "fix": _(fix) % facts,
    }


def of_field(field: str, variant: str = "") -> str:
    """Name a field, and the variant it belongs to, in the reader's language."""
    name = _(_FIELDS[field])
    return f"{variant}: {name}" if variant else name


def of_file(code: str, facts: Mapping[str, Any]) -> str:
    """Say in the reader's language why a file cannot be read at all."""
    return _(_FILES[code]) % facts
