"""Times at which the clock must come back to a contact: one row each, made once, cleared when it has been overtaken."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dialogs.ids import Id
from dialogs.reminders.window import home_zone
from dialogs.reminders.zones import wall
from dialogs.rows.care import Reminder
from dialogs.rows.people import Contact
from dialogs.snapshot import Turn

#: A promise that the clock cannot keep for this long (an outage) is not kept any more.
_USEFUL = timedelta(days=7)


def promise(
    turn: Turn,
    contact: Contact,
    series: str,
    due_at: datetime,
    *,
    interview_id: Id | None = None,
    child_id: Id | None = None,
) -> Reminder:
    """Come back at `due_at`. A promise of the same series to the same contact, about the same child, is replaced."""
    clear(turn, contact, series, child_id)
    zone = home_zone(contact, turn.program)
    row_id = next(turn.ids)
    return turn.add(
        Reminder(
            id=row_id,
            contact_id=contact.id,
            child_id=child_id,
            appointment_id=None,
            series=series,
            local_at=due_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
            zone=zone,
            due_at=due_at,
            latest_useful=due_at + _USEFUL,
            # Not by its time: a promise made again for the same moment must not fall to the one it replaced.
            once_key=f"{series}:{row_id.hex}",
            interview_id=interview_id,
        ),
        f"promised-{series.replace('_', '-')}",
    )


def clear(turn: Turn, contact: Contact, series: str, child_id: Id | None = None) -> None:
    """What was promised in this series is overtaken. child_id: None where a series is not about one child."""
    for row in turn.each(Reminder):
        is_same = row.contact_id == contact.id and row.series == series and row.child_id == child_id
        if is_same and row.state == "planned":
            turn.change(row, "cleared", state="cleared", reason="cleared_by_reply")


def done(turn: Turn, reminder: Reminder, state: str = "sent", reason: str = "") -> None:
    """It is over, and this is how."""
    turn.change(reminder, f"reminder-{state}", state=state, reason=reason)


def delay(turn: Turn, reminder: Reminder, until: datetime, reason: str | None = None) -> None:
    """It is due later; on another day it is one of that day's."""
    why = reminder.reason if reason is None else reason
    turn.change(
        reminder, "reminder-delayed", state="planned", due_at=until, local_at=wall(until, reminder.zone), reason=why
    )
