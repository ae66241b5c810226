"""The whole program in this process, behind a real server on loopback, with both providers on the same moving clock.

async with line(database) as open_line:
    rosa = open_line.world.sms_family(1)
    await open_line.act(rosa, staff.Invite(rosa.contact.id))
    assert await open_line.texts(rosa) == ["Hi Rosa. …"]
    await open_line.say(rosa, "yes")            # a signed POST, or an update that the program polls
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import uvicorn

from bot.door import Outcome
from bot.web import build_app
from bot.wiring import House
from dialogs.rows.messages import Outgoing
from dialogs.turns.acts import Act
from storage.database import Database
from tests.builders import KEYS, Household, content
from tests.channels.stub_twilio import Record
from tests.providers.world import MovingTelegram, MovingTwilio, ShiftedClock, World, make_world, settings_for

#: Nothing that is waited for takes this long, in seconds.
PATIENCE = 15.0


def hurry(house: House, limit: timedelta) -> None:
    """Have both channels give up sooner, for tests that wait a time-out out."""
    assert house.sms is not None
    assert house.telegram is not None
    house.sms._wire._limit = house.telegram._limit = limit.total_seconds()


class Line:
    """A running program and what happens around it."""

    def __init__(self, house: House, world: World, twilio: MovingTwilio, telegram: MovingTelegram) -> None:
        self.house, self.world, self.twilio, self.telegram = house, world, twilio, telegram
        assert isinstance(house.now, ShiftedClock)
        self.clock = house.now

    async def until(self, condition: Callable[[], bool], otherwise: str) -> None:
        """Wait for something that the program does by itself. Raises AssertionError."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not await asyncio.to_thread(condition):  # noqa: ASYNC110  (it is in another process or thread)
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(otherwise) from None

    async def quiet(self) -> None:
        """Until nothing is due any more."""
        await self.house.clockwork.run_until_quiet()

    async def advance(self, **by: float) -> None:
        """Time passes; what has become due is done."""
        self.clock.advance(**by)
        await self.quiet()

    async def act(self, who: Household, act: Act) -> Outcome:
        """The coordinator acts; what follows is sent."""
        outcome = await asyncio.to_thread(
            self.house.door.act, self.world.story.program, who.family.id, self.world.story.coordinator, act
        )
        await self.quiet()
        return outcome

    async def say(self, who: Household, text: str, **more: Any) -> None:
        """The contact texts; returns when it is taken and what follows has left."""
        if who.address.channel == "telegram":
            self.telegram.write(int(who.address.value), text, **more)
            await self.taken()
            return
        assert await asyncio.to_thread(self.twilio.say, who.address.value, text, **more) == 200
        await self.quiet()

    async def press(self, who: Household, code: str) -> None:
        """The contact presses the last button with this code."""
        data = [
            button["callback_data"]
            for message in self.telegram.sent
            if str(message["chat"]["id"]) == who.address.value and "reply_markup" in message
            for row in message["reply_markup"]["inline_keyboard"]
            for button in row
            if button["callback_data"].endswith(f".{code}")
        ]
        self.telegram.press(int(who.address.value), data[-1])
        await self.taken()

    async def taken(self) -> None:
        """Until Telegram's updates are acknowledged, and what follows has left."""
        await self.until(lambda: not self.telegram.updates, "the updates were not taken")
        await self.quiet()

    def texts(self, who: Household) -> list[str]:
        """What reached this contact's phone so far, copies included."""
        if who.address.channel == "telegram":
            return [each["text"] for each in self.telegram.sent if str(each["chat"]["id"]) == who.address.value]
        return [record.body for record in self.records(who)]

    def records(self, who: Household) -> list[Record]:
        return [record for record in self.twilio.sent if record.to == who.address.value]

    def rows(self, kind: type[Any], who: Household | None = None) -> list[Any]:
        """What is on disk."""
        return self.world.story.rows(kind, who)

    def last(self, who: Household) -> Outgoing:
        """The message queued last for this family."""
        found: Outgoing = self.rows(Outgoing, who)[-1]
        return found


@asynccontextmanager
async def line(database: Database, limit: timedelta | None = None, **settings: Any) -> AsyncIterator[Line]:
    """A running line; what a provider did not understand fails the test. `limit`: how long an answer is waited for."""
    clock = ShiftedClock()
    twilio, telegram = MovingTwilio(clock), MovingTelegram(clock)
    world = make_world(database, clock)
    own = Database(str(database.url.render_as_string(hide_password=False)))
    house = House(settings_for(twilio, telegram, **settings), own, KEYS, content=content(), now=clock, name="test")
    if limit is not None:
        hurry(house, limit)
    try:
        async with _served(house) as base:
            twilio.webhook_base = telegram.webhook_base = base
            yield Line(house, world, twilio, telegram)
    finally:
        twilio.close()
        telegram.close()
        world.story.close()
    assert twilio.problems == []
    assert telegram.problems == []


@asynccontextmanager
async def _served(house: House) -> AsyncIterator[str]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(64)
    server = uvicorn.Server(
        uvicorn.Config(build_app(house), log_config=None, ws="none", lifespan="on", timeout_graceful_shutdown=2)
    )
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110  (uvicorn has no event for it)
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
