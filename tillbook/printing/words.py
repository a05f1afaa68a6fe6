"""The words of a receipt in the language it is asked for."""

from django.utils import formats, translation
from django.utils.translation import gettext as _

from tillbook.printing.types import Words


def words_in(language: str) -> Words:
    """Say the fixed words and the notation of a language; English where nothing is translated."""
    with translation.override(language):
        return Words(
            language=language,
            right_to_left=translation.get_language_bidi(),
            decimal_mark=str(formats.get_format("DECIMAL_SEPARATOR", use_l10n=True)),
            group_mark=_space(str(formats.get_format("THOUSAND_SEPARATOR", use_l10n=True))),
            # Translators: how a moment is written on a receipt, in the marks of strftime.
            date_pattern=_("%Y-%m-%d %H:%M"),
            receipt=_("Receipt"),
            refund=_("Refund"),
            reprint=_("Reprint"),
            refund_for=_("Refund for"),
            date=_("Date"),
            cashier=_("Cashier"),
            register=_("Register"),
            tax_number=_("Tax number"),
            subtotal=_("Subtotal"),
            discount=_("Discount"),
            tax=_("Tax"),
            net=_("Net"),
            total=_("Total"),
            change=_("Change"),
            test_page=_("Test page"),
        )


def _space(mark: str) -> str:
    """Turn the narrow and hard spaces that some languages group by into the one on paper."""
    return " " if mark.isspace() else mark
