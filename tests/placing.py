"""Rows that stood before a story began, put on disk past the door; and whether what the door keeps is on disk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, insert, select, update

from bot.door import Door
from dialogs.ids import Id
from dialogs.rows.people import Family
from storage import snapshot as snapshots
from storage.database import Database
from storage.directory import ProgramDirectory
from storage.record import CODECS
from storage.sealing import Keys
from storage.tables.base import as_table
from storage.tables.people import FamilyRow

_FAMILY = as_table(FamilyRow)


def place(database: Database, keys: Keys, program: Id, family: Id | None, values: Sequence[Struct]) -> None:
    """Insert the rows of a family, or of none."""
    with database.writing() as connection:
        for value in values:
            codec = CODECS[type(value)]
            row = codec.to_row(value, program, family, keys, is_new=True)
            connection.execute(insert(codec.table), [row])
        if family is not None and not any(isinstance(value, Family) for value in values):
            touch(connection, family)


def touch(connection: Connection, family: Id) -> None:
    """The family was written: whoever read it before reads it again."""
    connection.execute(update(_FAMILY).where(_FAMILY.c.id == family).values(version=_FAMILY.c.version + 1))


def is_as_stored(door: Door, database: Database, entry: ProgramDirectory, keys: Keys, now: datetime) -> None:
    """What the door keeps of every family is what is stored, in the same order. Raises AssertionError."""
    with database.reading() as connection:
        mine = select(_FAMILY.c.id).where(_FAMILY.c.program_id == entry.program.id)
        for (family,) in connection.execute(mine).all():
            kept = door.recent.of_family(connection, entry, family, now).rows
            stored = snapshots.of_family(connection, entry, family, keys, now).rows
            assert kept == stored
            assert [list(rows) for rows in kept.values()] == [list(stored[kind]) for kind in kept]
