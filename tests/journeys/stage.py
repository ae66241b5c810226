"""A program, its staff and one family on a real database, behind the real door, with a clock that we move.

It plays the sender, too: whatever is due is struck, "sent" and reported delivered, hop by hop through time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import insert

from bot.channels.channel import Attachment, Inbound
from bot.door import Door, Outcome
from dialogs.content import Content
from dialogs.ids import Id, time_ordered
from dialogs.policies import Policies
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Address, Child, Contact, Family, Link, Staff
from dialogs.turns.acts import Act
from dialogs.turns.provider import Reported
from storage import outbox
from storage.database import Database
from storage.directory import Directory
from storage.sealing import Keys
from storage.tables.people import LineRow, PolicyRow, ProgramRow, StaffPhoneRow, StaffRow
from storage.writer import Writer
from tests.placing import is_as_stored, place

ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 3, 3, 10, 0, tzinfo=ZONE)
#: A family reads before it answers.
READING = timedelta(seconds=90)
_KEYS = Keys({"k1": bytes(range(32))})
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_MOST_STRIKES = 400

#: What a contact's line of the head may say besides name, language and "mother of Sofia".
_CONTACT_WORDS: dict[str, dict[str, Any]] = {
    "shared phone": {"is_shared_phone": True},
    "conflict": {"is_conflict": True},
}


class Said(Struct, frozen=True):
    """One message that left, and when."""

    at: datetime
    message: Outgoing


class Clock:
    """Stands still until moved; every look at the door moves it by a millisecond, so that ids are in order."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def tick(self) -> None:
        self.now += timedelta(milliseconds=1)


class Stage:
    """One transcript's world."""

    def __init__(self, database: Database, content: Content, facts: list[tuple[str, str]]) -> None:
        self.database = database
        #: Ours to change: forms may get lost or get a new version while the story runs.
        self.forms = dict(content.forms)
        self.current = dict(content.current)
        self.content = replace(content, forms=self.forms, current=self.current)
        self.keys = _KEYS
        self.clock = Clock(START.astimezone(UTC))
        self._numbers = 0
        self.people: dict[str, Contact] = {}
        self.children: dict[str, Child] = {}
        self.addresses: dict[str, Address] = {}
        self.staff: dict[str, Staff] = {}
        self.program = self.id()
        self.lines: dict[str, Id] = {}
        self._found(facts)
        self.writer = Writer(database)
        self.directory = Directory(database)
        self.said: list[Said] = []
        #: What telling.py has unsealed so far: row id -> the row as stored, its value.
        self.unsealed: dict[Id, tuple[dict[str, Any], Any]] = {}
        self.door = Door(database, self.writer, self.directory, self.keys, self.content, self.clock)
        self._heard = 0

    def close(self) -> None:
        self.writer.close()
        self._compare()

    def id(self) -> Id:
        """The same ids in every run: who is spread where within the window must not change."""
        self._numbers += 1
        return time_ordered(_EPOCH + timedelta(seconds=self._numbers), self._numbers << 40)

    # what the head of a transcript says

    def _found(self, facts: list[tuple[str, str]]) -> None:
        said = dict(facts)
        if "starts" in said:
            self.clock.now = moment(said["starts"]).astimezone(UTC)
        self._program(said)
        code, _, introduced = said.get("family", "F-101, introduced by Dr. Lee").partition(", introduced by ")
        self.family = Family(
            self.id(), 1, code, self.staff["Ana"].id, introduced, said.get("emergency lines", ""),
            said.get("sheet kept", ""),
        )  # fmt: skip
        self.add(self.family)
        for name, value in facts:
            if name == "child":
                self._child(value)
        for name, value in facts:
            if name == "contact":
                self._contact(value)

    def _program(self, said: dict[str, str]) -> None:
        now = self.clock()
        rows: list[Any] = [
            ProgramRow(
                id=self.program, name="Rainbow Clinic", phone="555-0100", zone=str(ZONE), emergency_number="911",
                poison_number="1-800-222-1222", crisis_number="988", is_demo=False, created_at=now,
            )
        ]  # fmt: skip
        for channel, phi_allowed in (("sms", 2), ("telegram", 0)):
            self.lines[channel] = self.id()
            rows.append(
                LineRow(
                    id=self.lines[channel], program_id=self.program, channel=channel, sender="kinline",
                    phi_allowed=phi_allowed,
                )
            )  # fmt: skip
        for name, role, phone in (("Ana Ruiz", "coordinator", "+15550101"), ("Bea Stone", "supervisor", "+15550102")):
            person = Staff(self.id(), name, name.split()[0], role, phone)
            self.staff[person.first_name] = person
            rows.append(
                StaffRow(
                    id=person.id, program_id=self.program, email=f"{person.first_name}@example.org", name=name,
                    first_name=person.first_name, role=role, phone=phone, totp_secret=b"",
                )
            )  # fmt: skip
            rows.append(
                StaffPhoneRow(
                    id=self.id(), program_id=self.program, staff_id=person.id,
                    hash=self.keys.hash(self.program, "address", f"sms:{phone}"),
                )
            )  # fmt: skip
        defaults = msgspec.to_builtins(Policies())
        for name, value in said.items():
            if name.startswith("policy "):
                policy = name.removeprefix("policy ")
                assert policy in defaults, f"there is no policy {policy}"
                rows.append(PolicyRow(id=self.id(), program_id=self.program, name=policy, value=value))
        with self.database.writing() as connection:
            for row in rows:
                connection.execute(insert(type(row)), [row.model_dump()])

    def _child(self, value: str) -> None:
        """`Sofia Gomez`, or `Sofia Gomez, born 2014-05-01`."""
        name, *rest = (part.strip() for part in value.split(","))
        born = date.fromisoformat(rest[0].removeprefix("born ")) if rest else None
        child = Child(self.id(), name.split()[0], name, born)
        self.children[child.nickname] = child
        self.add(child)

    def _contact(self, value: str) -> None:
        """`Rosa Gomez, es, mother of Sofia and Mateo, consent active, detail 2, shared phone, telegram`."""
        name, language, relation, *rest = (part.strip() for part in value.split(","))
        fields: dict[str, Any] = {"zone": str(ZONE), "consent": "active"}
        channel, gets_reminders = "sms", True
        for word in rest:
            key, _, what = word.partition(" ")
            if word in _CONTACT_WORDS:
                fields |= _CONTACT_WORDS[word]
            elif word == "telegram":
                channel = word
            elif word == "no reminders":
                gets_reminders = False
            elif key == "consent":
                fields["consent"] = what
            elif key == "detail":
                fields["detail_level"] = int(what)
            elif key == "zone":
                fields["zone"] = what
            else:
                raise ValueError(f"contact: '{word}' is not known here")
        contact = Contact(self.id(), name, language, **fields)
        number = f"+1555020{len(self.people)}" if channel == "sms" else f"70{len(self.people)}"
        address = Address(self.id(), contact.id, self.lines[channel], channel, number)  # type: ignore[arg-type]
        first = name.split()[0]
        self.people[first], self.addresses[first] = contact, address
        self.add(contact, address)
        relationship, _, of = relation.partition(" of ")
        for child in re.split(r" and ", of):
            link = Link(self.id(), contact.id, self.children[child].id, relationship, gets_reminders=gets_reminders)
            self.add(link)

    def add(self, *values: Struct) -> None:
        """Rows that stood before the story began, past the door."""
        place(self.database, self.keys, self.program, self.family.id, values)

    # what happens

    def inbound(self, who: str, text: str, **more: Any) -> Inbound:
        """A message of a contact, of staff ("Ana's phone") or of a stranger (a number)."""
        if who in self.addresses:
            channel, value = self.addresses[who].channel, self.addresses[who].value
        elif who in self.staff:
            channel, value = "sms", self.staff[who].phone
        else:
            channel, value = "sms", who
        provider_id = more.pop("provider_id", "")
        if not provider_id:
            self._heard += 1
            provider_id = f"in-{self._heard}"
        return Inbound(channel, "kinline", value, text, provider_id, self.clock(), **more)

    def hear(self, inbound: Inbound) -> Outcome:
        if self.database.is_sqlite:  # the same rows go the same way on PostgreSQL, at ten times the cost
            self._compare()
        self.clock.tick()
        return self.door.hear(inbound)

    def act(self, staff: Staff, act: Act) -> Outcome:
        if self.database.is_sqlite:  # the same rows go the same way on PostgreSQL, at ten times the cost
            self._compare()
        self.clock.tick()
        return self.door.act(self.program, self.family.id, staff, act)

    def _compare(self) -> None:
        """What the door keeps of the family is what is stored."""
        is_as_stored(self.door, self.database, self.directory.program(self.program), self.keys, self.clock())

    def last_id(self) -> str:
        return f"in-{self._heard}"

    # time, and the sender

    def settle(self) -> bool:
        """All that is due at this instant, until nothing is. True if anything was."""
        strikes = 0
        while moved := sum(self._strike(kind) for kind in ("alert", "reminder", "outgoing")):
            strikes += moved
            assert strikes < _MOST_STRIKES, "what is due never comes to rest"
        return strikes > 0

    def _strike(self, kind: str) -> int:
        with self.database.reading() as connection:
            waiting = outbox.due(connection, kind, self.clock())
        # Databases break ties as they like; here what was made first goes first.
        for due in sorted(waiting, key=lambda each: each.id):
            self.clock.tick()
            outcome = self.door.strike(due, kind)
            if outcome.message is not None:
                self.said.append(Said(self.clock(), outcome.message))
                self.clock.tick()
                self.door.report(due, Reported(due.id, "delivered", provider_id=f"out-{due.id.hex}"))
        return len(waiting)

    def pass_time(self, until: datetime, seen: Callable[[], None]) -> None:
        """Go to `until`, stopping wherever something is due; `seen` looks at what each stop brought."""
        for _ in range(_MOST_STRIKES):
            if self.settle():
                seen()
            with self.database.reading() as connection:
                following = outbox.next_due(connection)
            if following is None or following > until:
                break
            self.clock.now = max(following, self.clock.now)
        else:
            raise AssertionError("time never comes to rest")
        self.clock.now = max(until, self.clock.now)
        self.settle()
        seen()


def voice_note() -> Attachment:
    return Attachment("file-voice", "audio/ogg", 9000)


def photo() -> Attachment:
    return Attachment("file-photo", "image/jpeg", 90000)


def moment(text: str) -> datetime:
    """`Tue 2026-03-03 10:00` on the program's wall clock. Raises ValueError where the weekday is another."""
    found = datetime.strptime(text[4:], "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    if found.strftime("%a") != text[:3]:
        raise ValueError(f"{text[4:14]} is a {found:%a}, not a {text[:3]}")
    return found
