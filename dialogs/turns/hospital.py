"""A child in hospital: what waits meanwhile, and what begins when it is home. Source: docs/policies.md section 5."""

from __future__ import annotations

from datetime import timedelta

from dialogs.reminders.series import HOSPITAL, STANDS
from dialogs.reminders.window import next_open, window_of
from dialogs.rows.care import Appointment, Reminder
from dialogs.rows.people import Child, Contact
from dialogs.snapshot import Turn
from dialogs.turns import handoff, promises
from dialogs.turns.speaking import children_of

#: The promise to ask whether everything is there.
HOME = "home48"
_HOME_AFTER = timedelta(hours=48)
#: Visits this near may fall into the stay: a person looks at them.
_AHEAD = timedelta(days=14)


def is_in_hospital(turn: Turn, contact: Contact) -> bool:
    """Whether a child of theirs is in hospital: then nothing is asked that can wait."""
    return bool(inside(turn, contact))


def inside(turn: Turn, contact: Contact) -> list[Child]:
    """The children of this contact that are in hospital."""
    return [child for child in children_of(turn, contact) if child.suppressed == HOSPITAL]


def admitted(turn: Turn, child: Child) -> None:
    """Check-ins, nudges and "did it happen?" wait from now on; visits soon to come are for a person to move."""
    turn.change(child, "in-hospital", suppressed=HOSPITAL)
    for row in turn.each(Reminder):
        if row.series == HOME and row.child_id == child.id and row.state == "planned":
            turn.change(row, "cleared", state="cleared", reason="hospital")
    own = (visit for visit in turn.each(Appointment) if visit.child_id == child.id and visit.status in STANDS)
    soon = sum(turn.now < visit.starts_at <= turn.now + _AHEAD for visit in own)
    if soon:
        handoff.open_item(turn, None, "visits_in_stay", "request", str(soon), child_id=child.id)


def came_home(turn: Turn, contact: Contact, child: Child) -> None:
    """All goes on as before; two days later this contact is asked whether everything is there."""
    if child.suppressed == HOSPITAL:
        turn.change(child, "came-home", suppressed="")
    at = turn.now + _HOME_AFTER
    opens = next_open(at, window_of(contact, turn.program), contact.id) or at
    promises.promise(turn, contact, HOME, opens, child_id=child.id)
