"""`kinline phone`: a demo family's phone in the terminal. Lines typed are texts; what comes back is printed.

It claims and sends by itself, so it works with and without the stage running beside it.
"""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from datetime import timedelta

from bot.channels.channel import Inbound
from bot.clock import new_id
from bot.upkeep.acting import contact_of, home
from bot.upkeep.opening import Office, opened, without_channels
from bot.upkeep.trouble import Trouble
from bot.wiring import House
from dialogs.ids import Id
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Address, Family, Line
from storage.pages import read, table_of

_ARRIVED = ("sent", "delivered", "read")
#: A question follows an answer in own words after ten seconds; longer than this nobody waits here.
_SOON = timedelta(seconds=15)


def phone(given: Namespace) -> None:
    """Talk until the input ends."""
    with opened(given) as office:
        if not office.is_demo:
            raise Trouble("Only a demo has phones here; real families have their own.")
        found = home(office, office.family(given.family) if given.family else _first_family(office))
        contact_id = contact_of(found, given.contact)
        address = next((each for each in found.addresses if each.contact_id == contact_id), None)
        if address is None:
            raise Trouble("This contact has no phone.")
        asyncio.run(_Phone(office, address).talk())


def _first_family(office: Office) -> Id:
    with office.database.reading() as connection:
        families = read(connection, Family, office.program, office.keys, order=(table_of(Family).c.code,), limit=1)
    if not families:
        raise Trouble("The demo holds no family.")
    return families[0].id


class _Phone:
    def __init__(self, office: Office, address: Address) -> None:
        self._office, self._address = office, address
        self._line: Line = next(line for line in office.entry.lines if line.id == address.line_id)
        self._house = House(
            without_channels(office.settings), office.database, office.keys, now=office.now, is_demo=True, name="phone"
        )
        self._shown: set[Id] = {message.id for message in self._messages() if message.state in _ARRIVED}

    async def talk(self) -> None:
        try:
            await self._look()
            if sys.stdin.isatty():
                await self._type()
            else:
                for line in sys.stdin:
                    await self._text(line)
                    await self._settle()
        finally:
            await self._house.outbound.settle()
            self._house.writer.close()

    async def _type(self) -> None:
        """A terminal: lines as they come, and a look every second for what arrived meanwhile."""
        lines: asyncio.Queue[str] = asyncio.Queue()
        asyncio.get_running_loop().add_reader(sys.stdin, lambda: lines.put_nowait(sys.stdin.readline()))
        while True:
            try:
                line = await asyncio.wait_for(lines.get(), timeout=1)
            except TimeoutError:
                await self._look()
                continue
            if not line:
                return
            await self._text(line)
            await self._look()

    async def _settle(self) -> None:
        """Until nothing is on its way that would arrive within seconds."""
        await self._look()
        while any(
            message.state in ("queued", "sending") and message.not_before <= self._office.now() + _SOON
            for message in self._messages()
        ):
            await asyncio.sleep(0.2)
            await self._look()

    async def _text(self, line: str) -> None:
        text = line.rstrip("\r\n")
        if not text.strip():
            return
        now = self._office.now()
        inbound = Inbound(self._line.channel, self._line.sender, self._address.value, text, new_id(now).hex, now)
        await asyncio.to_thread(self._house.door.hear, inbound)

    async def _look(self) -> None:
        """Send what is due, and print what has arrived."""
        await self._house.clockwork.run_until_quiet()
        for message in self._messages():
            if message.state in _ARRIVED and message.id not in self._shown:
                self._shown.add(message.id)
                print(f"> {message.text}", flush=True)

    def _messages(self) -> list[Outgoing]:
        outgoing = table_of(Outgoing)
        with self._office.database.reading() as connection:
            found = read(
                connection, Outgoing, self._office.program, self._office.keys,
                outgoing.c.contact_id == self._address.contact_id,
                order=(outgoing.c.created_at.desc(), outgoing.c.id.desc()), limit=60,
            )  # fmt: skip
        return list(reversed(found))
