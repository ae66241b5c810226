"""Opening a database as a command needs it: it is there, of our version, and the key fits.

Refused means untouched: nothing is created, migrated or written on the way to a refusal (storage/installation).
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from msgspec import structs
from sqlalchemy import select

from bot.clock import MovableClock, Now
from bot.settings import Settings, read_settings
from bot.upkeep.trouble import BadUse, Trouble
from dialogs.ids import Id
from storage import families, installation, migrate
from storage.database import Database
from storage.directory import Directory, ProgramDirectory
from storage.sealing import Keys
from storage.tables.base import as_table
from storage.tables.desk import InstallationRow

_INSTALLATION = as_table(InstallationRow)
NO_DATABASE = "There is no database yet. Set it up with: kinline migrate"


@dataclass(frozen=True)
class Office:
    """An opened database and one of its programs. `now` is moved where a demo's clock was."""

    settings: Settings
    database: Database
    keys: Keys
    directory: Directory
    entry: ProgramDirectory
    is_demo: bool
    now: Now

    @property
    def program(self) -> Id:
        return self.entry.program.id

    def family(self, code: str) -> Id:
        """The family with this code. Raises Trouble."""
        with self.database.reading() as connection:
            found = families.by_code(connection, self.program, code)
        if found is None:
            raise Trouble("There is no family with this code in the program.")
        return found


@contextmanager
def opened(given: Namespace) -> Iterator[Office]:
    """The database of the settings, demo or real, and the program that is meant. Raises Trouble or Refuse."""
    settings = read_settings()
    database = found_database(settings)
    try:
        keys = found_keys(settings, database)
        is_demo, shift = _kind(database)
        installation.check(database, keys, is_demo=is_demo)
        directory = Directory(database)
        entry = _program(directory, given.program)
        yield Office(settings, database, keys, directory, entry, is_demo, MovableClock(shift))
    finally:
        database.close()


def found_database(settings: Settings) -> Database:
    """The database of the settings. A SQLite file must be there: connecting would make an empty one."""
    database = Database(settings.url)
    if database.is_sqlite and not Path(database.url.database or "").is_file():
        database.close()
        raise Trouble(NO_DATABASE)
    return database


def found_keys(settings: Settings, database: Database) -> Keys:
    """The keys of a database that is there. Raises Refuse, or Trouble where nothing was set up."""
    if not settings.keys and not settings.key_path.exists() and migrate.state(database) == "empty":
        raise Trouble(NO_DATABASE)
    return installation.open_keys(database, settings.data, key_file=settings.key_path, keys_text=settings.keys)


def without_channels(settings: Settings) -> Settings:
    """The same installation for a command that neither sends nor listens."""
    return structs.replace(settings, twilio_account_sid="", telegram_token="", smtp_url="")


def _kind(database: Database) -> tuple[bool, timedelta]:
    """Demo or not, and how far its clock was moved. Read before the check, which is told what to expect."""
    if migrate.state(database) != "current":
        return False, timedelta()
    with database.reading() as connection:
        row = connection.execute(select(_INSTALLATION.c.is_demo, _INSTALLATION.c.clock_shift)).first()
    return (row.is_demo, timedelta(seconds=row.clock_shift)) if row else (False, timedelta())


def _program(directory: Directory, name: str) -> ProgramDirectory:
    """The program that `--program` names, or the only one."""
    programs = list(directory.programs().values())
    if not programs:
        raise Trouble("The database holds no program yet. Set it up with: kinline migrate")
    found = [entry for entry in programs if not name or entry.program.name.casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(sorted(entry.program.name for entry in programs))
    if not found:
        raise BadUse(f"There is no program with this name; there are: {names}.")
    raise BadUse(f"There are several programs; say which with --program: {names}.")
