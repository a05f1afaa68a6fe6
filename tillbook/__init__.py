"""Tillbook: one system for the till and the books."""

__version__ = "0.1.0"
