"""Databases for tests: SQLite in a file, and PostgreSQL in a private cluster that lives as long as the session.

`database` is migrated and without rows; `blank_database` is untouched. Both run every test on both.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from storage import migrate
from storage.database import Database
from tests.cluster import Cluster, binaries

_ENGINES = (pytest.param("sqlite", id="sqlite"), pytest.param("postgres", id="postgres", marks=pytest.mark.postgres))


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
def postgres_template(cluster: Cluster) -> str:
    """The name of a migrated PostgreSQL database to make others from."""
    run_sql(cluster, "CREATE DATABASE template_kinline")
    database = Database(cluster.url("template_kinline"), pool=1)
    migrate.upgrade(database)
    database.close()
    return "template_kinline"


def run_sql(cluster: Cluster, *statements: str) -> None:
    """Run statements that may not be in a transaction, such as CREATE DATABASE."""
    server = Database(cluster.url("postgres"), pool=1)
    with server.reading() as connection:
        for statement in statements:
            connection.execute(text(statement))
    server.close()


@pytest.fixture(params=_ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database at the newest schema, without rows."""
    if request.param == "sqlite":
        path = tmp_path / "kinline.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield from _opened(f"sqlite:///{path}")
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        yield from _on_cluster(cluster, request.getfixturevalue("postgres_template"))


@pytest.fixture(params=_ENGINES)
def blank_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database in which nothing has happened yet."""
    if request.param == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path / 'kinline.db'}")
    else:
        yield from _on_cluster(request.getfixturevalue("cluster"), "template0")


def _on_cluster(cluster: Cluster, template: str) -> Iterator[Database]:
    name = f"test_{uuid4().hex}"
    run_sql(cluster, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield from _opened(cluster.url(name))
    run_sql(cluster, f"DROP DATABASE {name} WITH (FORCE)")


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()
