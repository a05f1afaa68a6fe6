"""The verbs this module asks for."""

STOCK_READ = "stock.read"
STOCK_ADJUST = "stock.adjust"
