"""The clock voice: a time has come. What was promised is kept, if it still may be; what may not leave says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from msgspec import Struct

from dialogs.content import Content
from dialogs.ids import Id, Ids
from dialogs.rows.care import Reminder
from dialogs.rows.desk import Alert
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Contact
from dialogs.snapshot import Snapshot, Turn
from dialogs.turns import assessment, danger, hospital, keeping, leaving, promises, reminding


class Struck(Struct, frozen=True):
    """A row's time has come: a message to claim, a promise to keep, an alert to pass on."""

    what: Literal["outgoing", "reminder", "alert"]
    row_id: Id


def take_turn(snapshot: Snapshot, struck: Struck, now: datetime, content: Content, ids: Ids) -> Turn:
    """What follows from a time that has come. Nothing, when the row is no longer waiting."""
    turn = Turn(snapshot, now, ids)
    match struck.what:
        case "outgoing":
            message = turn.find(Outgoing, struck.row_id)
            if message is not None and message.state == "queued" and message.not_before <= now:
                leaving.claim(turn, message)
        case "reminder":
            reminder = turn.find(Reminder, struck.row_id)
            if reminder is not None and reminder.state == "planned" and reminder.due_at <= now:
                _keep_promise(turn, content, reminder)
        case "alert":
            alert = turn.find(Alert, struck.row_id)
            if alert is not None and alert.next_at is not None and alert.next_at <= now:
                danger.due(turn, content, alert)
    return turn


def _keep_promise(turn: Turn, content: Content, reminder: Reminder) -> None:
    keep = _SERIES.get(reminder.series, reminding.visit_step)
    keep(turn, content, reminder)


def _of_assessment(keep: Callable[[Turn, Content, Reminder, Contact], None]) -> Callable[..., None]:
    """A promise of the assessment: kept by what it decides to ask now."""

    def kept(turn: Turn, content: Content, reminder: Reminder) -> None:
        contact = turn.find(Contact, reminder.contact_id)
        promises.done(turn, reminder)
        if contact is not None:
            keep(turn, content, reminder, contact)

    return kept


_SERIES: dict[str, Callable[[Turn, Content, Reminder], None]] = {
    "nudge1": keeping.nudge,
    "nudge2": keeping.nudge,
    "interview_pause": keeping.pause_interview,
    "unclear_sent_on": keeping.unclear_sent_on,
    "ambiguous_stop": keeping.ambiguous_stop,
    "invite_again": keeping.invite_again,
    "invite_call": keeping.invite_call,
    "hand_back": keeping.hand_back,
    assessment.PARTS: _of_assessment(assessment.go_on),
    assessment.CHECK_IN: _of_assessment(assessment.check_in),
    hospital.HOME: _of_assessment(assessment.home),
    assessment.REVIEW: _of_assessment(assessment.review),
}
