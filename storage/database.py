"""Opening a database: SQLite in one process, PostgreSQL in many. Both keep what they acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url

_SQLITE_PRAGMAS = (
    "busy_timeout=10000",  # before journal_mode, which itself may have to wait
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL may lose the last commits when the power fails
    "temp_store=MEMORY",
    "cache_size=-2000",  # for each connection: what all of them share is the system's page cache
)
#: Marks a connection on which SQLite's BEGIN is not emitted.
_READING = "kinline_reading"


class Database:
    """An engine and the two ways to use it: `reading` (no transaction) and `writing` (one, committed at the end)."""

    def __init__(self, url: str, *, pool: int = 16) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url, pool) if self.is_sqlite else _postgres(url, pool)
        # Not AUTOCOMMIT on SQLite: on its way back to the pool it would set the driver's isolation_level to "".
        self._reader = self.engine.execution_options(
            **({_READING: True} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"})
        )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reads. Read a family's version first: a write in between then makes you stale, not wrong.

        On SQLite all of it sees one moment, which is cheaper than a moment for each statement.
        """
        with self._reader.connect() as connection:
            if self.is_sqlite:
                _driver(connection).execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed when the block ends and rolled back when it raises. On SQLite, BEGIN IMMEDIATE."""
        with self.engine.begin() as connection:
            yield connection

    @property
    def conflict(self) -> type[Exception]:
        """What the driver raises where a row that may be there only once is there already. Its text may hold values."""
        found: type[Exception] = self.engine.dialect.loaded_dbapi.IntegrityError
        return found

    def durability(self) -> str:
        """What the database itself says of its commits, for doctor and the benchmarks."""
        with self.reading() as connection:
            if self.is_sqlite:
                level = connection.execute(text("PRAGMA synchronous")).scalar_one()
                mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
                return f"journal_mode={mode} synchronous={level}"
            commit = connection.execute(text("SHOW synchronous_commit")).scalar_one()
            sync = connection.execute(text("SHOW fsync")).scalar_one()
            return f"synchronous_commit={commit} fsync={sync}"

    def close(self) -> None:
        self.engine.dispose()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _sqlite(url: str, pool: int) -> Engine:
    # isolation_level=None: the driver never begins or commits by itself. By its default a SAVEPOINT starts without
    # BEGIN and its RELEASE commits (docs/decisions/0003).
    engine = create_engine(
        url,
        pool_size=pool,
        max_overflow=pool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "check_same_thread": False, "cached_statements": 512},
    )

    @event.listens_for(engine, "connect")
    def _prepare(driver: Any, _record: Any) -> None:
        for pragma in _SQLITE_PRAGMAS:
            driver.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(_READING):
            _driver(connection).execute("BEGIN IMMEDIATE")

    return engine


def _postgres(url: str, pool: int) -> Engine:
    found = make_url(url)
    # Behind transaction pooling the next statement may meet a server connection that has never seen it prepared.
    is_pooled = found.query.get("pgbouncer") == "true"
    return create_engine(
        found.difference_update_query(["pgbouncer"]),
        pool_size=pool,
        max_overflow=pool,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="READ COMMITTED",  # whatever the server's default: the writer re-reads what it has locked
        connect_args={"prepare_threshold": None} if is_pooled else {},
    )
