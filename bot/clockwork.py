"""Time knocks at the door: APScheduler ticks every few seconds and asks the database what is due.

No reminder lives in the scheduler: reminders are rows. A tick that is late or lost changes nothing but a few seconds.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.channels.sender import Outbound
from bot.clock import Now
from bot.door import Door
from storage import outbox
from storage.database import Database

log = logging.getLogger("kinline.clockwork")

#: How often each question is asked, in seconds.
EVERY = {"outgoing": 1.0, "reminder": 2.0, "alert": 1.0, "check": 5.0}


class Clockwork:
    """The ticks of one process. Several processes may tick: each row is taken under its family's lock."""

    def __init__(self, database: Database, door: Door, outbound: Outbound, now: Now) -> None:
        self._database, self._door, self._outbound, self._now = database, door, outbound, now
        self._scheduler = AsyncIOScheduler()
        self._more: list[tuple[str, Callable[[], Awaitable[object]], float]] = []

    def also(self, name: str, work: Callable[[], Awaitable[object]], seconds: float) -> None:
        """Add a tick of somebody else's: polling, sealing, leases."""
        self._more.append((name, work, seconds))

    def start(self) -> None:
        """Begin ticking on the running loop."""
        ticks: list[tuple[str, Callable[[], Awaitable[object]], float]] = [
            ("outgoing", self._outbound.send_due, EVERY["outgoing"]),
            ("reminder", lambda: self.strike_due("reminder"), EVERY["reminder"]),
            ("alert", lambda: self.strike_due("alert"), EVERY["alert"]),
            ("check", self._outbound.check_unknown, EVERY["check"]),
            *self._more,
        ]
        for name, work, seconds in ticks:
            self._scheduler.add_job(
                self._guarded, "interval", args=(name, work), seconds=seconds, id=name, max_instances=1, coalesce=True,
                misfire_grace_time=None,
            )  # fmt: skip
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def strike_due(self, what: str) -> int:
        """Give every due row of a kind its turn; how many had one."""
        rows = await asyncio.to_thread(self._due, what)
        for due in rows:
            try:
                await asyncio.to_thread(self._door.strike, due, what)
            except Exception as error:
                log.error("%s=%s failed: %s", what, due.id.hex, type(error).__name__)
        return len(rows)

    async def run_until_quiet(self, limit: int = 200) -> None:
        """Work until nothing is due any more: after the demo's clock was moved, and in tests."""
        for _ in range(limit):
            struck = await self.strike_due("reminder") + await self.strike_due("alert")
            begun = await self._outbound.send_due() + await self._outbound.check_unknown()
            await self._outbound.settle()
            if not struck and not begun:
                return

    async def _guarded(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        try:
            await work()
        except Exception as error:
            log.error("tick %s failed: %s", name, type(error).__name__)

    def _due(self, what: str) -> tuple[outbox.Due, ...]:
        with self._database.reading() as connection:
            return outbox.due(connection, what, self._now())
