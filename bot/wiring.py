"""Builds engine, channels and clockwork from settings; nobody else builds things. The app before them: `bot.web`."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bot.channels.channel import Inbound, Refused, Sender, TryLater
from bot.channels.keeper import Keeper
from bot.channels.phone import Phone
from bot.channels.sender import Outbound
from bot.clock import Now, system_now
from bot.clockwork import Clockwork
from bot.content import load_content
from bot.door import Crossing, Door, Outcome
from bot.inbox.desk import Desk
from bot.inbox.live import Live
from bot.settings import Settings
from dialogs.content import Content
from dialogs.ids import Id
from dialogs.rows.people import Line
from storage import audit, leases, lines
from storage.database import Database
from storage.directory import Directory
from storage.sealing import Keys
from storage.writer import Writer

if TYPE_CHECKING:
    from bot.channels.mail import Mail
    from bot.channels.sms import Sms
    from bot.channels.telegram import Telegram
    from bot.channels.webhooks import Webhooks

log = logging.getLogger("kinline")

#: How often Twilio's message list is asked: always without a public address, and as a sweep beside webhooks.
_POLL_SECONDS, _SWEEP_SECONDS = 5.0, 60.0
_LEASE_SECONDS = 30
_SWITCH_SECONDS = 0.0005
_SEAL_SECONDS = 5.0
_MEDIA_SECONDS = 3.0


def _nothing(_: str) -> None:
    """Crash points are only looked at by the kill test."""


class House:
    """Everything of one running process, built once. `start` and `stop` belong to the event loop."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        keys: Keys,
        *,
        content: Content | None = None,
        now: Now = system_now,
        crossing: Crossing = _nothing,
        is_demo: bool = False,
        role: str = "all",
        name: str = "",
    ) -> None:
        self.settings, self.database, self.keys, self.now, self.role = settings, database, keys, now, role
        self.name = name or f"process-{id(self):x}"
        self.is_demo = is_demo
        self.content = content or load_content()
        self.directory = Directory(database)
        self.live = Live()
        self.writer, self.door = open_door(
            database, self.directory, keys, self.content, now, moved=self._moved, crossing=crossing
        )
        self.sms, self.telegram = (None, None) if is_demo else (_sms(settings, now), _telegram(settings, now))
        self.mail = None if is_demo else _mail(settings, now)
        self.phone = Phone()
        self.outbound = Outbound(database, self.door, self._senders(), now, crossing=crossing)
        self.clockwork = Clockwork(database, self.door, self.outbound, now)
        self.webhooks = None if is_demo else self._webhooks()
        self.desk = Desk(
            database=database, directory=self.directory, keys=keys, door=self.door, content=self.content, now=now,
            live=self.live, is_demo=is_demo, public_url=settings.public_url, files=settings.data / "files",
        )  # fmt: skip
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    async def receive(self, inbound: Inbound) -> None:
        """One message from a channel: returns once it is committed. What follows is sent at once."""
        await asyncio.to_thread(self.door.hear, inbound)
        await self.outbound.send_due()

    async def start(self) -> None:
        """Begin to tick, poll and send."""
        self._loop = asyncio.get_running_loop()
        if self.role == "web":
            return
        if self.sms is not None:
            seconds = _POLL_SECONDS if self.settings.sms_mode == "polling" else _SWEEP_SECONDS
            self.clockwork.also("twilio", self._sweep_twilio, seconds)
        if self.telegram is not None:
            await self._listen_to_telegram(self.telegram)
        fetchers = _Senders(self.directory, [channel for channel in (self.sms, self.telegram) if channel])
        keeper = Keeper(self.database, self.keys, self.settings.data / "files", fetchers, self.now, self.live.poke)  # type: ignore[arg-type]
        self.clockwork.also("media", lambda: self._bring_home(keeper), _MEDIA_SECONDS)
        self.clockwork.also("audit", self._seal_audit, _SEAL_SECONDS)
        self.clockwork.start()

    async def stop(self) -> None:
        """Take nothing new, let what is under way end, close."""
        self.clockwork.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.outbound.settle()
        for channel in (self.sms, self.telegram):
            if channel is not None:
                await channel.close()
        await asyncio.to_thread(self.writer.close)
        self.database.close()

    def _moved(self, outcome: Outcome) -> None:
        """A family's story moved: pages look again, and what was queued leaves without waiting for a tick."""
        self.live.poke(outcome.family_id)
        loop = self._loop
        if loop is not None and not loop.is_closed() and self.role != "web":
            loop.call_soon_threadsafe(lambda: loop.create_task(self.outbound.send_due()))

    def _webhooks(self) -> Webhooks:
        from bot.channels.webhooks import Webhooks

        return Webhooks(self.receive, self.outbound.report, self._callee, self.sms, self.telegram)

    async def _callee(self) -> tuple[str, str]:
        program = next(iter((await asyncio.to_thread(self.directory.programs)).values())).program
        return program.name, program.phone

    def _senders(self) -> Mapping[Id, Sender]:
        """line -> its channel, for the lines that this process can speak on."""
        return _Senders(
            self.directory, [channel for channel in (self.sms, self.telegram, self.mail, self.phone) if channel]
        )

    async def _leads(self, work: str) -> bool:
        return await asyncio.to_thread(leases.take, self.database, work, self.name, _LEASE_SECONDS)

    async def _sweep_twilio(self) -> None:
        assert self.sms is not None
        if not await self._leads("twilio-poll"):
            return
        mark = await asyncio.to_thread(lines.mark, self.database, "sms", self.sms.line)
        swept = await self.sms.poll(datetime.fromisoformat(mark) if mark else None)
        if isinstance(swept, TryLater | Refused):
            log.warning("the message list could not be read: %s", swept.reason)
            return
        for inbound in swept.messages:
            await self.receive(inbound)
        if swept.mark is not None:
            await asyncio.to_thread(lines.set_mark, self.database, "sms", self.sms.line, swept.mark.isoformat())

    async def _listen_to_telegram(self, telegram: Telegram) -> None:
        if self.settings.telegram_mode == "webhook":
            await telegram.listen_at(f"{self.settings.public_url}/webhooks/telegram")
            return
        self._tasks.append(asyncio.create_task(self._poll_telegram(telegram)))

    async def _poll_telegram(self, telegram: Telegram) -> None:
        """Only the leader asks; the others look every few seconds whether they may."""
        while True:
            if not await self._leads("telegram-poll"):
                await asyncio.sleep(_LEASE_SECONDS / 3)
                continue
            polling = asyncio.create_task(telegram.poll(self.receive))
            try:
                while await self._leads("telegram-poll") and not polling.done():
                    await asyncio.wait({polling}, timeout=_LEASE_SECONDS / 3)
            finally:
                polling.cancel()
                await asyncio.gather(polling, return_exceptions=True)

    async def _bring_home(self, keeper: Keeper) -> None:
        if await self._leads("media"):
            await keeper.bring_home()

    async def _seal_audit(self) -> None:
        await asyncio.to_thread(audit.seal, self.database, self.name)


def open_door(
    database: Database,
    directory: Directory,
    keys: Keys,
    content: Content,
    now: Now,
    *,
    moved: Callable[[Outcome], None] = lambda _: None,
    crossing: Crossing = _nothing,
) -> tuple[Writer, Door]:
    """The door and the writer behind it; whoever opened them closes the writer."""
    # How long a thread waits for the interpreter: the writer does so at every statement.
    sys.setswitchinterval(_SWITCH_SECONDS)
    # All that was loaded so far stays: nobody needs to look through it for garbage in the middle of a turn.
    gc.freeze()
    writer = Writer(database)
    return writer, Door(database, writer, directory, keys, content, now, moved=moved, crossing=crossing)


class _Senders(Mapping[Id, Sender]):
    """line id -> channel, looked up as lines come to be: by channel and our own sender."""

    def __init__(self, directory: Directory, channels: list[Sms | Telegram | Mail | Phone]) -> None:
        self._directory = directory
        self._by_sender = {(channel.channel, channel.line): channel for channel in channels}
        self._phone = next((channel for channel in channels if isinstance(channel, Phone)), None)

    def __getitem__(self, line_id: Id) -> Sender:
        line = self._line(line_id)
        if line.channel == "phone" and self._phone is not None:
            return self._phone
        return self._by_sender[line.channel, line.sender]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return (line.id for entry in self._directory.programs().values() for line in entry.lines)

    def __len__(self) -> int:
        return sum(len(entry.lines) for entry in self._directory.programs().values())

    def _line(self, line_id: Id) -> Line:
        for entry in self._directory.programs().values():
            for line in entry.lines:
                if line.id == line_id:
                    return line
        raise KeyError(line_id)


# The providers' SDKs cost more than a second of start-up: they are imported where a channel is configured.


def _sms(settings: Settings, now: Now) -> Sms | None:
    if not settings.has_sms:
        return None
    from bot.channels.sms import Sms
    from bot.channels.sms_webhook import Account

    return Sms(
        Account(
            settings.twilio_account_sid,
            settings.twilio_auth_token,
            settings.twilio_from or settings.twilio_messaging_service_sid,
            settings.twilio_api_url,
            settings.public_url,
        ),
        now,
    )


def _telegram(settings: Settings, now: Now) -> Telegram | None:
    if not settings.has_telegram:
        return None
    from bot.channels.telegram import BotAccount, Telegram

    return Telegram(BotAccount(settings.telegram_token, settings.telegram_api_url, settings.telegram_secret), now)


def _mail(settings: Settings, now: Now) -> Mail | None:
    if not settings.has_mail:
        return None
    from bot.channels.mail import Mail
    from bot.channels.mail_server import server_of

    return Mail(server_of(settings.smtp_url), now, f"{settings.public_url}/inbox" if settings.public_url else "")
