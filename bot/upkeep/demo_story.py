"""Drives a story through the real door, on a clock that is told what time it is: texts, clicks, and time passing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

from bot.channels.channel import Inbound
from bot.channels.phone import LINE
from bot.upkeep.demo_people import HOMES, Cast
from bot.wiring import open_door
from dialogs.content import Content
from dialogs.turns.acts import Act, Refused
from dialogs.turns.provider import Reported
from storage import outbox
from storage.database import Database
from storage.directory import Directory
from storage.sealing import Keys

_PHONES = {person.key: person.phone for home in HOMES for person in home.contacts}
#: What is due again and again without end would be a mistake of the story; nothing real comes near this.
_MOST_STEPS = 5_000


class Says(Struct, frozen=True):
    """A text. who: a contact by key, or the number of somebody whom nobody knows."""

    who: str
    text: str


class Does(Struct, frozen=True):
    """A click of someone on the staff; `act` is made when its time has come."""

    staff: str
    code: str
    act: Callable[[Cast], Act]


class TakesAlert(Struct, frozen=True):
    """ "1" from the own phone of someone on the staff: I have it."""

    phone: str


class Beat(Struct, frozen=True):
    """One thing that happens in the story. `at`: aware."""

    at: datetime
    what: Says | Does | TakesAlert


class StoryError(RuntimeError):
    """The story does not fit the program any more: a click of it was refused."""


class Teller:
    """Owns a door of its own and its clock. Nothing sleeps: the clock jumps from one due instant to the next."""

    def __init__(self, database: Database, keys: Keys, content: Content, cast: Cast, starts: datetime) -> None:
        self.now = starts
        self._database, self._cast = database, cast
        self._writer, self._door = open_door(database, Directory(database), keys, content, lambda: self.now)
        self._told = 0

    def tell(self, beats: list[Beat], until: datetime) -> None:
        """Everything in its order, and in between whatever is due. Raises StoryError."""
        for beat in sorted(beats, key=lambda beat: beat.at):
            self._pass_time(beat.at)
            self._play(beat)
        self._pass_time(until)

    def close(self) -> None:
        self._writer.close()

    def _play(self, beat: Beat) -> None:
        match beat.what:
            case Says(who=who, text=text):
                self._hear(_PHONES.get(who, who), text)
            case TakesAlert(phone=phone):
                self._hear(phone, "1")
            case Does(staff=staff, code=code, act=act):
                cast = self._cast
                done = self._door.act(cast.program, cast.family(code), cast.staff[staff], act(cast))
                if isinstance(done.result, Refused):
                    raise StoryError(f"{code}: {type(act(cast)).__name__} was refused: {done.result.why}")

    def _hear(self, phone: str, text: str) -> None:
        self._told += 1
        self._door.hear(Inbound("phone", LINE, phone, text, f"seed-{self._told}", self.now))

    def _pass_time(self, until: datetime) -> None:
        """Jump from one due instant to the next, up to `until`."""
        for _ in range(_MOST_STEPS):
            with self._database.reading() as connection:
                due_at = outbox.next_due(connection)
            if due_at is None or due_at > until:
                self.now = max(self.now, until)
                return
            self.now = max(self.now, due_at)
            self._work()
        raise StoryError("time would not pass: something is due again and again")

    def _work(self) -> None:
        for what in ("reminder", "alert", "outgoing"):
            with self._database.reading() as connection:
                rows = outbox.due(connection, what, self.now)
            for due in rows:
                message = self._door.strike(due, what).message
                if message is not None:
                    self._door.report(due, Reported(message.id, "delivered", provider_id=f"phone:{message.id}"))
                    # A provider takes a moment; and two texts never carry the same time.
                    self.now += timedelta(seconds=1)
