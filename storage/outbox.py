"""What is due: messages to send, sends of unclear outcome, promised times, alerts that nobody took yet."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, Select, bindparam, func, select

from dialogs.ids import Id
from storage.tables.base import as_table, within
from storage.tables.care import ReminderRow
from storage.tables.desk import AlertRow
from storage.tables.messages import OutgoingRow

_OUTGOING = as_table(OutgoingRow)
_REMINDER = as_table(ReminderRow)
_ALERT = as_table(AlertRow)


class Due(Struct, frozen=True):
    """One row whose time has come, and where it belongs."""

    id: Id
    program_id: Id
    family_id: Id | None


_DUE: dict[str, Select[tuple[Id, Id, Id | None]]] = {
    "outgoing": select(_OUTGOING.c.id, _OUTGOING.c.program_id, _OUTGOING.c.family_id)
    .where(within(_OUTGOING, "ix_outgoing_due"), _OUTGOING.c.not_before <= bindparam("now"))
    .order_by(_OUTGOING.c.not_before, _OUTGOING.c.id),
    "check": select(_OUTGOING.c.id, _OUTGOING.c.program_id, _OUTGOING.c.family_id)
    .where(within(_OUTGOING, "ix_outgoing_check"), _OUTGOING.c.check_at <= bindparam("now"))
    .order_by(_OUTGOING.c.check_at, _OUTGOING.c.id),
    "reminder": select(_REMINDER.c.id, _REMINDER.c.program_id, _REMINDER.c.family_id)
    .where(within(_REMINDER, "ix_reminder_due"), _REMINDER.c.due_at <= bindparam("now"))
    .order_by(_REMINDER.c.due_at, _REMINDER.c.id),
    "alert": select(_ALERT.c.id, _ALERT.c.program_id, _ALERT.c.family_id)
    .where(within(_ALERT, "ix_alert_next"), _ALERT.c.next_at <= bindparam("now"))
    .order_by(_ALERT.c.next_at, _ALERT.c.id),
}


# An alert at its last step has no next time; SQLite would sort it first.
_NEXT = tuple(
    select(column).where(within(column.table, index), column.is_not(None)).order_by(column).limit(1)
    for column, index in (
        (_OUTGOING.c.not_before, "ix_outgoing_due"),
        (_OUTGOING.c.check_at, "ix_outgoing_check"),
        (_REMINDER.c.due_at, "ix_reminder_due"),
        (_ALERT.c.next_at, "ix_alert_next"),
    )
)


def due(connection: Connection, what: str, now: datetime, limit: int = 200) -> tuple[Due, ...]:
    """Rows of a kind (`outgoing`, `check`, `reminder`, `alert`) whose time has come, the longest waiting first."""
    rows = connection.execute(_DUE[what].limit(limit), {"now": now})
    return tuple(Due(row.id, row.program_id, row.family_id) for row in rows)


def next_due(connection: Connection) -> datetime | None:
    """The next instant at which anything will be due; None when nothing waits."""
    found = (connection.execute(statement).scalar() for statement in _NEXT)
    return min((at for at in found if at is not None), default=None)


_WHOSE = select(_OUTGOING.c.id, _OUTGOING.c.program_id, _OUTGOING.c.family_id)


def of_status(connection: Connection, message_id: Id | None, provider_id: str) -> Due | None:
    """The message that a provider's status is about: by our id where it came back to us, else by theirs."""
    condition = _OUTGOING.c.id == message_id if message_id else _OUTGOING.c.provider_id == provider_id
    if message_id is None and not provider_id:
        return None
    row = connection.execute(_WHOSE.where(condition).limit(1)).first()
    return Due(row.id, row.program_id, row.family_id) if row else None


def also_called(connection: Connection, message_id: Id, provider_id: str) -> tuple[Due, ...]:
    """Other messages that go by the same id of the provider's: one of them was taken for another."""
    rows = connection.execute(_WHOSE.where(_OUTGOING.c.provider_id == provider_id, _OUTGOING.c.id != message_id))
    return tuple(Due(row.id, row.program_id, row.family_id) for row in rows)


def counts(connection: Connection) -> dict[str, int]:
    """state -> how many messages are on their way in it; those that ended are not counted."""
    statement = (
        select(_OUTGOING.c.state, func.count())
        .where(within(_OUTGOING, "ix_outgoing_family_open"))
        .group_by(_OUTGOING.c.state)
    )
    return dict(connection.execute(statement).tuples().all())


def waiting_since(connection: Connection, row: Id) -> datetime | None:
    """Since when a message could have left."""
    return connection.execute(select(_OUTGOING.c.not_before).where(_OUTGOING.c.id == row)).scalar()
