"""The verbs this module asks for."""

SALES_SELL = "sales.sell"
SALES_RETURN = "sales.return"
SALES_DISCOUNT = "sales.discount"
SALES_READ = "sales.read"
SALES_MANAGE = "sales.manage"
