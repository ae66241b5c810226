"""A family with every row of its record, for papers that leave the house; and a walk over all families.

What refers is read before what is referred to: rows are never deleted, so nothing read first points at nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, insert, select

from dialogs.ids import Id
from dialogs.rows.care import Appointment, Item, Need, Reminder
from dialogs.rows.desk import CareTime
from dialogs.rows.interviews import Answer, Walk
from dialogs.rows.messages import Message, Outgoing
from dialogs.rows.people import Family, Staff
from storage import audit
from storage.directory import person
from storage.households import Household, household
from storage.pages import Kind, read, table_of
from storage.sealing import Keys
from storage.tables.base import as_table
from storage.tables.desk import AuditRow
from storage.tables.people import StaffRow
from storage.threads import private_messages

_STAFF = as_table(StaffRow)
_AUDIT = as_table(AuditRow)
_FAMILY = table_of(Family)


class Whole(Struct, frozen=True):
    """One family's record, each kind in the order in which it came to be. Answers: replaced ones too."""

    home: Household
    walks: tuple[Walk, ...]
    answers: tuple[Answer, ...]
    needs: tuple[Need, ...]
    visits: tuple[Appointment, ...]
    reminders: tuple[Reminder, ...]
    items: tuple[Item, ...]
    heard: tuple[Message, ...]
    said: tuple[Outgoing, ...]
    times: tuple[CareTime, ...]
    #: The messages that are private: their ids.
    private: frozenset[Id]


def whole(connection: Connection, program: Id, keys: Keys, family_id: Id) -> Whole | None:
    """Everything of one family; None where there is none."""

    def of(kind: type[Kind]) -> tuple[Kind, ...]:
        where = table_of(kind).c.family_id == family_id
        return tuple(read(connection, kind, program, keys, where, limit=None))

    needs, answers, heard, said = of(Need), of(Answer), of(Message), of(Outgoing)
    reminders, visits, items, times, walks = of(Reminder), of(Appointment), of(Item), of(CareTime), of(Walk)
    home = household(connection, program, keys, family_id)
    if home is None:
        return None
    private = frozenset(private_messages(connection, program, heard))
    return Whole(home, walks, answers, needs, visits, reminders, items, heard, said, times, private)


def pages(connection: Connection, program: Id, size: int = 50) -> Iterator[list[Id]]:
    """The ids of all families of a program, some at a time, by their codes."""
    after = ""
    while True:
        statement = select(_FAMILY.c.id, _FAMILY.c.code).where(_FAMILY.c.program_id == program, _FAMILY.c.code > after)
        found = connection.execute(statement.order_by(_FAMILY.c.code).limit(size)).all()
        if not found:
            return
        yield [row.id for row in found]
        after = found[-1].code


def everyone(connection: Connection, program: Id) -> dict[Id, Staff]:
    """All who work or ever worked here: what they did stays theirs."""
    rows = connection.execute(select(_STAFF).where(_STAFF.c.program_id == program)).mappings()
    return {row["id"]: person(row) for row in rows}


def note_exports(
    connection: Connection, program: Id, exported: Iterable[tuple[Id, Id]], actor: Id, what: str, at: datetime
) -> None:
    """One audit row for each family whose record leaves. exported: (id of the audit row, family)."""
    rows = [audit.row(row_id, program, home, "staff", actor, f"{what}:{home.hex}", at) for row_id, home in exported]
    connection.execute(insert(_AUDIT), rows)
