"""Telegram, with python-telegram-bot as transport only: sending, and a getUpdates loop that acknowledges after commit.

The library's own loop and webhook server acknowledge what is only in memory; a crash would lose it.
Source: https://core.telegram.org/bots/api
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.channel import Attachment, Inbound, Media, Outcome, Sent, Status, Unusable
from bot.channels.media import sniff
from bot.channels.telegram_errors import RECONNECT, trouble
from bot.channels.telegram_updates import FILE, Reading, button_data
from dialogs.rows.messages import Option, Outgoing
from dialogs.rows.people import Channel

log = logging.getLogger(__name__)

# The library's way of asking for the coming behaviour; without it every 429 is also a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "1")

LIMIT = timedelta(seconds=30)
#: getUpdates holds the line this long when there is nothing new.
HOLD = 25
#: Twice the longest wait of one attempt, so that an outage of theirs does not become a storm of ours.
LONGEST_PAUSE = 60.0
MAX_FILE_BYTES = 20 * 1024 * 1024
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")

Handle = Callable[[Inbound], Awaitable[None]]


class BotAccount(Struct, frozen=True):
    """Our side of Telegram. `secret` is what Telegram must show at our webhook."""

    token: str
    api_url: str = "https://api.telegram.org"
    secret: str = ""


class Telegram:
    """One bot. `close` ends its connections."""

    channel: Channel = "telegram"

    def __init__(
        self,
        account: BotAccount,
        clock: Callable[[], datetime],
        limit: timedelta = LIMIT,
        hold: int = HOLD,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        _silence()
        #: The bot's number: the token's first part, so that no question is needed to know our own line.
        self.line = account.token.partition(":")[0]
        self._secret = account.secret.encode()
        self._limit = limit.total_seconds()
        self._hold = hold
        self._pause = pause
        self._reading = Reading(self.line, account.token, clock)
        self._bot = _RawBot(
            account.token,
            base_url=f"{account.api_url}/bot",
            base_file_url=f"{account.api_url}/file/bot",
            request=_request(self._limit),
            get_updates_request=_request(self._limit, connections=2),
        )

    async def close(self) -> None:
        for request in self._bot.requests:
            await request.shutdown()

    async def send(self, message: Outgoing) -> Outcome:
        """Try once, as plain text: nothing a family or clinic writes can break the formatting."""
        try:
            async with asyncio.timeout(self._limit):
                sent = await self._bot.send_message(
                    chat_id=message.address,
                    text=message.text,
                    reply_markup=_keyboard(message),
                    # Telegram would fetch a linked page, and so learn of it.
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
        except (TelegramError, TimeoutError) as error:
            ended = trouble(error)
            log.warning("message=%s channel=telegram ended=%s", message.id, ended)
            return ended
        return Sent(self._reading.provider_id(sent.chat.id, sent.message_id), state="delivered")

    async def find(self, message: Outgoing) -> tuple[Status, ...]:
        """Telegram cannot be asked."""
        return ()

    async def poll(self, handle: Handle) -> None:
        """Take updates until cancelled. One is acknowledged only after `handle` returned for it and all before it."""
        offset: int | None = None
        pause = 1.0
        while True:
            try:
                updates = await self._bot.raw_updates(offset, self._hold, self._limit)
                after = await self._take_all(updates, handle)
            except TelegramError as error:
                await self._recover(error, pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            is_stuck = bool(updates) and after != updates[-1]["update_id"] + 1
            offset = after or offset
            if is_stuck:
                await self._pause(pause)
            pause = min(pause * 2, LONGEST_PAUSE) if is_stuck else 1.0

    async def _recover(self, error: TelegramError, pause: float) -> None:
        log.warning("channel=telegram poll=failed reason=%s", trouble(error))
        match error:
            case RetryAfter(retry_after=wait) if isinstance(wait, timedelta):
                await self._pause(wait.total_seconds())
            case InvalidToken():
                await self._pause(LONGEST_PAUSE)
            case _:
                await self._pause(pause)
        if isinstance(error, Conflict):
            # A webhook of an earlier set-up stands in the way, or another process polls: only the first can be helped.
            await self.stop_listening()

    async def _take_all(self, updates: Sequence[Mapping[str, Any]], handle: Handle) -> int | None:
        """The offset to acknowledge: after the last update that is committed without a gap before it.

        Chats go side by side, so that their turns share a commit; within a chat one follows the other.
        """
        chats: dict[object, list[Mapping[str, Any]]] = {}
        for update in updates:
            chats.setdefault(self._reading.chat_of(update), []).append(update)
        done = await asyncio.gather(*(self._take_chat(queue, handle) for queue in chats.values()))
        committed = {number for numbers in done for number in numbers}
        offset: int | None = None
        for number in (int(update["update_id"]) for update in updates):
            if number not in committed:
                return number
            offset = number + 1
        return offset

    async def _take_chat(self, updates: Sequence[Mapping[str, Any]], handle: Handle) -> list[int]:
        taken: list[int] = []
        for update in updates:
            try:
                await self.take(update, handle)
            except Exception as error:  # whatever it was, the update is not ours yet and will come again
                log.error("update=%s handled=no error=%s", update["update_id"], type(error).__name__)
                return taken
            taken.append(update["update_id"])
        return taken

    async def take(self, update: Mapping[str, Any], handle: Handle) -> None:
        """One update as parsed JSON: hand it on, then take the waiting sign off a pressed button.

        Raises what `handle` raises: then nothing is acknowledged.
        """
        inbound = self._reading.read(update)
        if inbound is not None:
            await handle(inbound)
        pressed = update.get("callback_query")
        if isinstance(pressed, dict) and pressed.get("id"):
            await self._answer(str(pressed["id"]))

    async def _answer(self, pressed: str) -> None:
        try:
            async with asyncio.timeout(self._limit):
                await self._bot.answer_callback_query(pressed)
        except (TelegramError, TimeoutError) as error:
            # Too old to be answered, or cut: the press itself is committed.
            log.info("channel=telegram button=unanswered reason=%s", type(error).__name__)

    def is_genuine(self, secret: str | None) -> bool:
        """Whether a webhook request shows our secret; never without one configured."""
        return bool(self._secret) and hmac.compare_digest((secret or "").encode(), self._secret)

    async def listen_at(self, url: str) -> None:
        """Have updates posted to `url` with our secret. Raises TelegramError."""
        await self._bot.set_webhook(url, secret_token=self._secret.decode(), allowed_updates=WANTED)

    async def stop_listening(self) -> None:
        """Back to polling; waiting updates are kept."""
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            log.warning("channel=telegram webhook=kept reason=%s", trouble(error))

    async def username(self) -> str:
        """For deep links `https://t.me/<username>?start=CODE`. Raises TelegramError when the token is wrong."""
        return (await self._bot.get_me()).username or ""

    async def fetch(self, attachment: Attachment) -> Media | Unusable:
        """The file behind an attachment, at most 20 MB, with the type that its bytes show."""
        if (attachment.size or 0) > MAX_FILE_BYTES:
            return Unusable("too-large")
        try:
            async with asyncio.timeout(self._limit):
                file = await self._bot.get_file(attachment.url.removeprefix(FILE))
                if (file.file_size or 0) > MAX_FILE_BYTES:
                    return Unusable("too-large")
                content = bytes(await file.download_as_bytearray())
        except BadRequest as error:
            return Unusable("too-large" if "too big" in error.message.lower() else "gone")
        except (TelegramError, TimeoutError) as error:
            log.warning("channel=telegram file=failed reason=%s", trouble(error))
            return Unusable("no-answer", is_final=False)
        return Media(content, sniff(content))

    async def forget(self, attachment: Attachment) -> bool:
        """A bot can delete no file at Telegram: there is nothing more to do."""
        return True


class _RawBot(Bot):
    """The library's getUpdates raises for a whole batch when one update cannot be read. Here they come unread."""

    @property
    def requests(self) -> Sequence[Any]:
        return self._request

    async def raw_updates(self, offset: int | None, hold: int, limit: float) -> list[dict[str, Any]]:
        wanted: dict[str, Any] = {"timeout": hold, "allowed_updates": list(WANTED)}
        if offset is not None:
            wanted["offset"] = offset
        found = await self._post("getUpdates", wanted, read_timeout=hold + limit)
        return [update for update in found if isinstance(update, dict) and isinstance(update.get("update_id"), int)]


def _request(limit: float, connections: int = 64) -> HTTPXRequest:
    connect = min(RECONNECT.total_seconds() / 3, limit)
    return HTTPXRequest(connections, read_timeout=limit, write_timeout=limit, connect_timeout=connect, pool_timeout=5)


def _keyboard(message: Outgoing) -> InlineKeyboardMarkup | None:
    if not message.buttons or message.prompt_id is None:
        return None
    prompt = message.prompt_id

    def button(position: int, option: Option) -> InlineKeyboardButton:
        return InlineKeyboardButton(option.label, callback_data=button_data(prompt, position, option.code))

    return InlineKeyboardMarkup([[button(position, option)] for position, option in enumerate(message.buttons)])


def _silence() -> None:
    """httpx writes every address, and so the token, at INFO; the library writes parameters and broken answers."""
    for name, level in (("httpx", logging.WARNING), ("httpcore", logging.WARNING), ("telegram", logging.CRITICAL)):
        logging.getLogger(name).setLevel(level)
