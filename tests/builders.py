"""Stories for tests: a program with a line and a coordinator, families on it, and a door with a clock that we move.

    story = Story(database)                          # a migrated database: the fixture of tests/conftest.py
    gomez = story.family(language="es")              # family, child, contact, address and link, consent active
    story.act(gomez, staff.Invite(gomez.contact.id)) # the coordinator's voice
    for message in story.deliver(): ...              # everything due now is claimed, "sent" and reported delivered
    story.hear(gomez, "si")                          # the family's voice; each call is a new provider id
    story.clock.advance(hours=25)                    # nothing happens by itself: deliver again
    story.rows(people.Answer)                        # what is on disk, unsealed
    story.close()

Another process on the same database: `Story(database, program=story.program)`; keys are the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import insert, select
from sqlmodel import SQLModel

from bot.channels.channel import Inbound
from bot.clock import new_id
from bot.content import load_content
from bot.door import Door, Outcome
from dialogs.content import Content
from dialogs.ids import Id
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Address, Child, Contact, Family, Link, Staff
from dialogs.turns.acts import Act
from dialogs.turns.provider import Reported
from storage import outbox
from storage.database import Database
from storage.directory import Directory
from storage.record import CODECS
from storage.sealing import Keys
from storage.tables.people import LineRow, ProgramRow, StaffPhoneRow, StaffRow
from storage.writer import Writer
from tests.placing import is_as_stored, place

Value = TypeVar("Value", bound=Struct)

#: A Tuesday, 11:00 in New York: inside every window.
START = datetime(2026, 3, 3, 16, 0, tzinfo=UTC)
KEYS = Keys({"k1": bytes(range(32))})
ZONE = "America/New_York"


def content() -> Content:
    """What the line says and understands."""
    return load_content()


class Clock:
    """Stands still until moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        """`advance(hours=1, minutes=5)`."""
        self.now += timedelta(**by)


class Household(Struct, frozen=True):
    """A family as it was made: one child, one contact with one address. More people: `Story.add`."""

    family: Family
    child: Child
    contact: Contact
    address: Address
    link: Link


class Story:
    """Database, writer, directory and door of one process, and short words for what tests do with them."""

    def __init__(
        self, database: Database, *, keys: Keys = KEYS, clock: Clock | None = None, program: Id | None = None
    ) -> None:
        self.database, self.keys, self.clock = database, keys, clock or Clock()
        self.writer = Writer(database)
        self.directory = Directory(database)
        self.door = Door(database, self.writer, self.directory, keys, content(), self.clock)
        self.program = program or self._program()
        entry = self.directory.program(self.program)
        self.line, self.coordinator = entry.lines[0], entry.staff[0]
        self._numbers = count(1)

    def family(self, code: str = "", *, coordinator: Staff | None = None, **contact: Any) -> Household:
        """A family of its own; `contact`: what of `Contact` differs, by default English, with consent."""
        code = code or f"F{next(self._numbers)}"
        known: dict[str, Any] = {"language": "en", "zone": ZONE, "consent": "active"} | contact
        family = Family(self.id(), 1, code, (coordinator or self.coordinator).id, "Dr. Lee")
        child = Child(self.id(), "Sofia", "Sofia Gomez")
        person = Contact(self.id(), known.pop("name", "Rosa Gomez"), **known)
        address = Address(self.id(), person.id, self.line.id, self.line.channel, f"phone-of-{code}")
        link = Link(self.id(), person.id, child.id, "mother")
        self.add(family, family, child, person, address, link)
        return Household(family, child, person, address, link)

    def add(self, family: Family, *values: Struct) -> None:
        """Put rows of a family on disk as they are, past the door: what stood before the story began."""
        place(self.database, self.keys, self.program, family.id, values)

    def hear(self, who: Household, text: str, **more: Any) -> Outcome:
        """The contact writes. `more`: other fields of Inbound, `provider_id` among them."""
        provider_id = more.pop("provider_id", f"in-{new_id(self.clock()).hex}")
        return self.door.hear(
            Inbound(self.line.channel, self.line.sender, who.address.value, text, provider_id, self.clock(), **more)
        )

    def act(self, who: Household, act: Act) -> Outcome:
        """The coordinator does something."""
        return self.door.act(self.program, who.family.id, self.coordinator, act)

    def deliver(self) -> list[Outgoing]:
        """Everything that is due now: promises, alerts, then messages, each reported delivered. What left, in order."""
        left: list[Outgoing] = []
        while self._strike("reminder", "alert") | self._strike("outgoing", into=left):
            pass
        return left

    def _strike(self, *kinds: str, into: list[Outgoing] | None = None) -> bool:
        has_moved = False
        for kind in kinds:
            with self.database.reading() as connection:
                waiting = outbox.due(connection, kind, self.clock())
            for due in waiting:
                outcome = self.door.strike(due, kind)
                has_moved |= outcome.what == "written"
                if outcome.message is not None and into is not None:
                    into.append(outcome.message)
                    self.door.report(due, Reported(due.id, "delivered", provider_id=f"out-{due.id.hex}"))
        return has_moved

    def rows(self, kind: type[Value], who: Household | None = None) -> list[Value]:
        """Rows of a kind as they are on disk, of all families or of one, in the order in which they were made."""
        codec = CODECS[kind]
        statement = select(*(codec.table.c[name] for name in codec.names)).order_by(codec.table.c.id)
        if who is not None:
            column = codec.table.c.id if kind is Family else codec.table.c.family_id
            statement = statement.where(column == who.family.id)
        with self.database.reading() as connection:
            found = connection.execute(statement).mappings().all()
        return [codec.from_row(dict(row), self.program, self.keys) for row in found]

    def id(self) -> Id:
        return new_id(self.clock())

    def close(self) -> None:
        """Write what waits and end the thread. The database stays open: it is the fixture's."""
        self.writer.close()
        entry = self.directory.program(self.program)
        is_as_stored(self.door, self.database, entry, self.keys, self.clock())

    def _program(self) -> Id:
        program, staff = self.id(), self.id()
        self._insert(
            ProgramRow(
                id=program, name="Rainbow Clinic", phone="555-0100", zone=ZONE, emergency_number="911",
                poison_number="1-800-222-1222", crisis_number="988", is_demo=True, created_at=self.clock(),
            ),
            LineRow(id=self.id(), program_id=program, channel="phone", sender="kinline", phi_allowed=2),
            StaffRow(
                id=staff, program_id=program, email="ana@example.org", name="Ana Ruiz", first_name="Ana",
                role="coordinator", phone="+15555550101", totp_secret=b"",
            ),
            StaffPhoneRow(
                id=self.id(), program_id=program, staff_id=staff,
                hash=self.keys.hash(program, "address", "phone:+15555550101"),
            ),
        )  # fmt: skip
        return program

    def _insert(self, *models: SQLModel) -> None:
        with self.database.writing() as connection:
            for model in models:
                connection.execute(insert(type(model)), [model.model_dump()])


def texts(messages: Iterable[Outgoing]) -> list[str]:
    """Only what was said."""
    return [message.text for message in messages]
