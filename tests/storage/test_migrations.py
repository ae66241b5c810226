"""The schema that migrations make is the schema of the tables, on both databases."""

from __future__ import annotations

import time

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from storage import migrate
from storage.database import Database
from storage.migrations.comparing import OPTIONS
from storage.tables.base import metadata


def test_the_migrated_schema_is_that_of_the_tables(database: Database) -> None:
    """Alembic finds nothing to change: no column, type, index or constraint was forgotten."""
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=OPTIONS), metadata) == []


def test_partial_indexes_are_partial_after_migration(database: Database) -> None:
    """Comparing does not look at an index's condition, so this does: every one of the tables is there."""
    wanted = {
        index.name
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    source = (
        "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'"
        if database.is_sqlite
        else "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% WHERE %'"
    )
    with database.reading() as connection:
        assert set(connection.execute(text(source)).scalars()) == wanted
    assert wanted


def test_an_empty_database_becomes_current(blank_database: Database) -> None:
    """A second upgrade changes nothing."""
    assert migrate.state(blank_database) == "empty"
    migrate.upgrade(blank_database)
    migrate.upgrade(blank_database)
    assert migrate.state(blank_database) == "current"


def test_a_version_that_we_do_not_know_is_newer(database: Database) -> None:
    """A program that was rolled back does not touch what its successor made."""
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert migrate.state(database) == "newer"


def test_tables_without_a_version_are_not_ours(blank_database: Database) -> None:
    """Tables of our names that no migration made are never taken for an empty database."""
    metadata.create_all(blank_database.engine)
    assert migrate.state(blank_database) == "newer"


def test_a_migration_is_quick(blank_database: Database) -> None:
    """`make run` creates a database on its way to the page."""
    started = time.perf_counter()
    migrate.upgrade(blank_database)
    assert time.perf_counter() - started < 3  # alone it takes a tenth of that; others may be at work on the machine
