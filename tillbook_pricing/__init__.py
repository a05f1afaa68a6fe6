"""Tillbook's pricing engine: the same files run on CPython and, in the till, on MicroPython."""

from tillbook_pricing.document import ENGINE, price
from tillbook_pricing.errors import PricingError

__all__ = ["ENGINE", "PricingError", "price"]
