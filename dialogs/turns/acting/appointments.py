"""What staff do with visits: add, move, cancel. What follows for the family: `dialogs/turns/visits`."""

from __future__ import annotations

from dialogs.content import Content
from dialogs.reminders.series import STANDS, reminded
from dialogs.reminders.zones import instant
from dialogs.rows.care import Appointment
from dialogs.rows.people import Child, Contact, Link, Staff
from dialogs.snapshot import Turn
from dialogs.turns import visits
from dialogs.turns.acts import AddVisit, CancelVisit, Done, MoveVisit, Refused, Result
from dialogs.turns.speaking import say


def add(turn: Turn, content: Content, act: AddVisit, staff: Staff) -> Result:
    """A new visit, with what the family will hear of it."""
    starts_at = instant(act.local_start, act.zone)
    if starts_at <= turn.now:
        return Refused("wrong_time")
    turn.get(Child, act.child_id)
    if turn.find(Appointment, act.row_id):
        return Done(act.row_id)
    row_id = act.row_id or next(turn.ids)
    visit = turn.add(
        Appointment(row_id, act.child_id, act.local_start, act.zone, starts_at, act.place, act.clinic, act.preparation),
        "visit-added",
    )
    visits.plan(turn, visit)
    return Done(visit.id)


def move(turn: Turn, content: Content, act: MoveVisit, staff: Staff) -> Result:
    """Another day or place: what was planned is planned anew."""
    visit = turn.get(Appointment, act.appointment_id)
    if visit.version != act.version:
        is_so = (visit.version, visit.local_start, visit.place) == (act.version + 1, act.local_start, act.place)
        return Done(visit.id) if is_so else Refused("newer")
    starts_at = instant(act.local_start, visit.zone)
    if starts_at <= turn.now:
        return Refused("wrong_time")
    visits.withdraw(turn, visit)
    moved = turn.change(
        visit, "visit-moved", local_start=act.local_start, starts_at=starts_at, place=act.place, status="booked",
        reply="needs-action", needs_help=False, change_wanted=False, version=visit.version + 1,
    )  # fmt: skip
    visits.plan(turn, moved)
    return Done(visit.id)


def cancel(turn: Turn, content: Content, act: CancelVisit, staff: Staff) -> Result:
    """Off; whoever was told of it hears so."""
    visit = turn.get(Appointment, act.appointment_id)
    if visit.version != act.version:
        is_so = (visit.version, visit.status) == (act.version + 1, "cancelled")
        return Done(visit.id) if is_so else Refused("newer")
    if visit.status not in STANDS:
        return Refused("nothing")
    told = {contact.id: visits.told_of(turn, contact, visit)
            for contact in reminded(visit, tuple(turn.each(Contact)), tuple(turn.each(Link)))}  # fmt: skip
    visits.withdraw(turn, visit)
    off = turn.change(visit, "visit-cancelled", status="cancelled", version=visit.version + 1)
    visits.nothing_to_do(turn, off, staff)
    child = turn.find(Child, visit.child_id)
    for contact_id, version in told.items():
        if version is None:
            continue
        contact = turn.get(Contact, contact_id)
        # A day that they were never told would only be a riddle.
        key = "visit-cancelled" if version == visit.version else "visit-cancelled-undated"
        say(
            turn, content, contact, key, "reminder", child=child, is_proactive=True,
            event_at=visit.starts_at, once_key=f"visit:{visit.id}:v{off.version}:{contact.id}:cancelled",
            latest_useful=visit.starts_at, **visits.facts(turn, contact, off, sms=True),
        )  # fmt: skip
    return Done(visit.id)
