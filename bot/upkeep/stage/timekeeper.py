"""Moves the demo's clock, and lets everything on the way happen at its own time."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import MovableClock
from bot.upkeep.demo_seed import keep_shift
from bot.upkeep.stage.happened import Happened, happened
from bot.upkeep.stage.phones import Phone
from bot.wiring import House
from dialogs.reminders.window import open_spans, window_of
from dialogs.reminders.zones import midnight
from storage import outbox

#: More stops than this in one move means that something is due again and again.
_MOST_STOPS = 400
#: "Next thing due" goes on to the next when nothing was sent or held back: so many at most.
_MOST_NEXT = 12
_DAYS_AHEAD = 15


class Timekeeper:
    """One per process. A move is one at a time; the ticks go on beside it."""

    def __init__(self, house: House, clock: MovableClock) -> None:
        self._house, self._clock = house, clock
        self._one = asyncio.Lock()
        #: What the last move brought, shown until the next.
        self.last: Happened | None = None

    async def by(self, hours: int) -> None:
        """That much later, through everything on the way."""
        async with self._one:
            started = self._clock()
            await self._through(started + timedelta(hours=hours))
            self.last = await self._look(started)

    async def to(self, at: datetime) -> None:
        """That time, unless it is past."""
        async with self._one:
            started = self._clock()
            await self._through(at)
            self.last = await self._look(started)

    async def next_due(self) -> None:
        """The next time at which something is sent, or held back with a reason."""
        async with self._one:
            started = self._clock()
            for _ in range(_MOST_NEXT):
                at = await asyncio.to_thread(self._next_due)
                if at is None:
                    break
                await self._through(at)
                self.last = await self._look(started)
                if self.last.rows:
                    return
            self.last = await self._look(started)

    def opens_next(self, phone: Phone) -> datetime:
        """When this contact's window opens next (aware UTC): from then on the line may write first again."""
        now = self._clock()
        day = now.astimezone(ZoneInfo(phone.zone)).date()
        if phone.contact is not None:
            window = window_of(phone.contact, phone.program)
            for ahead in range(_DAYS_AHEAD):
                for start, _ in open_spans(window, day + timedelta(days=ahead)):
                    if start > now:
                        return start
        opens = phone.program.policies.window_opens
        return midnight(day + timedelta(days=1), phone.zone) + timedelta(hours=opens.hour, minutes=opens.minute)

    async def _through(self, until: datetime) -> None:
        """Stop at each due instant up to `until` and do what is due there."""
        await self._house.clockwork.run_until_quiet()
        for _ in range(_MOST_STOPS):
            at = await asyncio.to_thread(self._next_due)
            if at is None or at > until:
                break
            await self._set(at)
            await self._house.clockwork.run_until_quiet()
        await self._set(until)
        await self._house.clockwork.run_until_quiet()

    async def _set(self, at: datetime) -> None:
        """The clock shows `at` at least. Remembered first: after a kill it never shows an earlier time."""
        missing = at - self._clock()
        if missing <= timedelta():
            return
        step = timedelta(seconds=int(missing.total_seconds()) + 1)
        await asyncio.to_thread(keep_shift, self._house.database, self._clock.shift + step)
        self._clock.advance(step)

    def _next_due(self) -> datetime | None:
        """The next instant ahead; what is due already and cannot be done is none of ours."""
        with self._house.database.reading() as connection:
            at = outbox.next_due(connection)
        return at if at is not None and at > self._clock() else None

    async def _look(self, since: datetime) -> Happened:
        return await asyncio.to_thread(happened, self._house, since, self._clock())
