"""What is known of a family's care, for its page: answers, needs, visits, what is to do, interviews, alerts."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import Connection

from dialogs.ids import Id
from dialogs.rows.care import Appointment, Item, Need, Reminder
from dialogs.rows.desk import Alert, CareTime
from dialogs.rows.interviews import Answer, Walk
from storage.pages import read, table_of
from storage.sealing import Keys

#: How long a past visit stays on the page.
_VISIT_MEMORY = timedelta(days=60)


class Care(Struct, frozen=True):
    """A family's care as it stands. Answers: those in force; visits and items by time; alerts that are not closed."""

    answers: tuple[Answer, ...]
    needs: tuple[Need, ...]
    visits: tuple[Appointment, ...]
    items: tuple[Item, ...]
    walks: tuple[Walk, ...]
    #: Interviews that were completed, and whose answers nobody has marked as read.
    unread: tuple[Walk, ...]
    alerts: tuple[Alert, ...]


def care(connection: Connection, program: Id, keys: Keys, family_id: Id, now: datetime) -> Care:
    """Everything of one family's care that a page shows."""
    answer, visit, item, walk, alert = (table_of(kind) for kind in (Answer, Appointment, Item, Walk, Alert))
    need = table_of(Need)
    return Care(
        answers=tuple(
            read(
                connection, Answer, program, keys, answer.c.family_id == family_id, answer.c.replaced_at.is_(None),
                order=(answer.c.at, answer.c.id),
            )
        ),
        needs=tuple(
            read(
                connection, Need, program, keys, need.c.family_id == family_id, need.c.status == "active",
                order=(need.c.found_at.desc(),),
            )
        ),
        visits=tuple(
            read(
                connection, Appointment, program, keys, visit.c.family_id == family_id,
                visit.c.starts_at >= now - _VISIT_MEMORY, order=(visit.c.starts_at,),
            )
        ),
        items=tuple(
            read(
                connection, Item, program, keys, item.c.family_id == family_id, item.c.state == "open",
                order=(item.c.due_at, item.c.id),
            )
        ),
        walks=tuple(
            read(
                connection, Walk, program, keys, walk.c.family_id == family_id,
                walk.c.status.in_(("queued", "in-progress", "paused")), order=(walk.c.changed_at.desc(),),
            )
        ),
        unread=tuple(
            read(
                connection, Walk, program, keys, walk.c.family_id == family_id, walk.c.status == "completed",
                walk.c.read_at.is_(None), order=(walk.c.changed_at,),
            )
        ),
        alerts=tuple(
            read(
                connection, Alert, program, keys, alert.c.family_id == family_id, alert.c.state != "closed",
                order=(alert.c.raised_at,),
            )
        ),
    )  # fmt: skip


def reminders(connection: Connection, program: Id, keys: Keys, appointment_id: Id) -> list[Reminder]:
    """What was promised about one visit, by time."""
    table = table_of(Reminder)
    return read(connection, Reminder, program, keys, table.c.appointment_id == appointment_id, order=(table.c.due_at,))


def ended_early(connection: Connection, program: Id, keys: Keys, contact_id: Id) -> list[Walk]:
    """A contact's interviews that were over before their end."""
    table = table_of(Walk)
    return read(connection, Walk, program, keys, table.c.contact_id == contact_id, table.c.status == "stopped")


def care_times(connection: Connection, program: Id, keys: Keys, interview_id: Id) -> list[CareTime]:
    """The minutes spent on one interview, the latest last."""
    table = table_of(CareTime)
    return read(connection, CareTime, program, keys, table.c.interview_id == interview_id, order=(table.c.until,))


def strangers_items(connection: Connection, program: Id, keys: Keys) -> list[Item]:
    """What is to do about texts that belong to no family."""
    table = table_of(Item)
    where = (table.c.family_id.is_(None), table.c.state == "open")
    return read(connection, Item, program, keys, *where, order=(table.c.due_at,))


def strangers_item(connection: Connection, program: Id, keys: Keys, item_id: Id) -> Item | None:
    """One of these, open or closed; None for what belongs to a family."""
    table = table_of(Item)
    return next(iter(read(connection, Item, program, keys, table.c.id == item_id, table.c.family_id.is_(None))), None)
