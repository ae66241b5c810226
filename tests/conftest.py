"""Databases for tests: SQLite in a file, and PostgreSQL in a private cluster that lives as long as the session.

`database` is migrated and without rows; `blank_database` is untouched. Both run every test on both.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, text

from storage import migrate
from storage.database import Database
from storage.tables.base import metadata
from tests.builders import Story
from tests.cluster import Cluster, binaries

#: Says a figure to whoever runs the suite.
Tell = Callable[[str], None]

_ENGINES = (pytest.param("sqlite", id="sqlite"), pytest.param("postgres", id="postgres", marks=pytest.mark.postgres))


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """What a test measured, printed in the summary: output of its own would be lost where several processes test."""
    return lambda line: record_property("told", line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for ended in ("passed", "failed") for report in terminalreporter.stats.get(ended, ())]
    told = [str(line) for report in reports for name, line in report.user_properties if name == "told"]
    if told:
        terminalreporter.section("figures")
        terminalreporter.write_line("\n".join(told))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of our own, fsync on. Skips where there are no binaries; under CI that is a failure."""
    folder = binaries()
    if folder is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL's binaries (initdb, pg_ctl) were not found, and CI must test on PostgreSQL.")
        pytest.skip("PostgreSQL's binaries (initdb, pg_ctl) were not found.")
    cluster = Cluster.start(folder)
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: closed, so that nothing of it is left in a WAL."""
    path = tmp_path_factory.mktemp("template") / "kinline.db"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres(cluster: Cluster) -> Iterator[Database]:
    """The cluster's one migrated database, as its superuser; tests get it emptied.

    A database made anew from a template costs a second of disk on a busy machine, emptying one a few milliseconds.
    """
    run_sql(cluster, "CREATE DATABASE kinline", "CREATE DATABASE blank")
    database = Database(cluster.url("kinline"), pool=1)
    migrate.upgrade(database)
    yield database
    database.close()


def run_sql(cluster: Cluster, *statements: str) -> None:
    """Run statements on the server itself, past every test's database and outside any transaction."""
    server = Database(cluster.url("postgres"), pool=1)
    with server.reading() as connection:
        for statement in statements:
            connection.execute(text(statement))
    server.close()


@pytest.fixture(params=_ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database at the newest schema, without rows. What changes the schema belongs into `blank_database`."""
    if request.param == "sqlite":
        path = tmp_path / "kinline.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield from _opened(f"sqlite:///{path}")
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        keeper: Database = request.getfixturevalue("postgres")
        yield from _opened(cluster.url("kinline"))
        keeper.close()
        run_sql(cluster, _end_sessions("kinline"))
        with keeper.writing() as connection:
            for table in metadata.tables.values():
                connection.execute(delete(table))
            connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": migrate.head()})


@pytest.fixture
def story(database: Database) -> Iterator[Story]:
    """A program with a line and a coordinator, told through the real door."""
    told = Story(database)
    yield told
    told.close()


@pytest.fixture(params=_ENGINES)
def blank_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database in which nothing has happened yet."""
    if request.param == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path / 'kinline.db'}")
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        request.getfixturevalue("postgres")
        yield from _opened(cluster.url("blank"))
        run_sql(cluster, _end_sessions("blank"))
        database = Database(cluster.url("blank"), pool=1)
        with database.writing() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        database.close()


def _end_sessions(name: str) -> str:
    """Whatever a failed test left open may hold locks. The keeper has closed before: a session ended under its pool
    can come back as one still at work, which the driver refuses to ping.
    """
    return f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()
