"""What Telegram's errors mean for a message. The only place that knows them.

Source: https://core.telegram.org/bots/api#making-requests and #responseparameters; the descriptions are not documented
and may change, so each has a fall-back by HTTP status.
"""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.channel import Refused, TryLater, Unknown

RECONNECT = timedelta(seconds=30)

#: Failures before the first byte left.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)

#: Part of a description (lower case) -> what it means.
_DESCRIPTIONS: tuple[tuple[str, str], ...] = (
    ("blocked by the user", "opted_out"),
    ("kicked", "opted_out"),
    ("deactivated", "permanent"),
    ("can't initiate", "permanent"),
    ("chat not found", "permanent"),
    ("message is too long", "permanent"),
    ("text is empty", "permanent"),
)


def trouble(error: BaseException) -> TryLater | Refused | Unknown:
    """What an exception means by policy. Carries no text of Telegram's."""
    match error:
        case RetryAfter(retry_after=wait):
            return TryLater("telegram-429", wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        case InvalidToken():
            return Refused("telegram-token", "ours_to_fix")
        case Forbidden():
            return Refused("telegram-403", _meaning(error.message, "opted_out"))
        case BadRequest():
            return Refused("telegram-400", _meaning(error.message, "permanent"))
        case ChatMigrated():
            return Refused("telegram-chat-migrated", "permanent")
        case NetworkError() if isinstance(error.__cause__, _NOT_SENT):
            return TryLater("no-connection", RECONNECT)
        case NetworkError() if error.message.startswith("Too Many Requests"):
            return TryLater("telegram-429", RECONNECT)
        case TelegramError():
            cause = type(error.__cause__).__name__ if error.__cause__ else type(error).__name__
            return Unknown(f"cut-{cause}")
        case _:
            return Unknown("no-answer-in-time")


def _meaning(description: str, otherwise: str) -> str:
    said = description.lower()
    return next((meaning for part, meaning in _DESCRIPTIONS if part in said), otherwise)
