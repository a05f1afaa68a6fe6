"""Every setting that a business or one of its locations may change: the whole list."""

from collections.abc import Sequence
from typing import Any

from tillbook.kernel.settings import Setting
from tillbook.printing import queries as printing

SETTINGS: Sequence[Setting[Any]] = (
    printing.RECEIPT_FOOTER,
    printing.RECEIPT_LANGUAGE,
)
