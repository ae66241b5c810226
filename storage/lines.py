"""How far polling has come on a line: the provider's own mark, kept beside the line."""

from __future__ import annotations

from sqlalchemy import select, update

from storage.database import Database
from storage.tables.base import as_table
from storage.tables.people import LineRow

_LINE = as_table(LineRow)


def mark(database: Database, channel: str, sender: str) -> str:
    """The mark of the line, '' when it has none yet."""
    with database.reading() as connection:
        statement = select(_LINE.c.mark).where(_LINE.c.channel == channel, _LINE.c.sender == sender)
        return connection.execute(statement).scalar() or ""


def set_mark(database: Database, channel: str, sender: str, mark: str) -> None:
    with database.writing() as connection:
        connection.execute(update(_LINE).where(_LINE.c.channel == channel, _LINE.c.sender == sender).values(mark=mark))
