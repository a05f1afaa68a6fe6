"""Structured logs: one JSON object a line, or words for a person at a terminal."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

_FIELDS = ("request_id", "method", "path", "status", "duration_ms", "actor", "business", "job")


class JsonFormatter(logging.Formatter):
    """Write a record as one JSON object; control characters are escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
        """Render time, level, event and the known fields."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
        }
        entry |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str)


def logging_of(style: str) -> dict[str, Any]:
    """Describe the logging set-up for `json` or `pretty`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "tillbook.config.logs.JsonFormatter"},
            "pretty": {"format": "%(asctime)s %(levelname)-7s %(name)s %(message)s"},
        },
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": style if style == "pretty" else "json",
            }
        },
        "root": {"handlers": ["stdout"], "level": "INFO"},
        "loggers": {"django.request": {"level": "ERROR"}},
    }
