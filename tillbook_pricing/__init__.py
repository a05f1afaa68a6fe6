"""Tillbook's pricing engine: the same files run on CPython and, in the till, on MicroPython."""

from tillbook_pricing.document import ENGINE, price
from tillbook_pricing.doors import price_json, reverse_json
from tillbook_pricing.errors import PricingError
from tillbook_pricing.reversal import reverse

__all__ = ["ENGINE", "PricingError", "price", "price_json", "reverse", "reverse_json"]
