"""A step of a visit's series is due: whoever is reminded is told, together with what else is due to them that day."""

from __future__ import annotations

from datetime import timedelta

from dialogs.content import Content
from dialogs.reminders.verdict import Drop, Wait
from dialogs.rows.care import Appointment, Reminder
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Address, Contact
from dialogs.snapshot import Turn
from dialogs.turns import digests, handoff, leaving, promises, visits
from dialogs.turns.speaking import address_of


def visit_step(turn: Turn, content: Content, reminder: Reminder) -> None:
    """A step of a visit's series: the words are made now, for the day on which they leave."""
    contact = turn.find(Contact, reminder.contact_id)
    appointment = turn.find(Appointment, reminder.appointment_id)
    address = address_of(turn, contact) if contact else None
    if contact is None or appointment is None:
        promises.done(turn, reminder, "suppressed", "no_channel")
        return
    if address is None or contact.answers_by in ("phone", "paper"):
        promises.done(turn, reminder, "suppressed", "no_channel")
        handoff.open_item(turn, contact, "call_reminder", "request", reminder.series, child_id=reminder.child_id)
        return
    ahead = _first_word_waiting(turn, contact)
    if ahead is not None:
        # Two first words at one instant would push each other aside: the caps look at the second once the first is out.
        promises.delay(turn, reminder, max(turn.now, ahead.not_before) + timedelta(seconds=5))
        return
    drafts = {row.id: _draft(turn, row, contact, address) for row in digests.of_day(turn, reminder)}
    verdicts = {row_id: leaving.verdict_of(turn, draft, turn.get(Reminder, row_id)) for row_id, draft in drafts.items()}
    if isinstance(own := verdicts[reminder.id], Drop):
        promises.done(turn, reminder, "suppressed", own.reason)
        leaving.instead(turn, drafts[reminder.id], own.reason, for_staff=own.for_staff)
        return
    group = tuple(turn.get(Reminder, row_id) for row_id in drafts if not isinstance(verdicts[row_id], Drop))
    # The first stands for all: where it may leave, the others leave with it.
    match verdicts[group[0].id]:
        case Wait(until=until, reason=reason):
            promises.delay(turn, reminder, max(until, turn.now + timedelta(minutes=1)), reason)
        case _:
            _tell(turn, content, group, contact, address)


def _tell(turn: Turn, content: Content, group: tuple[Reminder, ...], contact: Contact, address: Address) -> None:
    """One message for a group of one or more."""
    if len(group) > 1:
        digests.remind(turn, content, group, contact, address)
    else:
        visits.remind(turn, content, group[0], contact, address)
    for row in group:
        promises.done(turn, row)
    if group[0].series == "missed1":
        visits.call_too(turn, contact, group[0].child_id)


def _first_word_waiting(turn: Turn, contact: Contact) -> Outgoing | None:
    own = (row for row in turn.each(Outgoing) if row.contact_id == contact.id and row.is_proactive)
    return next((row for row in own if row.state in ("queued", "sending")), None)


def _draft(turn: Turn, reminder: Reminder, contact: Contact, address: Address) -> Outgoing:
    """The message that a reminder would become, for the gates to look at before a word is written."""
    appointment = turn.get(Appointment, reminder.appointment_id)
    return Outgoing(
        id=reminder.id, contact_id=contact.id, staff_id=None, line_id=address.line_id,
        address=f"{address.channel}:{address.value}", purpose="reminder", key="", language=contact.language, text="",
        once_key=reminder.once_key, created_at=reminder.due_at, not_before=reminder.due_at,
        latest_useful=reminder.latest_useful, is_proactive=True, event_at=appointment.starts_at,
        child_id=reminder.child_id, reminder_id=reminder.id,
    )  # fmt: skip
