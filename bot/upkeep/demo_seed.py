"""Makes the demo's database: people as rows, their story through the door, up to a working morning at 10:05."""

from __future__ import annotations

import os
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import event, select, update

from bot.upkeep.demo_families import Calendar, beats
from bot.upkeep.demo_people import ZONE, Cast, insert_all
from bot.upkeep.demo_story import Teller
from dialogs.content import Content
from dialogs.reminders.zones import instant, wall
from storage import installation
from storage.database import Database
from storage.sealing import Keys
from storage.tables.base import as_table
from storage.tables.desk import InstallationRow

_INSTALLATION = as_table(InstallationRow)
#: When the visitor comes in: the clinic's own time.
MORNING = time(10, 5)
#: Monday to Thursday, so that a visit "tomorrow" is on a working day.
_DAYS = (0, 1, 2, 3)
#: The first beat of the story, in working days before its today.
_STARTS = -9


def story_now(base: datetime) -> datetime:
    """The next Monday to Thursday 10:05 at the clinic that is not before `base`; both aware, the result in UTC."""
    day = wall(base, ZONE).date()
    while True:
        now = instant(datetime.combine(day, MORNING), ZONE)
        if now >= base and day.weekday() in _DAYS:
            return now
        day += timedelta(days=1)


def seed(path: Path, keys: Keys, content: Content, base: datetime) -> datetime:
    """Write the demo's database to `path`, which comes to be only when it is whole; returns the story's now.

    Durability is bought once at the end instead of at each of a thousand commits: nobody is told of any of them.
    """
    partial = path.with_suffix(".partial")
    _remove(partial)
    partial.parent.mkdir(parents=True, exist_ok=True)
    now = story_now(base)
    database = Database(f"sqlite:///{partial}")
    _hurry(database)
    try:
        installation.create(database, keys, is_demo=True, now=base)
        _tell(database, keys, content, now)
        # Rounded up: what has happened must not lie ahead of the clock.
        keep_shift(database, timedelta(seconds=int((now - base).total_seconds()) + 1))
    finally:
        database.close()
    _keep(partial)
    _remove(path)
    os.replace(partial, path)
    return now


def _tell(database: Database, keys: Keys, content: Content, now: datetime) -> None:
    today: date = wall(now, ZONE).date()
    calendar = Calendar(today)
    starts = calendar.at(_STARTS, "09:00")
    cast = Cast(starts)
    with database.writing() as connection:
        insert_all(connection, cast, keys, today, starts)
    teller = Teller(database, keys, content, cast, starts)
    try:
        teller.tell(beats(calendar), now)
    finally:
        teller.close()


def _hurry(database: Database) -> None:
    @event.listens_for(database.engine, "connect")
    def _no_sync(driver, _record) -> None:  # type: ignore[no-untyped-def]
        driver.execute("PRAGMA synchronous=OFF")


def _keep(path: Path) -> None:
    """Everything of this file on the disk itself."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        leftover.unlink(missing_ok=True)


def keep_shift(database: Database, shift: timedelta) -> None:
    """Remember how far the demo's clock was moved, in whole seconds."""
    with database.writing() as connection:
        connection.execute(update(_INSTALLATION).values(clock_shift=int(shift.total_seconds())))


def kept_shift(database: Database) -> timedelta:
    """How far the clock was moved when the demo last ran."""
    with database.reading() as connection:
        return timedelta(seconds=connection.execute(select(_INSTALLATION.c.clock_shift)).scalar_one())
