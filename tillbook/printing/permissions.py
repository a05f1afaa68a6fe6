"""The verbs this module asks for."""

PRINTING_PRINT = "printing.print"
PRINTING_MANAGE = "printing.manage"
