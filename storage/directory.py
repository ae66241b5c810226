"""Programs, their lines, policies and staff: what every voice knows besides the family. Small and shortly cached."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, RowMapping, select

from dialogs.ids import Id
from dialogs.policies import Policies
from dialogs.rows.people import Line, Program, Staff
from storage.database import Database
from storage.tables.base import as_table
from storage.tables.people import LineRow, PolicyRow, ProgramRow, StaffRow

_PROGRAM = as_table(ProgramRow)
_POLICY = as_table(PolicyRow)
_LINE = as_table(LineRow)
_STAFF = as_table(StaffRow)
#: How old a cached directory may be, in seconds: a change of staff or policy is known everywhere after that.
_FRESH_SECONDS = 2.0


class ProgramDirectory(Struct, frozen=True):
    """One program with its lines and its active staff."""

    program: Program
    lines: tuple[Line, ...]
    staff: tuple[Staff, ...]


class NotOurs(LookupError):
    """A message came to a number or account that is no line of any program here."""


class Directory:
    """All programs of the installation, re-read when older than two seconds (by the monotonic clock)."""

    def __init__(self, database: Database, seconds: Callable[[], float] = time.monotonic) -> None:
        self._database, self._seconds = database, seconds
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._programs: dict[Id, ProgramDirectory] = {}

    def programs(self) -> dict[Id, ProgramDirectory]:
        with self._lock:
            if self._seconds() - self._read_at > _FRESH_SECONDS:
                with self._database.reading() as connection:
                    self._programs = _read(connection)
                self._read_at = self._seconds()
            return self._programs

    def program(self, program_id: Id) -> ProgramDirectory:
        return self.programs()[program_id]

    def line(self, channel: str, sender: str) -> tuple[ProgramDirectory, Line]:
        """The line that a message came in on. Raises NotOurs when we have none like it."""
        for entry in self.programs().values():
            for line in entry.lines:
                if line.channel == channel and line.sender == sender:
                    return entry, line
        raise NotOurs(channel)

    def forget(self) -> None:
        """Read anew at the next question: called by whoever just changed staff, lines or policies."""
        with self._lock:
            self._read_at = float("-inf")


def person(row: RowMapping) -> Staff:
    """One of the staff, from a row of their table."""
    return Staff(*(row[name] for name in Staff.__struct_fields__))


def _read(connection: Connection) -> dict[Id, ProgramDirectory]:
    policies: dict[Id, dict[str, Any]] = {}
    for row in connection.execute(select(_POLICY)).mappings():
        policies.setdefault(row["program_id"], {})[row["name"]] = msgspec.json.decode(row["value"])
    lines: dict[Id, list[Line]] = {}
    for row in connection.execute(select(_LINE).order_by(_LINE.c.id)).mappings():
        found = Line(row["id"], row["channel"], row["sender"], row["phi_allowed"])
        lines.setdefault(row["program_id"], []).append(found)
    staff: dict[Id, list[Staff]] = {}
    for row in connection.execute(select(_STAFF).where(_STAFF.c.is_active).order_by(_STAFF.c.id)).mappings():
        staff.setdefault(row["program_id"], []).append(person(row))
    return {
        row["id"]: ProgramDirectory(
            Program(
                id=row["id"],
                name=row["name"],
                phone=row["phone"],
                zone=row["zone"],
                emergency_number=row["emergency_number"],
                poison_number=row["poison_number"],
                crisis_number=row["crisis_number"],
                policies=msgspec.convert(policies.get(row["id"], {}), Policies),
                is_demo=row["is_demo"],
                hold=row["hold"],
            ),
            tuple(lines.get(row["id"], ())),
            tuple(staff.get(row["id"], ())),
        )
        for row in connection.execute(select(_PROGRAM)).mappings()
    }
