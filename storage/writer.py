"""The one door to disk: changes -> batch -> commit -> answer.

The writer takes the waiting changes, at most one per family, locks all their families in one statement in id order,
sends back those that are stale, writes each table with one `executemany`, bumps the versions, commits, and only then
answers every caller. If anything raises, the whole batch is rolled back and each change runs alone, so that a poison
one fails by itself. There are no savepoints: see docs/decisions/0003.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from concurrent.futures import Future
from enum import Enum

from sqlalchemy import Connection, Insert, Table, Update, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.database import Database
from storage.record import CODECS, Change
from storage.tables import messages
from storage.tables import people as people_tables

log = logging.getLogger("kinline.writer")

_FAMILY = people_tables.FamilyRow.__table__  # type: ignore[attr-defined]
_MESSAGE = messages.MessageRow.__table__  # type: ignore[attr-defined]
#: Tables whose unique once-keys make a second insert harmless: it is simply not made.
_ONCE = {"outgoing": ("program_id", "once_key"), "reminder": ("program_id", "once_key")}
_LARGEST_BATCH = 64


class Written(Enum):
    """How a change ended."""

    #: Committed.
    DONE = "done"
    #: The family was written or is locked by another: read it again and think again.
    STALE = "stale"
    #: The provider's id is known: this message was already taken, and nothing was written.
    DUPLICATE = "duplicate"


class Closed(Exception):
    """The writer has been closed; nothing more is written."""


class _Waiting:
    __slots__ = ("change", "future")

    def __init__(self, change: Change) -> None:
        self.change = change
        self.future: Future[Written] = Future()


class Writer:
    """Owns one thread and one transaction at a time. `write` is safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._statements = _Statements(database.is_sqlite)
        self._waiting: deque[_Waiting] = deque()
        self._wake = threading.Condition()
        self._is_closed = False
        self.batches = 0
        self.changes = 0
        self._thread = threading.Thread(target=self._run, name="kinline-writer", daemon=True)
        self._thread.start()

    def write(self, change: Change) -> Future[Written]:
        """Queue a change; the future is answered after the commit, or carries the database's exception."""
        waiting = _Waiting(change)
        with self._wake:
            if self._is_closed:
                raise Closed("the writer is closed")
            self._waiting.append(waiting)
            self._wake.notify()
        return waiting.future

    def close(self) -> None:
        """Write what waits, then end the thread."""
        with self._wake:
            self._is_closed = True
            self._wake.notify()
        self._thread.join()

    def _run(self) -> None:
        while batch := self._next_batch():
            try:
                results = self._transact(batch)
            except Exception as error:
                log.warning("batch of %d failed (%s), running each alone", len(batch), type(error).__name__)
                self._each_alone(batch)
            else:
                for waiting, written in zip(batch, results, strict=True):
                    waiting.future.set_result(written)

    def _next_batch(self) -> list[_Waiting]:
        """Waiting changes in order, at most one per family; empty once closed and drained."""
        with self._wake:
            while not self._waiting and not self._is_closed:
                self._wake.wait()
            batch: list[_Waiting] = []
            left: deque[_Waiting] = deque()
            families: set[object] = set()
            while self._waiting and len(batch) < _LARGEST_BATCH:
                waiting = self._waiting.popleft()
                touched = waiting.change.families.keys()
                if families.isdisjoint(touched):
                    families.update(touched)
                    batch.append(waiting)
                else:
                    left.append(waiting)
            left.extend(self._waiting)
            self._waiting = left
            return batch

    def _each_alone(self, batch: list[_Waiting]) -> None:
        for waiting in batch:
            try:
                waiting.future.set_result(self._transact([waiting])[0])
            except Exception as error:
                waiting.future.set_exception(error)

    def _transact(self, batch: list[_Waiting]) -> list[Written]:
        with self._database.writing() as connection:
            results = self._write_batch(connection, [waiting.change for waiting in batch])
        self.batches += 1
        self.changes += len(batch)
        return results

    def _write_batch(self, connection: Connection, changes: list[Change]) -> list[Written]:
        fresh = self._lock(connection, changes)
        results = [Written.DONE if is_fresh else Written.STALE for is_fresh in fresh]
        taken = self._take_messages(connection, changes, results)
        inserts: dict[Table, list[dict[str, object]]] = {}
        updates: dict[Table, list[dict[str, object]]] = {}
        versions: list[dict[str, object]] = []
        for index, change in enumerate(changes):
            if results[index] is not Written.DONE:
                continue
            if any(row["id"] not in taken for row in change.inserts.get(_MESSAGE, ())):
                results[index] = Written.DUPLICATE
                continue
            for table, rows in change.inserts.items():
                inserts.setdefault(table, []).extend(rows)
            for table, rows in change.updates.items():
                updates.setdefault(table, []).extend(rows)
            versions.extend({"row_id": family} for family in change.families)
        inserts.pop(_MESSAGE, None)
        for table, rows in inserts.items():
            connection.execute(self._statements.insert[table], rows)
        for table, rows in updates.items():
            connection.execute(self._statements.update[table], rows)
        if versions:
            connection.execute(self._statements.bump, versions)
        return results

    def _lock(self, connection: Connection, changes: list[Change]) -> list[bool]:
        """Lock every family of the batch in id order; for each change, whether it saw the newest version of its own."""
        ids = sorted({family for change in changes for family in change.families})
        if not ids:
            return [True] * len(changes)
        locked = {row.id: row.version for row in connection.execute(self._statements.lock, {"ids": ids})}
        return [all(locked.get(family) == version for family, version in change.families.items()) for change in changes]

    def _take_messages(self, connection: Connection, changes: list[Change], results: list[Written]) -> set[object]:
        """Insert what was heard; the ids of those whose provider id was not known before."""
        rows = [
            row
            for change, written in zip(changes, results, strict=True)
            if written is Written.DONE
            for row in change.inserts.get(_MESSAGE, ())
        ]
        if not rows:
            return set()
        return set(connection.execute(self._statements.take, rows).scalars())


class _Statements:
    """The hot statements, built once so that SQLAlchemy compiles each of them once."""

    def __init__(self, is_sqlite: bool) -> None:
        dialect_insert = sqlite_insert if is_sqlite else postgres_insert
        self.take = (
            dialect_insert(_MESSAGE)
            .on_conflict_do_nothing(index_elements=["program_id", "line_id", "provider_id"])
            .returning(_MESSAGE.c.id)
        )
        lock = select(_FAMILY.c.id, _FAMILY.c.version).where(_FAMILY.c.id.in_(bindparam("ids", expanding=True)))
        # SQLite needs no row locks: BEGIN IMMEDIATE already made this the only writer.
        self.lock = lock if is_sqlite else lock.order_by(_FAMILY.c.id).with_for_update(skip_locked=True)
        self.bump = update(_FAMILY).where(_FAMILY.c.id == bindparam("row_id")).values(version=_FAMILY.c.version + 1)
        self.insert: dict[Table, Insert] = _ByTable(
            lambda table: (
                dialect_insert(table).on_conflict_do_nothing(index_elements=_ONCE[table.name])
                if table.name in _ONCE
                else insert(table)
            )
        )
        self.update: dict[Table, Update] = {
            codec.table: update(codec.table)
            .where(codec.table.c.id == bindparam("row_id"))
            .values({name: bindparam(name) for name in codec.updated})
            for codec in CODECS.values()
        }


class _ByTable(dict):  # type: ignore[type-arg]
    """Makes a table's statement on first use and keeps it."""

    def __init__(self, make: object) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, table: Table) -> object:
        self[table] = statement = self._make(table)  # type: ignore[operator]
        return statement
