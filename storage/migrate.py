"""The schema: which version a database has, and bringing it to ours. One transaction: whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, inspect, text

import storage.tables  # noqa: F401  (fills the metadata)
from storage.database import Database
from storage.tables.base import metadata

State = Literal["empty", "current", "behind", "newer"]
_MIGRATIONS = Path(__file__).parent / "migrations"
#: Two processes of an upgrade wait for each other. Any number of ours will do; it must only never change.
_ADVISORY_LOCK = 5_465_746_3
#: Our versions, the oldest first, by the numbers of their files: a start that changes nothing loads no Alembic.
_KNOWN = tuple(sorted(file.name.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def head() -> str:
    """The version that this program works with."""
    return _KNOWN[-1]


def state(database: Database) -> State:
    """empty: nothing of ours in it · behind: `upgrade` helps · newer: not of a version that this program knows."""
    with database.reading() as connection:
        return _state(connection)


def upgrade(database: Database) -> None:
    """Bring the schema to `head`. Safe to call from several processes at once; nothing happens when it is there."""
    with database.writing() as connection:
        upgrade_within(connection)


def upgrade_within(connection: Connection) -> None:
    """The same inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _state(connection: Connection) -> State:
    version = _current(connection)
    if version is None:
        # Tables of our names without a version were made by something else: not ours to change.
        return "newer" if metadata.tables.keys() & set(inspect(connection).get_table_names()) else "empty"
    if version not in _KNOWN:
        return "newer"
    return "current" if version == head() else "behind"
