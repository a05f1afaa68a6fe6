"""The verbs this module asks for."""

LEDGER_READ = "ledger.read"
