"""Providers on loopback, channels that talk to them, and a place where what arrives is kept."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import uvicorn
from starlette.applications import Starlette

from bot.channels.channel import Inbound, Status
from bot.channels.sms import Sms
from bot.channels.sms_webhook import Account
from bot.channels.telegram import BotAccount, Telegram
from bot.channels.webhooks import Webhooks
from dialogs.rows.messages import Outgoing
from tests.channels import stub_telegram, stub_twilio
from tests.channels.stub_telegram import TelegramStub
from tests.channels.stub_twilio import TwilioStub

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
MESSAGE = UUID("01900000-0000-7000-8000-000000000001")
PROMPT = UUID("01900000-0000-7000-8000-0000000000aa")
#: No loopback answer takes this long, however busy the machine.
LIMIT = timedelta(seconds=10)
#: For the tests that wait it out: `@pytest.mark.parametrize("limit", [SHORT])`.
SHORT = timedelta(seconds=0.3)


class Kept:
    """Where the door would be: keeps what it is given, or fails as often as told."""

    def __init__(self) -> None:
        self.inbound: list[Inbound] = []
        self.statuses: list[Status] = []
        self.failures = 0
        self._arrived = asyncio.Condition()

    async def receive(self, inbound: Inbound) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("CANARY: the database is away")
        async with self._arrived:
            self.inbound.append(inbound)
            self._arrived.notify_all()

    async def report(self, status: Status) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("CANARY: the database is away")
        self.statuses.append(status)

    async def until(self, number: int) -> None:
        """Wait until that many messages are kept."""
        async with asyncio.timeout(10), self._arrived:
            await self._arrived.wait_for(lambda: len(self.inbound) >= number)


def outgoing(text: str = "Coming on March 5? 1 yes 2 no", **more: Any) -> Outgoing:
    """A message on its way to a made-up family."""
    usual: dict[str, Any] = {
        "id": MESSAGE,
        "contact_id": None,
        "staff_id": None,
        "line_id": UUID(int=1),
        "address": "+15005550010",
        "purpose": "reminder",
        "key": "visit-t3",
        "language": "en",
        "text": text,
        "once_key": "k",
        "created_at": NOW,
        "not_before": NOW,
        "claimed_at": NOW,
    }
    return Outgoing(**{**usual, **more})


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def twilio() -> Iterator[TwilioStub]:
    """Twilio's double; a call that Twilio would not know fails the test."""
    stub = TwilioStub()
    stub.now = NOW
    yield stub
    stub.close()
    assert stub.problems == []


@pytest.fixture
def telegram() -> Iterator[TelegramStub]:
    """Telegram's double; a call that Telegram would not know fails the test."""
    stub = TelegramStub()
    stub.now = NOW
    yield stub
    stub.close()
    assert stub.problems == []


def account(stub: TwilioStub, **more: str) -> Account:
    usual = {"sender": stub_twilio.NUMBER, "api_url": stub.url, "public_url": stub_twilio.PUBLIC}
    return Account(stub_twilio.ACCOUNT, stub_twilio.TOKEN, **{**usual, **more})


@pytest.fixture
def limit() -> timedelta:
    """How long a channel waits for its provider."""
    return LIMIT


@pytest.fixture
async def sms(twilio: TwilioStub, limit: timedelta) -> AsyncIterator[Sms]:
    made = Sms(account(twilio), lambda: NOW, limit)
    yield made
    await made.close()


@pytest.fixture
async def bot(telegram: TelegramStub, limit: timedelta) -> AsyncIterator[Telegram]:
    made = make_bot(telegram, limit=limit)
    yield made
    await made.close()


def make_bot(stub: TelegramStub, pauses: Callable[[float], None] | None = None, limit: timedelta = LIMIT) -> Telegram:
    """A bot whose pauses take no time; `pauses` hears how long they would have been."""

    async def pause(seconds: float) -> None:
        if pauses is not None:
            pauses(seconds)
        await asyncio.sleep(0)

    return Telegram(
        BotAccount(stub_telegram.TOKEN, stub.url, stub_telegram.SECRET), lambda: NOW, limit, hold=5, pause=pause
    )


@asynccontextmanager
async def served(webhooks: Webhooks) -> AsyncIterator[str]:
    """The routes behind a real server on loopback: its address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(64)
    app = Starlette(routes=webhooks.routes())
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=2)
    )
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


@pytest.fixture
async def webhooks(
    twilio: TwilioStub, telegram: TelegramStub, sms: Sms, bot: Telegram, kept: Kept
) -> AsyncIterator[Webhooks]:
    """The program's webhooks, known to both providers."""

    async def callee() -> tuple[str, str]:
        return "Harbor Clinic", "+15005550009"

    made = Webhooks(kept.receive, kept.report, callee, sms, bot)
    async with served(made) as base:
        twilio.webhook_base = telegram.webhook_base = base
        yield made
