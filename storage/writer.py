"""The one door to disk: changes -> batch -> commit -> answer.

The writer takes the waiting changes, at most one per family, locks all their families in one statement in id order,
sends back those that are stale, writes each table with one `executemany`, bumps the versions, commits, and only then
answers every caller. If anything raises, the whole batch is rolled back and each change runs alone, so that a poison
one fails by itself. There are no savepoints: see docs/decisions/0003.

Two processes never wait for each other's families, which are skipped when locked. They may wait for a unique key that
both insert (the same provider id twice, delivered in parallel); so every batch inserts by table in one order, and
within a table by that key: nobody waits in a circle.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext
from enum import Enum
from operator import itemgetter

from sqlalchemy import Connection, Table, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.database import Database
from storage.hot import Hot, HotWrite
from storage.record import AUDIT, CODECS, Change
from storage.rows import Row
from storage.tables import messages
from storage.tables import people as people_tables
from storage.turnstile import Turnstile

log = logging.getLogger("kinline.writer")

_FAMILY = people_tables.FamilyRow.__table__  # type: ignore[attr-defined]
_MESSAGE = messages.MessageRow.__table__  # type: ignore[attr-defined]
_ATTEMPT = messages.AttemptRow.__table__  # type: ignore[attr-defined]
#: Tables whose unique once-keys make a second insert harmless: it is simply not made.
_ONCE = {"outgoing": ("program_id", "once_key"), "reminder": ("program_id", "once_key")}
#: Tables whose unique keys two batches may both insert, and the column by which each sorts its rows first.
_SORTED = {"message": "provider_id", "attempt": "outgoing_id", "outgoing": "once_key", "address": "hash"}
_SORTED |= {"reminder": "once_key", "thread": "contact_id", "link": "contact_id"}
#: Record's order of kinds, the audit row last.
_ORDER = {codec.table: number for number, codec in enumerate(CODECS.values())}
_LARGEST_BATCH = 64
#: So many changes share a commit well; fewer wait for those that are announced, seconds at most.
_ENOUGH, _PATIENCE = 16, 0.05
#: PostgreSQL is waited for, so that others may think meanwhile.
_PLACES = 2


class Written(Enum):
    """How a change ended."""

    #: Committed.
    DONE = "done"
    #: The family was written or is locked by another, or the message was claimed: read again and think again.
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
        self._announced = 0
        # SQLite works in our own threads: there the writer needs a place as well, but for the flush of the disk.
        self._turnstile = Turnstile(1 if database.is_sqlite else _PLACES)
        self._needs_place = database.is_sqlite
        self._is_closed = False
        self.batches = 0
        self.changes = 0
        self._thread = threading.Thread(target=self._run, name="kinline-writer", daemon=True)
        self._thread.start()

    def write(self, change: Change) -> Future[Written]:
        """Queue a change; the future is answered after the commit, or carries the database's exception.

        A future cancelled before its batch began is not written; after that it can no longer be cancelled.
        """
        if sum(len(change.inserts.get(table, ())) for table in (_MESSAGE, _ATTEMPT)) > 1:
            raise ValueError("A change is about one message heard or one attempt, so that all of it can be refused.")
        waiting = _Waiting(change)
        with self._wake:
            if self._is_closed:
                raise Closed("the writer is closed")
            self._waiting.append(waiting)
            if not self._announced or len(self._waiting) in (1, _ENOUGH):
                self._wake.notify()
        return waiting.future

    @contextmanager
    def thinking(self) -> Iterator[None]:
        """Around the work that probably ends in a `write`: announced, and in its turn."""
        with self.announced(), self._turnstile.passed():
            yield

    @contextmanager
    def announced(self) -> Iterator[None]:
        """While a `write` is likely to come: a batch waits a moment for it rather than leave without."""
        with self._wake:
            self._announced += 1
        try:
            yield
        finally:
            with self._wake:
                self._announced -= 1
                if not self._announced:
                    self._wake.notify()

    def close(self) -> None:
        """Write what waits, then end the thread."""
        with self._wake:
            self._is_closed = True
            self._wake.notify()
        self._thread.join()

    def _run(self) -> None:
        while (batch := self._next_batch()) is not None:
            try:
                results = self._transact(batch)
            except Exception as error:
                log.warning("batch of %d failed (%s), running each alone", len(batch), type(error).__name__)
                self._each_alone(batch)
            else:
                for waiting, written in zip(batch, results, strict=True):
                    waiting.future.set_result(written)

    def _next_batch(self) -> list[_Waiting] | None:
        """Waiting changes in order, at most one per family; None once closed and drained."""
        with self._wake:
            while not self._waiting and not self._is_closed:
                self._wake.wait()
            self._wake.wait_for(self._has_enough, _PATIENCE)
            if not self._waiting:
                return None
            batch: list[_Waiting] = []
            left: deque[_Waiting] = deque()
            families: set[object] = set()
            while self._waiting and len(batch) < _LARGEST_BATCH:
                waiting = self._waiting.popleft()
                touched = waiting.change.families.keys()
                if not families.isdisjoint(touched):
                    left.append(waiting)
                elif waiting.future.set_running_or_notify_cancel():
                    families.update(touched)
                    batch.append(waiting)
            left.extend(self._waiting)
            self._waiting = left
            return batch

    def _has_enough(self) -> bool:
        return not self._announced or len(self._waiting) >= _ENOUGH or self._is_closed

    def _each_alone(self, batch: list[_Waiting]) -> None:
        for waiting in batch:
            try:
                waiting.future.set_result(self._transact([waiting])[0])
            except Exception as error:
                waiting.future.set_exception(error)

    def _transact(self, batch: list[_Waiting]) -> list[Written]:
        place = self._turnstile.passed(first=True) if self._needs_place else nullcontext()
        # The place is given back before the commit: the disk is waited for without it.
        with self._database.writing() as connection, place:
            results = self._write_batch(connection, [waiting.change for waiting in batch])
        self.batches += 1
        self.changes += len(batch)
        return results

    def _write_batch(self, connection: Connection, changes: list[Change]) -> list[Written]:
        fresh = self._lock(connection, changes)
        results = [Written.DONE if is_fresh else Written.STALE for is_fresh in fresh]
        # Of a repeated message nothing is written; of a message that another has just claimed, neither.
        self._take(connection, _MESSAGE, changes, results, Written.DUPLICATE)
        self._take(connection, _ATTEMPT, changes, results, Written.STALE)
        inserts: dict[Table, list[Row]] = {}
        updates: dict[Table, list[Row]] = {}
        versions: list[Row] = []
        for index, change in enumerate(changes):
            if results[index] is not Written.DONE:
                continue
            for table, rows in change.inserts.items():
                inserts.setdefault(table, []).extend(rows)
            for table, rows in change.updates.items():
                updates.setdefault(table, []).extend(rows)
            versions.extend({"row_id": family} for family in change.families)
        for table in sorted(inserts.keys() - {_MESSAGE, _ATTEMPT}, key=_place):
            if self._statements.insert[table].many(connection, _in_order(table, inserts[table])) < len(inserts[table]):
                for change in changes:
                    change.is_whole = change.is_whole and table not in change.inserts
        for table in sorted(updates, key=_place):
            # Sorted, because what belongs to no family is not locked beforehand.
            self._statements.update[table].many(connection, sorted(updates[table], key=itemgetter("row_id")))
        if versions:
            self._statements.bump.many(connection, versions)
        return results

    def _lock(self, connection: Connection, changes: list[Change]) -> list[bool]:
        """Lock every family of the batch in id order; for each change, whether it saw the newest version of its own."""
        ids = sorted({family for change in changes for family in change.families})
        if not ids:
            return [True] * len(changes)
        values = {f"id{number}": family for number, family in enumerate(ids)}
        locked: dict[object, int] = dict(self._statements.lock(len(ids)).rows(connection, values))
        return [all(locked.get(family) == version for family, version in change.families.items()) for change in changes]

    def _take(
        self, connection: Connection, table: Table, changes: list[Change], results: list[Written], otherwise: Written
    ) -> None:
        """Insert the rows by which a change is the first of its kind; one whose key is known ends as `otherwise`."""
        rows = [
            (index, row)
            for index, change in enumerate(changes)
            if results[index] is Written.DONE
            for row in change.inserts.get(table, ())
        ]
        if not rows:
            return
        ordered = _in_order(table, [row for _, row in rows])
        taken = self._statements.take[table].returning(connection, ordered)
        for index, row in rows:
            if row["id"] not in taken:
                results[index] = otherwise


class _Statements:
    """The hot statements, built once and compiled once."""

    def __init__(self, is_sqlite: bool) -> None:
        dialect_insert = sqlite_insert if is_sqlite else postgres_insert
        self.take = {
            table: HotWrite(dialect_insert(table).on_conflict_do_nothing(index_elements=key).returning(table.c.id))
            for table, key in (
                (_MESSAGE, ["program_id", "line_id", "provider_id"]),
                (_ATTEMPT, ["program_id", "outgoing_id", "number"]),
            )
        }
        self._is_sqlite = is_sqlite
        self._locks: dict[int, Hot] = {}
        bump = update(_FAMILY).where(_FAMILY.c.id == bindparam("row_id")).values(version=_FAMILY.c.version + 1)
        self.bump = HotWrite(bump)
        self.insert = {
            table: HotWrite(
                dialect_insert(table).on_conflict_do_nothing(index_elements=_ONCE[table.name])
                if table.name in _ONCE
                else insert(table)
            )
            for table in (*(codec.table for codec in CODECS.values()), AUDIT)
        }
        self.update = {
            codec.table: HotWrite(update(codec.table).where(codec.table.c.id == bindparam("row_id")), codec.updated)
            for codec in CODECS.values()
        }

    def lock(self, count: int) -> Hot:
        """id and version of the families `id0`, `id1` …, locked in id order; what others hold is left out."""
        if count not in self._locks:
            ids = [bindparam(f"id{number}", type_=_FAMILY.c.id.type) for number in range(count)]
            found = select(_FAMILY.c.id, _FAMILY.c.version).where(_FAMILY.c.id.in_(ids))
            # SQLite needs no row locks: BEGIN IMMEDIATE already made this the only writer.
            wanted = found if self._is_sqlite else found.order_by(_FAMILY.c.id).with_for_update(skip_locked=True)
            self._locks[count] = Hot(wanted)
        return self._locks[count]


def _place(table: Table) -> int:
    return _ORDER.get(table, len(_ORDER))


def _in_order(table: Table, rows: list[Row]) -> list[Row]:
    column = _SORTED.get(table.name)
    return sorted(rows, key=itemgetter(column)) if column else rows
