"""The verbs this module asks for."""

SYNC_USE = "sync.use"
