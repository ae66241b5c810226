"""New families -> rows, all of them in one transaction, each with its line in the audit. Nobody is texted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from msgspec import Struct
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from bot.clock import new_id
from dialogs.ids import Id, Ids
from dialogs.reminders.zones import instant
from dialogs.rows.people import Channel, Child, Family
from dialogs.snapshot import Happened
from dialogs.turns import joining
from dialogs.turns.joining import Person, Reached
from storage import families
from storage.record import Change, Happening, record
from storage.sealing import Keys


class Enrolled(Struct, frozen=True):
    """A family to add, with the ids that its rows are made with."""

    family: Family
    children: tuple[Child, ...]
    people: tuple[Person, ...]
    ids: Ids


class Taken(Exception):
    """Somebody else was quicker with a code or a number; nothing was stored."""


def child(name: str, born: date | None, ids: Ids) -> Child:
    """The first word of the name is what texts call the child."""
    return Child(next(ids), name.split()[0], name, born)


def noon(day: date, zone: str, now: datetime) -> datetime:
    """A day has no hour on paper: noon at the program, and never later than now."""
    return min(instant(datetime.combine(day, time(12)), zone), now).astimezone(UTC)


def is_taken(connection: Connection, program: Id, keys: Keys, line: Id, channel: Channel, number: str) -> bool:
    """Whether it is a family's on this line, or the phone of somebody on the staff."""
    return families.whose(connection, program, line, f"{channel}:{number}", keys) != families.Found()


def reached(connection: Connection, program: Id, keys: Keys, line: Id, channel: Channel, number: str) -> Reached:
    """The number on our line, with what it said as a stranger's."""
    has_stopped = families.has_stopped(connection, program, f"{channel}:{number}", keys)
    return Reached(line, channel, number, has_stopped)


def write(
    connection: Connection, program: Id, keys: Keys, enrolled: Iterable[Enrolled], now: datetime, *, voice: str,
    by: Id | None, what: str,
) -> None:  # fmt: skip
    """Add them all. voice and by: who did it, for the audit; what: as in `contact-imported`. Raises Taken."""
    lanes = Change({})
    for each in enrolled:
        people = (row for person in each.people for row in joining.rows(person, each.ids, by))
        rows = (each.family, *each.children, *people)
        happened = tuple(Happened(row, True, (f"{type(row).__name__.lower()}-{what}",)) for row in rows)
        frame = Happening(program, each.family, voice, by, new_id(now), now)
        for table, made in record(happened, frame, keys, version=None).inserts.items():
            lanes.inserts.setdefault(table, []).extend(made)
    try:
        for table, made in lanes.inserts.items():
            connection.execute(insert(table), made)
    except IntegrityError:
        raise Taken from None
