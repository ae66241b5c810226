"""Claims what is due through the door, sends it with no transaction open, and reports how it ended.

due row -> door.strike (claim under the family's lock, attempt row) -> channel.send -> door.report
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from msgspec.structs import replace

from bot.channels.channel import Outcome, Refused, Sender, Sent, Status, TryLater, Unknown
from bot.clock import Now
from bot.door import Door
from dialogs.ids import Id
from dialogs.rows.messages import Outgoing
from dialogs.turns.provider import Reported
from storage import outbox
from storage.database import Database
from storage.outbox import Due

log = logging.getLogger("kinline.sender")

#: Sends under way at once; the SDKs' own pools are no larger.
_AT_ONCE = 16
#: A row whose turn failed is left alone for so long, so that one broken family cannot spin the loop.
_LEFT_ALONE = timedelta(seconds=30)


class Outbound:
    """The outgoing half of the line: everything due, for all channels. One family's trouble never delays another's."""

    def __init__(
        self,
        database: Database,
        door: Door,
        senders: Mapping[Id, Sender],
        now: Now,
        *,
        crossing: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`senders`: line id -> its channel. A line without one waits: its channel is not configured here."""
        self._database, self._door, self._senders, self._now = database, door, senders, now
        self._crossing = crossing
        self._under_way: dict[Id, asyncio.Task[None]] = {}
        self._held: dict[Id, datetime] = {}
        self._left: dict[Id, datetime] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def send_due(self) -> int:
        """Begin sending whatever is due now; how many were begun. Does not wait for providers."""
        return self._begin(await asyncio.to_thread(self._due, "outgoing"), self._send_one)

    async def check_unknown(self) -> int:
        """Ask the providers about sends whose outcome nobody knows."""
        return self._begin(await asyncio.to_thread(self._due, "check"), self._check_one)

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    async def report(self, status: Status) -> None:
        """A provider's later word about a message of ours."""
        due = await asyncio.to_thread(self._row_of, status)
        if due is None:
            return
        reported = Reported(
            due.id, status.state, status.provider_id, status.code, status.meaning,  # type: ignore[arg-type]
            after=status.after or timedelta(), retries=status.retries,
        )  # fmt: skip
        await self._tell(due, reported)

    def _begin(self, rows: tuple[Due, ...], work: Callable[[Due], object]) -> int:
        begun = 0
        now = self._now()
        for due in rows:
            if due.id in self._under_way or self._left.get(due.id, now) > now:
                continue
            task: asyncio.Task[None] = asyncio.ensure_future(self._guarded(due, work))
            self._under_way[due.id] = task
            begun += 1
        return begun

    async def _guarded(self, due: Due, work: Callable[[Due], object]) -> None:
        try:
            async with self._room:
                await work(due)  # type: ignore[misc]
        except Exception as error:
            log.error("message=%s left alone for a while: %s", due.id.hex, type(error).__name__)
            self._left[due.id] = self._now() + _LEFT_ALONE
        finally:
            self._under_way.pop(due.id, None)

    async def _send_one(self, due: Due) -> None:
        claimed = (await asyncio.to_thread(self._door.strike, due, "outgoing")).message
        if claimed is None:
            return
        self._crossing("claimed")
        outcome = await self._attempt(claimed)
        self._crossing("sent")
        reported = self._reported(claimed, outcome)
        await self._tell(due, reported)
        self._crossing("reported")
        log.info("message=%s purpose=%s outcome=%s", claimed.id.hex, claimed.purpose, reported.outcome)

    async def _attempt(self, message: Outgoing) -> Outcome:
        sender = self._senders.get(message.line_id)
        if sender is None:
            return TryLater("this line's channel is not configured", timedelta(minutes=5))
        held = self._held.get(message.line_id)
        if held is not None and held > self._now():
            return TryLater("the channel asked for a rest", held - self._now())
        outcome = await sender.send(_on_the_wire(message))
        if isinstance(outcome, TryLater) and outcome.is_channel_wide:
            self._held[message.line_id] = self._now() + outcome.after
        return outcome

    async def _check_one(self, due: Due) -> None:
        message = await asyncio.to_thread(self._door.look, due)
        if message is None:
            return
        sender = self._senders.get(message.line_id)
        # Two rows with equal words to one phone, asked about at once, would both take the one copy that left.
        async with self._asking.setdefault(message.address, asyncio.Lock()):
            found = await sender.find(_on_the_wire(message)) if sender is not None else ()
            own = await asyncio.to_thread(self._own, message, found)
            if own is None:
                reported = Reported(message.id, "not_found", reason="no word of it")
            else:
                reported = Reported(message.id, own.state, own.provider_id, own.code, own.meaning)  # type: ignore[arg-type]
            await self._tell(due, reported, is_guess=not message.provider_id)

    async def _tell(self, due: Due, reported: Reported, *, is_guess: bool = False) -> None:
        """Report; and one copy on the wire is one row's: whoever took it by its words alone gives it back."""
        await asyncio.to_thread(self._door.report, due, reported)
        others = await asyncio.to_thread(self._also_called, reported) if reported.provider_id else ()
        for mistaken in (due,) if is_guess and others else others:
            back = Reported(mistaken.id, "mistaken", reported.provider_id)
            await asyncio.to_thread(self._door.report, mistaken, back)

    def _reported(self, message: Outgoing, outcome: Outcome) -> Reported:
        match outcome:
            case Sent(provider_id=provider_id, state=state):
                return Reported(message.id, state, provider_id)  # type: ignore[arg-type]
            case TryLater(reason=reason, after=after):
                return Reported(message.id, "later", reason=reason, after=after)
            case Refused(reason=reason, meaning=meaning):
                return Reported(message.id, "refused", reason=reason, meaning=meaning)
            case Unknown(reason=reason):
                return Reported(message.id, "unknown", reason=reason)

    def _due(self, what: str) -> tuple[Due, ...]:
        with self._database.reading() as connection:
            return outbox.due(connection, what, self._now())

    def _own(self, message: Outgoing, found: tuple[Status, ...]) -> Status | None:
        """The likeliest that is no other row's: two alerts, or two replies, may say the same to the same person."""
        with self._database.reading() as connection:
            for status in found:
                known = outbox.of_status(connection, None, status.provider_id)
                if known is None or known.id == message.id:
                    return status
        return None

    def _also_called(self, reported: Reported) -> tuple[Due, ...]:
        with self._database.reading() as connection:
            return outbox.also_called(connection, reported.outgoing_id, reported.provider_id)

    def _row_of(self, status: Status) -> Due | None:
        with self._database.reading() as connection:
            return outbox.of_status(connection, status.message_id, status.provider_id)


def _on_the_wire(message: Outgoing) -> Outgoing:
    """The message as its channel knows it: `sms:+1555…` is ours, the provider is told `+1555…`."""
    return replace(message, address=message.address.partition(":")[2])
