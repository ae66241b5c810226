"""Families for the benchmarks: as many as asked, each with one contact and one child, in mid-story, really sealed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from benchmarks.journey import LINE, START
from bot.clock import new_id
from bot.content import load_content
from bot.wiring import open_door
from dialogs.content import Content
from dialogs.ids import Id
from dialogs.rows.desk import Thread
from dialogs.rows.people import Address, Child, Contact, Family, Link
from storage import migrate
from storage.database import Database
from storage.directory import Directory
from storage.record import CODECS
from storage.sealing import new_key_text, parse_keys
from storage.tables.people import LineRow, ProgramRow, StaffRow

_CHUNK = 2000


class Stopped:
    """A clock that only the benchmark moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class World:
    """A database with families and the real door before it."""

    def __init__(self, url: str, content: Content) -> None:
        self.content = content
        self.clock = Stopped()
        self.keys_text = new_key_text()
        self.keys = parse_keys(self.keys_text)
        self.database = Database(url)
        migrate.upgrade(self.database)
        self.program, self.line, self.coordinator = (new_id(START) for _ in range(3))
        self._found()
        self.directory = Directory(self.database)
        self.writer, self.door = open_door(self.database, self.directory, self.keys, content, self.clock)
        self.families: list[tuple[Id, str]] = []

    def _found(self) -> None:
        with self.database.writing() as connection:
            connection.execute(
                insert(ProgramRow).values(
                    id=self.program, name="Rainbow Clinic", phone="555-0100", zone="America/New_York",
                    emergency_number="911", poison_number="1-800-222-1222", crisis_number="988", is_demo=False,
                    hold=False, created_at=START,
                )
            )  # fmt: skip
            connection.execute(
                insert(LineRow).values(
                    id=self.line, program_id=self.program, channel="phone", sender=LINE, phi_allowed=2, mark=""
                )
            )
            connection.execute(
                insert(StaffRow).values(
                    id=self.coordinator, program_id=self.program, email="nurse", name="Ana Ruiz", first_name="Ana",
                    role="coordinator", language="en", phone="", is_active=True, password_hash="", totp_secret=b"",
                    totp_last_step=0, recovery_hashes="[]", one_time_hash="", failures=0,
                )
            )  # fmt: skip

    def populate(self, count: int) -> None:
        """Add families with an active consent until there are `count`."""
        while len(self.families) < count:
            chunk = min(_CHUNK, count - len(self.families))
            rows: dict[type, list[dict[str, object]]] = {}
            for _ in range(chunk):
                for value, family in self._household(len(self.families)):
                    codec = CODECS[type(value)]
                    row = codec.to_row(value, self.program, family, self.keys, is_new=True)
                    rows.setdefault(type(value), []).append(row)
            with self.database.writing() as connection:
                for kind, values in rows.items():
                    connection.execute(insert(CODECS[kind].table), values)

    def _household(self, number: int) -> Iterator[tuple[Family, Id]]:
        family = Family(new_id(START), 1, f"F{number}", self.coordinator, "Dr. Lee")
        contact = Contact(
            new_id(START), f"Contact {number}", "es" if number % 2 else "en", zone="America/New_York",
            consent="active", detail_level=2,
        )  # fmt: skip
        child = Child(new_id(START), "Sofia", f"Child {number}")
        address = Address(new_id(START), contact.id, self.line, "phone", f"p{number}")
        link = Link(new_id(START), contact.id, child.id, "parent")
        thread = Thread(new_id(START), contact.id)
        self.families.append((family.id, address.value))
        for value in (family, contact, child, address, link, thread):
            yield value, family.id  # type: ignore[misc]

    def close(self) -> None:
        self.writer.close()
        self.database.close()


def sqlite_world(folder: Path, content: Content | None = None) -> World:
    return World(f"sqlite:///{folder / f'bench-{secrets.token_hex(4)}.db'}", content or load_content())


MINUTE = timedelta(minutes=1)
