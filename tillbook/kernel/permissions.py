"""The verbs this module asks for."""

ATTENTION_READ = "attention.read"
ATTENTION_SETTLE = "attention.settle"
