"""Rows -> what a voice may know. Reads one family, its version first, through indexes on what is still open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Select, Table, TextClause, and_, bindparam, exists, func, or_, select

from dialogs.ids import Id
from dialogs.reminders.verdict import WrittenFirst
from dialogs.rows.care import Appointment, Item, Need, Reminder
from dialogs.rows.desk import Alert, CareTime, Thread
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Attempt, Outgoing, Prompt
from dialogs.rows.people import Address, Child, Contact, Family, Link, Program
from dialogs.snapshot import Lately, Rows, Snapshot
from dialogs.turns.roles import NO_ROLE
from storage.careplans import strangers_items
from storage.directory import ProgramDirectory
from storage.hot import Hot
from storage.record import CODECS
from storage.sealing import Keys
from storage.tables.base import within
from storage.tables.desk import DraftRow
from storage.tables.messages import OutgoingRow

_OUTGOING: Table = OutgoingRow.__table__  # type: ignore[attr-defined]
_DRAFT: Table = DraftRow.__table__  # type: ignore[attr-defined]
_WEEK = timedelta(days=7)
#: A visit stays in view for "did it happen?" and the missed-visit texts that follow it.
_VISIT_MEMORY = timedelta(days=21)

#: What every family has, and is read whole.
_HELD: tuple[type, ...] = (Child, Contact, Address, Link, Thread)


class _Since(Struct, frozen=True):
    """How far back two kinds of what is over are still in view."""

    prompts: datetime
    visits: datetime


class _Alive(Struct, frozen=True):
    """What is still alive of a kind that only some families have at a time, said to the database and of a value."""

    where: Callable[[Table], ColumnElement[bool] | TextClause]
    holds: Callable[[Any, _Since], bool]


def _recent(prompt: Prompt, since: _Since) -> bool:
    if prompt.state == "superseded":
        return prompt.closed_at is not None and prompt.closed_at >= since.prompts
    return prompt.state in ("queued", "open")


#: Each pair says the same twice: tests/storage compares what both give after every turn of the journeys.
_ALIVE: dict[type, _Alive] = {
    Prompt: _Alive(
        lambda t: and_(
            within(t, "ix_prompt_recent"), or_(t.c.state != "superseded", t.c.closed_at >= bindparam("prompts_since"))
        ),
        _recent,
    ),
    Walk: _Alive(
        lambda t: within(t, "ix_interview_open"), lambda walk, _: walk.status in ("queued", "in-progress", "paused")
    ),
    Appointment: _Alive(
        lambda t: t.c.starts_at >= bindparam("visits_since"), lambda visit, since: visit.starts_at >= since.visits
    ),
    Reminder: _Alive(lambda t: within(t, "ix_reminder_family_open"), lambda reminder, _: reminder.state == "planned"),
    Outgoing: _Alive(
        lambda t: within(t, "ix_outgoing_family_open"), lambda out, _: out.state in ("queued", "sending", "unknown")
    ),
    Alert: _Alive(
        lambda t: within(t, "ix_alert_family_open"), lambda alert, _: alert.state in ("waiting", "open", "acknowledged")
    ),
    Need: _Alive(lambda t: t.c.status == "active", lambda need, _: need.status == "active"),
}


def _columns(kind: type) -> list[ColumnElement[Any]]:
    codec = CODECS[kind]
    return [codec.table.c[name] for name in codec.names]


def _select(kind: type) -> Select[Any]:
    table = CODECS[kind].table
    statement = select(*_columns(kind)).where(table.c.family_id == bindparam("family")).order_by(table.c.id)
    return statement.where(_ALIVE[kind].where(table)) if kind in _ALIVE else statement


def _is_there(kind: type) -> ColumnElement[bool]:
    table = CODECS[kind].table
    return exists().where(table.c.family_id == bindparam("family"), _ALIVE[kind].where(table))


_STATEMENTS = {kind: Hot(_select(kind)) for kind in (*_HELD, *_ALIVE)}
_FAMILY_CODEC = CODECS[Family]
#: The family, and which kinds of what is alive it has at all: most families have hardly any, and need not be asked.
_FAMILY = Hot(
    select(*_columns(Family), *(_is_there(kind) for kind in _ALIVE)).where(
        _FAMILY_CODEC.table.c.id == bindparam("family"), _FAMILY_CODEC.table.c.program_id == bindparam("program")
    )
)
_VERSION = Hot(
    select(_FAMILY_CODEC.table.c.version).where(
        _FAMILY_CODEC.table.c.id == bindparam("family"), _FAMILY_CODEC.table.c.program_id == bindparam("program")
    )
)
_WRITTEN_FIRST = (
    select(_OUTGOING.c.sent_at, _OUTGOING.c.once_key, _OUTGOING.c.contact_id)
    .where(_OUTGOING.c.family_id == bindparam("family"))
    .where(_OUTGOING.c.sent_at >= bindparam("since"))
    .where(_OUTGOING.c.is_proactive)
)
_TYPING = (
    select(_DRAFT.c.contact_id, func.min(_DRAFT.c.changed_at).label("since"))
    .where(_DRAFT.c.contact_id.in_(bindparam("contacts", expanding=True)))
    .group_by(_DRAFT.c.contact_id)
)


def of_family(
    connection: Connection, directory: ProgramDirectory, family_id: Id, keys: Keys, now: datetime
) -> Snapshot:
    """Everything of one family that is still alive. Raises LookupError when the program has no such family."""
    program = directory.program.id
    since = _since(directory.program, now)
    values = {"family": family_id, "program": program, "prompts_since": since.prompts, "visits_since": since.visits}
    row = _FAMILY.first(connection, values)
    if row is None:
        raise LookupError("no such family")
    known = len(_FAMILY_CODEC.names)
    family = _FAMILY_CODEC.from_values(row[:known], program, keys)
    rows: Rows = {Family: {family.id: family}}
    is_there = dict(zip(_ALIVE, row[known:], strict=True))
    for kind, statement in _STATEMENTS.items():
        codec = CODECS[kind]
        found = statement.rows(connection, values) if is_there.get(kind, True) else []
        read = [codec.from_values(each, program, keys) for each in found]
        rows[kind] = {value.id: value for value in read}
    return Snapshot(directory.program, directory.staff, directory.lines, family, rows)


def _since(program: Program, now: datetime) -> _Since:
    return _Since(now - timedelta(hours=program.policies.bare_digit_hours), now - _VISIT_MEMORY)


def version_of(connection: Connection, program: Id, family_id: Id) -> int | None:
    """How often the family was written so far; None when the program has no such family."""
    found = _VERSION.first(connection, {"family": family_id, "program": program})
    return None if found is None else found[0]


def left_alive(program: Program, rows: Rows, now: datetime) -> Rows:
    """Of a family's rows those that `of_family` would read, in its order."""
    since = _since(program, now)
    kept: Rows = {Family: rows[Family]}
    for kind in _STATEMENTS:
        found = rows.get(kind, {})
        if kind in _ALIVE:
            holds = _ALIVE[kind].holds
            found = {row_id: row for row_id, row in found.items() if holds(row, since)}
        kept[kind] = {row_id: found[row_id] for row_id in sorted(found, key=_number)} if len(found) > 1 else found
    return kept


def _number(row_id: Id) -> int:
    return row_id.int


def lately(connection: Connection, snapshot: Snapshot, now: datetime) -> Snapshot:
    """The snapshot with what the gates ask besides: what the household was written, and who is typing."""
    assert snapshot.family is not None
    written = connection.execute(_WRITTEN_FIRST, {"family": snapshot.family.id, "since": now - _WEEK})
    contacts = list(snapshot.rows[Contact])
    typing = connection.execute(_TYPING, {"contacts": contacts}) if contacts else ()
    return replace(
        snapshot,
        lately=Lately(
            tuple(WrittenFirst(row.sent_at, row.once_key, row.contact_id) for row in written),
            {row.contact_id: row.since for row in typing},
        ),
    )


def of_stranger(directory: ProgramDirectory) -> Snapshot:
    """What a voice knows of a sender whom nobody has linked to a family: the program and its line."""
    return Snapshot(directory.program, directory.staff, directory.lines, None, {})


def of_strangers(connection: Connection, directory: ProgramDirectory, keys: Keys) -> Snapshot:
    """What staff may act on that belongs to no family: what is to do about strangers' texts."""
    items = strangers_items(connection, directory.program.id, keys)
    return replace(of_stranger(directory), rows={Item: {item.id: item for item in items}})


_OUTGOING_CODEC = CODECS[Outgoing]
_ONE_OUTGOING = select(*(_OUTGOING_CODEC.table.c[name] for name in _OUTGOING_CODEC.names)).where(
    _OUTGOING.c.id == bindparam("row")
)
_REMINDER_CODEC = CODECS[Reminder]
_ONE_REMINDER = select(*(_REMINDER_CODEC.table.c[name] for name in _REMINDER_CODEC.names)).where(
    _REMINDER_CODEC.table.c.id == bindparam("row")
)
_ATTEMPT_CODEC = CODECS[Attempt]
_OPEN_ATTEMPTS = select(*(_ATTEMPT_CODEC.table.c[name] for name in _ATTEMPT_CODEC.names)).where(
    _ATTEMPT_CODEC.table.c.program_id == bindparam("program"),
    _ATTEMPT_CODEC.table.c.outgoing_id == bindparam("row"),
    # Of those that ended, only the ones that may be a copy on the wire.
    _ATTEMPT_CODEC.table.c.outcome.in_(("", "unknown")),
)
_ITEM_CODEC = CODECS[Item]
_ITEMS = select(*(_ITEM_CODEC.table.c[name] for name in _ITEM_CODEC.names)).where(
    _ITEM_CODEC.table.c.family_id == bindparam("family"), _ITEM_CODEC.table.c.state == "open"
)

_TOLD = select(*(_REMINDER_CODEC.table.c[name] for name in _REMINDER_CODEC.names)).where(
    _REMINDER_CODEC.table.c.family_id == bindparam("family"),
    # What was taken back with a role is owed again with the role.
    or_(_REMINDER_CODEC.table.c.state == "sent", _REMINDER_CODEC.table.c.reason == NO_ROLE),
    _REMINDER_CODEC.table.c.appointment_id.in_(bindparam("visits", expanding=True)),
)
_TIME_CODEC = CODECS[CareTime]
#: Only a talk that goes on is written again, and that is among the latest.
_LATEST_TIMES = (
    select(*(_TIME_CODEC.table.c[name] for name in _TIME_CODEC.names))
    .where(_TIME_CODEC.table.c.family_id == bindparam("family"))
    .order_by(_TIME_CODEC.table.c.until.desc())
    .limit(5)
)
_WALK_CODEC = CODECS[Walk]
_COMPLETED = (
    select(*(_WALK_CODEC.table.c[name] for name in _WALK_CODEC.names))
    .where(_WALK_CODEC.table.c.family_id == bindparam("family"), _WALK_CODEC.table.c.status == "completed")
    .order_by(_WALK_CODEC.table.c.id)
)


def with_outgoing(connection: Connection, snapshot: Snapshot, row: Id, keys: Keys) -> Snapshot:
    """The snapshot with one message in whatever state, and its attempt under way: what a provider's word is about."""
    program = snapshot.program.id
    found = connection.execute(_ONE_OUTGOING, {"row": row}).mappings().first()
    attempts = connection.execute(_OPEN_ATTEMPTS, {"program": program, "row": row}).mappings()
    rows = dict(snapshot.rows)
    if found is not None:
        message = _OUTGOING_CODEC.from_row(found, program, keys)
        rows[Outgoing] = {**rows.get(Outgoing, {}), message.id: message}
        if message.reminder_id is not None and message.reminder_id not in rows.get(Reminder, {}):
            reminder = connection.execute(_ONE_REMINDER, {"row": message.reminder_id}).mappings().first()
            if reminder is not None:
                kept = _REMINDER_CODEC.from_row(reminder, program, keys)
                rows[Reminder] = {**rows.get(Reminder, {}), kept.id: kept}
    rows[Attempt] = {each["id"]: _ATTEMPT_CODEC.from_row(each, program, keys) for each in attempts}
    return replace(snapshot, rows=rows)


def with_items(connection: Connection, snapshot: Snapshot, keys: Keys) -> Snapshot:
    """The snapshot with what people have to do for the family, its story, what it was told of its visits, and the
    latest care minutes."""
    assert snapshot.family is not None
    values = {"family": snapshot.family.id}
    program = snapshot.program.id
    items = {
        row["id"]: _ITEM_CODEC.from_row(row, program, keys) for row in connection.execute(_ITEMS, values).mappings()
    }
    visits = list(snapshot.rows[Appointment])
    sent = connection.execute(_TOLD, values | {"visits": visits}).mappings() if visits else ()
    told = {row["id"]: _REMINDER_CODEC.from_row(row, program, keys) for row in sent}
    times = {
        row["id"]: _TIME_CODEC.from_row(row, program, keys)
        for row in connection.execute(_LATEST_TIMES, values).mappings()
    }
    reminders = {**told, **snapshot.rows.get(Reminder, {})}
    full = with_story(connection, snapshot, keys)
    return replace(full, rows={**full.rows, Item: items, Reminder: reminders, CareTime: times})


def with_story(connection: Connection, snapshot: Snapshot, keys: Keys) -> Snapshot:
    """The snapshot with the interviews that were completed."""
    assert snapshot.family is not None
    program, family = snapshot.program.id, snapshot.family.id
    completed = connection.execute(_COMPLETED, {"family": family}).mappings()
    done = {row["id"]: _WALK_CODEC.from_row(row, program, keys) for row in completed}
    walks = {**done, **snapshot.rows.get(Walk, {})}
    return replace(snapshot, rows={**snapshot.rows, Walk: walks})


def of_outgoing(connection: Connection, directory: ProgramDirectory, row: Id | None, keys: Keys) -> Snapshot:
    """What a voice knows of a message to somebody without a family."""
    empty = of_stranger(directory)
    return with_outgoing(connection, empty, row, keys) if row else empty
