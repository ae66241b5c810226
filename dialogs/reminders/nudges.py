"""Writing again when a question or an invitation stays unanswered. Source: docs/policies.md sections 3 and 5."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from dialogs.ids import Id
from dialogs.reminders.window import Window, home_zone, next_open, window_of
from dialogs.reminders.zones import instant, wall
from dialogs.rows.care import Reminder
from dialogs.rows.messages import Prompt
from dialogs.rows.people import Contact, Program


def interview_nudges(
    prompt: Prompt,
    contact: Contact,
    program: Program,
    *,
    child_id: Id | None,
    asked_at: datetime,
    last_wrote_at: datetime | None,
    ids: Iterator[Id],
    hours: tuple[int, ...],
) -> tuple[Reminder, ...]:
    """When the current question is asked again: so many hours on, or about that, at the hour the family last wrote.

    asked_at, last_wrote_at: aware; a family that never wrote is asked at the hour of the question. Outside the
    contact's window a nudge moves to when it opens next. All of them end when the interview pauses.
    """
    window = window_of(contact, program)
    pause = pauses_at(asked_at, program)
    nudges: list[Reminder] = []
    for number, later in enumerate(hours, start=1):
        wanted = _at_their_hour(asked_at + timedelta(hours=later), last_wrote_at or asked_at, window)
        due = next_open(wanted, window, contact.id)
        # Two closed days may push both to the same morning: one of them is enough.
        if due is None or due >= pause or (nudges and due <= nudges[-1].due_at):
            continue
        series, zone = f"nudge{number}", home_zone(contact, program)
        nudges.append(
            Reminder(
                id=next(ids),
                contact_id=contact.id,
                child_id=child_id,
                appointment_id=None,
                series=series,
                local_at=wall(due, zone),
                zone=zone,
                due_at=due,
                latest_useful=pause,
                once_key=f"nudge:{prompt.id}:{contact.id}:{series}",
                interview_id=prompt.interview_id,
            )
        )
    return tuple(nudges)


def pauses_at(asked_at: datetime, program: Program) -> datetime:
    """When an unanswered interview pauses, its partial answers kept (aware UTC)."""
    return asked_at + timedelta(days=program.policies.interview_pause_days)


def _at_their_hour(around: datetime, last_wrote_at: datetime, window: Window) -> datetime:
    """The instant nearest to `around` whose wall time of day is that of their last text."""
    zone = window.zones[0]
    day, hour = wall(around, zone).date(), wall(last_wrote_at, zone).time().replace(microsecond=0)
    near = [instant(datetime.combine(day + timedelta(days=ahead), hour), zone) for ahead in (-1, 0, 1)]
    return min(near, key=lambda at: abs(at - around))
