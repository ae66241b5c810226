"""Logging as the settings want it: a line of text, or a line of JSON, on standard error. Ids, never words or names."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import msgspec

from bot.settings import Settings, SettingsError

_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
#: Libraries whose lines at INFO hold addresses, parameters or bodies.
_TALKATIVE = ("httpx", "httpcore", "telegram", "twilio", "apscheduler", "alembic", "sqlalchemy", "uvicorn.access")


class _Json(logging.Formatter):
    """One JSON object a line; of an exception only its type, since its text may quote a family."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return msgspec.json.encode(line).decode()


class _Text(logging.Formatter):
    """`2026-03-02 09:00:00 INFO kinline.sender message=…`; of an exception only its type."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, error) -> str:  # type: ignore[no-untyped-def]
        return f"error={error[0].__name__}"


def set_up(settings: Settings) -> None:
    """Log to standard error from now on. Raises SettingsError."""
    level = settings.log_level.upper()
    if level not in _LEVELS:
        raise SettingsError(f"KINLINE_LOG_LEVEL is one of {', '.join(_LEVELS)}.")
    if settings.log_format not in ("text", "json"):
        raise SettingsError("KINLINE_LOG_FORMAT is text or json.")
    handler = logging.StreamHandler()
    handler.setFormatter(_Json() if settings.log_format == "json" else _Text())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
