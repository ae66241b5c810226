"""What was said and what is due: messages both ways, visits and their reminders, what a person has to do."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.exchange.fhir.parts import (
    EXTENSIONS,
    TERMS,
    Json,
    coding,
    concept,
    contact_ref,
    extension,
    household_ref,
    moment,
    own,
    patient_ref,
    program_ref,
    ref,
    resource,
    some,
    staff_ref,
    subject_ref,
)
from bot.exchange.record import Record
from dialogs.ids import Id
from dialogs.rows.care import Appointment, Item, Reminder
from dialogs.rows.messages import Message, Outgoing

#: Ours -> what became of a text. `unknown` stays unknown: it is never taken for sent.
_SENT = {
    "queued": "preparation", "sending": "in-progress", "sent": "completed", "delivered": "completed",
    "read": "completed", "failed": "stopped", "unknown": "unknown", "cancelled": "not-done", "suppressed": "not-done",
}  # fmt: skip
_PROMISED = {"planned": "active", "sent": "completed", "suppressed": "revoked", "cleared": "revoked"}
#: The steps of a visit's series, in words.
_STEPS = {
    "entry": "when the visit was made", "t7": "7 days before", "t3": "3 days before", "t1": "1 day before",
    "happened": "did it happen?",
}  # fmt: skip
_CHANNELS = {"sms": "SMS", "telegram": "Telegram", "phone": "demo phone"}
_PRIORITIES = {"need": "routine", "request": "routine", "same_day": "urgent"}


def communications(record: Record) -> Iterator[Json]:
    """Every text with the family, in the order of time. Texts to the staff's own phones are not the family's."""
    told = [(message.at, message.id, _heard(record, message)) for message in record.whole.heard
            if record.leaves(message.id)]  # fmt: skip
    told += [(message.created_at, message.id, _said(record, message)) for message in record.whole.said
             if message.contact_id and record.leaves(message.id)]  # fmt: skip
    for _, _, made in sorted(told, key=lambda one: one[:2]):
        yield made


def _heard(record: Record, message: Message) -> Json:
    at = moment(message.at)
    files = [{"contentAttachment": {"contentType": kind, "title": "came with it"}} for _, kind in message.attachments]
    words = [{"contentString": message.text}] if message.text.strip() else []
    urgent = [own("screened", message.screened)] if message.screened else []
    return resource(
        record, "Communication", message.id, status="completed", category=[own("purpose", "from-family"), *urgent],
        medium=_medium(record, message.line_id), sender=contact_ref(record, message.contact_id),
        recipient=[program_ref(record)], sent=at, received=at, payload=[*words, *files],
        priority="urgent" if message.screened else None, **_about(record, message.contact_id, None),
    )  # fmt: skip


def _said(record: Record, message: Outgoing) -> Json:
    return resource(
        record, "Communication", message.id, status=_SENT[message.state], language=message.language,
        statusReason=own("reason", message.reason) if message.reason else None,
        category=[own("purpose", message.purpose)], medium=_medium(record, message.line_id),
        sender=staff_ref(record, message.author_id) or program_ref(record),
        recipient=some(contact_ref(record, message.contact_id, message.child_id)), sent=moment(message.sent_at),
        payload=[{"contentString": message.text}] if message.text.strip() else [],
        basedOn=some(_reminder_ref(record, message)), **_about(record, message.contact_id, message.child_id),
    )  # fmt: skip


def _reminder_ref(record: Record, message: Outgoing) -> Json | None:
    known = {reminder.id for reminder in _visit_reminders(record)}
    return ref("CommunicationRequest", message.reminder_id) if message.reminder_id in known else None


def _medium(record: Record, line_id: Id) -> list[Json]:
    own_lines = {address.line_id: address.channel for address in record.whole.home.addresses}
    text = _CHANNELS.get(own_lines.get(line_id, ""), "text message")
    return [concept(text, coding(TERMS + "v3-ParticipationMode", "WRITTEN", "written"))]


def _about(record: Record, contact_id: Id | None, child_id: Id | None) -> Json:
    """The child it is about where that is known or there is only one; else the household, and all its children."""
    children = {link.child_id for link in record.whole.home.links if link.contact_id == contact_id}
    known = child_id or (next(iter(children)) if len(children) == 1 else None)
    if known is not None:
        return {"subject": subject_ref(record, known)}
    return {
        "subject": household_ref(record),
        "about": some(*(patient_ref(record, child.id) for child in record.whole.home.children)),
    }


def appointments(record: Record) -> Iterator[Json]:
    for visit in record.whole.visits:
        yield _appointment(record, visit)


def _appointment(record: Record, visit: Appointment) -> Json:
    """A visit in its own zone. How long it takes is not known, and the end is said to be unknown."""
    start = visit.starts_at.astimezone(ZoneInfo(visit.zone)).isoformat(timespec="seconds")
    reminded = sorted(
        {reminder.contact_id for reminder in record.whole.reminders if reminder.appointment_id == visit.id}
    )
    people = some(*(contact_ref(record, contact_id, visit.child_id) for contact_id in reminded))
    patient = patient_ref(record, visit.child_id)
    participants = [{"actor": actor, "required": "required", "status": visit.reply} for actor in some(patient, *people)]
    place = {"type": "Location", "display": visit.place}
    return resource(
        record, "Appointment", visit.id, status=visit.status, description=visit.clinic, start=start,
        _end={"extension": [{"url": EXTENSIONS + "data-absent-reason", "valueCode": "unknown"}]},
        participant=[*participants, {"actor": place, "required": "required", "status": "accepted"}],
        patientInstruction=visit.preparation,
        extension=[
            extension("time-zone", valueCode=visit.zone),
            *([extension("needs-help", valueBoolean=True)] if visit.needs_help else []),
            *([extension("change-wanted", valueBoolean=True)] if visit.change_wanted else []),
        ],
    )  # fmt: skip


def reminders(record: Record) -> Iterator[Json]:
    """What was promised about visits. Our own promises to come back are no business of another program."""
    for reminder in _visit_reminders(record):
        yield _reminder(record, reminder)


def _visit_reminders(record: Record) -> list[Reminder]:
    known = {visit.id for visit in record.whole.visits}
    return [reminder for reminder in record.whole.reminders if reminder.appointment_id in known]


def _reminder(record: Record, reminder: Reminder) -> Json:
    return resource(
        record, "CommunicationRequest", reminder.id, status=_PROMISED[reminder.state],
        statusReason=own("reason", reminder.reason) if reminder.reason else None,
        category=[own("reminder", reminder.series, _STEPS.get(reminder.series, ""))],
        subject=subject_ref(record, reminder.child_id),
        about=some(ref("Appointment", reminder.appointment_id)), occurrenceDateTime=moment(reminder.due_at),
        requester=program_ref(record), sender=program_ref(record),
        recipient=some(contact_ref(record, reminder.contact_id, reminder.child_id)),
    )  # fmt: skip


def tasks(record: Record) -> Iterator[Json]:
    """What a person on the team must do, and how it ended."""
    for item in record.whole.items:
        if record.leaves(item.id):
            yield _task(record, item)


def _task(record: Record, item: Item) -> Json:
    owner = item.closed_by or record.whole.home.family.coordinator_id
    return resource(
        record, "Task", item.id, status="requested" if item.state == "open" else "completed", intent="order",
        priority=_PRIORITIES[item.severity], code=own("task", item.kind), description=item.note,
        for_=subject_ref(record, item.child_id), authoredOn=moment(item.opened_at),
        lastModified=moment(item.closed_at), businessStatus=own("outcome", item.reason) if item.reason else None,
        requester=program_ref(record), owner=staff_ref(record, owner),
        restriction={"period": {"end": moment(item.due_at)}},
    )  # fmt: skip
