"""Cost per turn must not grow with the number of families: every hot statement walks an index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, event, insert

from dialogs.desk.permission import TABLE, Scope
from dialogs.rows.people import Address
from dialogs.turns import acts
from storage import alerts, audit, families, outbox, snapshot, todo
from storage.database import Database
from storage.tables.base import metadata
from tests.builders import Household, Story
from tests.cluster import only_postgres

#: A row for every program, member of staff or line: however many families there are, these stay few.
FEW = {"program", "policy", "line", "staff", "staff_phone", "lease", "installation", "form", "session", "draft"}
GROWING = set(metadata.tables) - FEW


class _Recorder:
    """Every statement that the driver was given, whichever way it got there."""

    def __init__(self, database: Database) -> None:
        self.statements: set[str] = set()
        statements = self.statements

        class Cursor(sqlite3.Cursor):
            def execute(self, sql: str, *parameters: Any) -> Any:
                statements.add(sql)
                return super().execute(sql, *parameters)

            def executemany(self, sql: str, parameters: Any, /) -> Any:
                statements.add(sql)
                return super().executemany(sql, parameters)

        class Connection(sqlite3.Connection):
            def cursor(self, factory: Any = Cursor) -> Any:
                return super().cursor(factory)

            def execute(self, sql: str, *parameters: Any) -> Any:
                statements.add(sql)
                return super().execute(sql, *parameters)

        @event.listens_for(database.engine, "do_connect")
        def _record(_dialect: Any, _record: Any, _arguments: Any, options: dict[str, Any]) -> None:
            options["factory"] = Connection


@pytest.fixture
def recorded(sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[Story, _Recorder]]:
    path = tmp_path / "kinline.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    recorder = _Recorder(database)
    story = Story(database)
    recorder.statements.clear()
    yield story, recorder
    story.close()
    database.close()


def _all_hot_paths(story: Story) -> None:
    """A stranger, an invitation, answers, a person, a visit with its reminders, danger: every voice has its turn."""
    who = story.family(consent="recorded", detail_level=2)
    story.act(who, acts.Invite(who.contact.id))
    invitation = story.deliver()[0]
    for words in ("yes", "3", "1", "help", "my son is not breathing", "what is my balance?", "1", "stop"):
        story.clock.advance(minutes=3)
        story.hear(who, words)
        story.deliver()
    stranger = Household(who.family, who.child, who.contact, _elsewhere(who), who.link)
    story.hear(stranger, "who is this?", start_code="WRONG")
    story.clock.advance(days=2)
    story.deliver()
    with story.database.reading() as connection:
        for kind in ("outgoing", "check", "reminder", "alert"):
            outbox.due(connection, kind, story.clock())
        outbox.next_due(connection)
        outbox.of_status(connection, None, "SM1")
        alerts.told(connection, story.program, story.coordinator.id, story.clock())
        families.by_code(connection, story.program, "F1")
        families.whose(connection, story.program, story.line.id, "phone:nobody", story.keys)
        entry = story.directory.program(story.program)
        found = snapshot.of_family(connection, entry, who.family.id, story.keys, story.clock())
        snapshot.with_outgoing(connection, found, invitation.id, story.keys)


def _elsewhere(who: Household) -> Address:
    return Address(who.address.id, who.contact.id, who.address.line_id, who.address.channel, "nobody")


def test_no_hot_statement_reads_a_growing_table_whole(recorded: tuple[Story, _Recorder]) -> None:
    """SQLite's own plan for every statement of every voice, before it knows the values: SEARCH, or a partial index."""
    story, recorder = recorded
    _all_hot_paths(story)
    seen = {sql for sql in recorder.statements if sql.startswith(("SELECT", "UPDATE", "DELETE"))}
    audit.seal(story.database, "a")
    seen |= {sql for sql in recorder.statements if "number IS NULL" in sql and "count" not in sql}
    assert len(seen) > 30
    partial = {
        str(index.name)
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    assert [slow for sql in sorted(seen) for slow in _scans(story.database, sql, partial)] == []


def _scans(database: Database, sql: str, partial: set[str]) -> list[str]:
    """`table: statement` for each growing table that the statement walks from one end to the other."""
    connection = sqlite3.connect(str(database.url.database))
    plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?")).fetchall()
    connection.close()
    scans = []
    for *_, detail in plan:
        words = detail.split()
        if words[0] == "SCAN" and words[1] in GROWING and not partial & set(words):
            scans.append(f"{detail}: {sql}")
    return scans


@pytest.mark.parametrize(
    ("what", "index"),
    [
        pytest.param("outgoing", "ix_outgoing_due", id="messages to send"),
        pytest.param("check", "ix_outgoing_check", id="unclear sends"),
        pytest.param("reminder", "ix_reminder_due", id="promises"),
        pytest.param("alert", "ix_alert_next", id="alerts"),
    ],
)
def test_what_is_due_is_found_by_its_own_index(recorded: tuple[Story, _Recorder], what: str, index: str) -> None:
    """Rows that are settled are not even in the index."""
    story, recorder = recorded
    with story.database.reading() as connection:
        recorder.statements.clear()
        outbox.due(connection, what, story.clock())
        (sql,) = recorder.statements
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", tuple(None for _ in range(sql.count("?")))).all()
    assert f"USING INDEX {index} (" in plan[0][-1]


def _scopes() -> list[Scope]:
    nurse, colleague = UUID(int=1), UUID(int=2)
    own = Scope(TABLE["coordinator"], nurse, frozenset({nurse, colleague}), frozenset({UUID(int=9)}))
    return [own, Scope(TABLE["supervisor"], nurse, frozenset())]


def _to_do_list(story: Story, connection: Connection) -> None:
    """The to-do page and its badge, for whoever may ask."""
    for scope in _scopes():
        for whose in (scope.coordinators, None):
            todo.listed(connection, story.program, story.keys, scope, whose=whose, limit=51, skip=50)
            todo.count_due(connection, story.program, scope, story.clock(), whose=whose)


def test_the_to_do_list_walks_only_what_is_open(recorded: tuple[Story, _Recorder]) -> None:
    """However many families and however much was done long ago."""
    story, recorder = recorded
    with story.database.reading() as connection:
        recorder.statements.clear()
        _to_do_list(story, connection)
        assert len(recorder.statements) >= 4
        for sql in sorted(recorder.statements):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (None,) * sql.count("?")).all()
            told = "\n".join(row[-1] for row in plan)
            assert "SEARCH item USING INDEX ix_item_open (program_id=?" in told
            assert "SCAN item" not in told
            assert "SCAN family" not in told
            assert "TEMP B-TREE FOR ORDER BY" not in told


@only_postgres
def test_postgres_walks_only_what_is_open_too(database: Database) -> None:
    """By the same index, once there are so many items done that the planner sees the difference."""
    story = Story(database)
    _add_done_items(story, 2000)
    with _explained(database) as plans, database.reading() as connection:
        _to_do_list(story, connection)
    story.close()
    assert len(plans) == 8
    for plan in plans:
        # whoever covers nobody is answered without a look at the table
        assert "ix_item_open" in plan or "One-Time Filter: false" in plan
        assert "Seq Scan" not in plan


def _add_done_items(story: Story, count: int) -> None:
    """Of one family, long ago, and counted by the planner."""
    who, now = story.family(), story.clock()
    done = {"program_id": story.program, "family_id": who.family.id, "kind": "question", "severity": "request",
            "note": b"", "due_at": now, "opened_at": now, "state": "done"}  # fmt: skip
    with story.database.writing() as connection:
        connection.execute(insert(metadata.tables["item"]), [{**done, "id": story.id()} for _ in range(count)])
        connection.exec_driver_sql("ANALYZE item")


@contextmanager
def _explained(database: Database) -> Iterator[list[str]]:
    """The plans of every SELECT while it is open."""
    plans: list[str] = []

    def explain(connection: Any, _: Any, sql: str, parameters: Any, *__: Any) -> None:
        if sql.startswith("SELECT") and "EXPLAIN" not in sql:
            cursor = connection.connection.cursor()
            cursor.execute("SET enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}", parameters)
            plans.append("\n".join(line for (line,) in cursor.fetchall()))

    event.listen(database.engine, "before_cursor_execute", explain)
    yield plans
    event.remove(database.engine, "before_cursor_execute", explain)


@only_postgres
def test_postgres_finds_what_is_due_by_index_too(database: Database) -> None:
    """With the planner told to avoid a sequential scan where it can, it can."""
    story = Story(database)
    with _explained(database) as plans, database.reading() as connection:
        for kind in ("outgoing", "check", "reminder", "alert"):
            outbox.due(connection, kind, story.clock() + timedelta(hours=1))
        outbox.next_due(connection)
    story.close()
    assert len(plans) == 8
    for plan, table in zip(plans, ["outgoing", "outgoing", "reminder", "alert"] * 2, strict=True):
        # On empty tables the planner may take either partial index of what is open; a scan of everything it may not.
        assert f"ix_{table}_" in plan
        assert "Seq Scan" not in plan
