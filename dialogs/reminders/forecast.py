"""What each contact would get in the coming days, and why not: the real plan run through the real gates.

Nobody is assumed to reply. Waiting is followed to its end, so that each line has the instant at which it would leave.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from dialogs.ids import Id
from dialogs.reminders.gates import may_go
from dialogs.reminders.series import plan_visit, reconciled, together
from dialogs.reminders.verdict import Drop, Facts, Go, Wait, WrittenFirst
from dialogs.reminders.zones import wall
from dialogs.rows.care import Appointment, Reminder
from dialogs.rows.desk import Thread
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Address, Child, Contact, Line, Link, Program

#: A message that waited this often waits for a person (a pause without end, a hold), not for a time.
PATIENCE = 40

_Row = TypeVar("_Row", Contact, Line, Child, Appointment)


class Household(Struct, frozen=True, kw_only=True):
    """One family's rows, as the forecast needs them."""

    program: Program
    contacts: tuple[Contact, ...]
    addresses: tuple[Address, ...]
    lines: tuple[Line, ...]
    children: tuple[Child, ...]
    links: tuple[Link, ...]
    appointments: tuple[Appointment, ...] = ()
    threads: tuple[Thread, ...] = ()
    #: Rows already planned, sent or refused; what a visit owes beyond them is planned here.
    reminders: tuple[Reminder, ...] = ()
    facts: Facts = Facts()


class Foreseen(Struct, frozen=True):
    """One reminder to come. `at` is aware UTC and `local_at` the contact's wall time then, or when it was refused."""

    contact_id: Id
    child_id: Id | None
    appointment_id: Id | None
    series: str
    zone: str
    planned_at: datetime
    at: datetime
    local_at: datetime
    is_sent: bool
    #: Why it would not leave; '' if it would.
    reason: str = ""
    #: Why it left later than planned; '' if it did not.
    delayed_by: str = ""


def forecast(household: Household, *, days: int, now: datetime, ids: Iterator[Id]) -> tuple[Foreseen, ...]:
    """Every reminder of the next `days` days in order of time, sent or refused, for all contacts of a family."""
    horizon = now + timedelta(days=days)
    owed = tuple(reminder for reminder in _owed(household, now, ids) if reminder.due_at <= horizon)
    written = household.facts.written_first
    seen: list[Foreseen] = []
    for group in together(owed):
        lines = [_one(household, reminder, group[0].once_key, written, now) for reminder in group]
        sent = [line for line in lines if line.is_sent]
        if sent:
            written = (*written, WrittenFirst(sent[0].at, group[0].once_key, sent[0].contact_id))
        seen += lines
    return tuple(sorted(seen, key=lambda line: line.at))


def _owed(household: Household, now: datetime, ids: Iterator[Id]) -> list[Reminder]:
    """What is planned already, and what every visit would plan now where nothing is."""
    rows = [reminder for reminder in household.reminders if reminder.state == "planned"]
    known = {reminder.appointment_id for reminder in household.reminders}
    for appointment in household.appointments:
        if appointment.id not in known:
            fresh = plan_visit(
                appointment,
                contacts=household.contacts,
                links=household.links,
                program=household.program,
                now=now,
                ids=ids,
            )
            rows += reconciled(household.reminders, fresh)
    return rows


def _one(
    household: Household, reminder: Reminder, once_key: str, written: tuple[WrittenFirst, ...], now: datetime
) -> Foreseen:
    """Follow one reminder through its waits to the end; `once_key` is that of the message which carries it."""
    contact = _find(household.contacts, reminder.contact_id)
    address = next((each for each in household.addresses if each.contact_id == reminder.contact_id), None)
    line = _find(household.lines, address.line_id if address else None)
    appointment = _find(household.appointments, reminder.appointment_id)
    at, delayed_by = max(now, reminder.due_at), ""
    message = replace(_message(reminder, contact, address, line), once_key=once_key, not_before=at)
    for _ in range(PATIENCE):
        verdict = may_go(
            message,
            contact=contact,
            address=address,
            line=line,
            thread=next((each for each in household.threads if each.contact_id == reminder.contact_id), None),
            program=household.program,
            child=_find(household.children, reminder.child_id),
            reminder=reminder,
            appointment=appointment,
            facts=replace(household.facts, written_first=written),
            now=at,
        )
        match verdict:
            case Go():
                return _foreseen(reminder, at, is_sent=True, reason="", delayed_by=delayed_by)
            case Drop(reason=reason):
                return _foreseen(reminder, at, is_sent=False, reason=reason, delayed_by=delayed_by)
            case Wait(until=until, reason=why):
                at, delayed_by = until, why
                message = replace(message, not_before=until)
    return _foreseen(reminder, at, is_sent=False, reason=delayed_by, delayed_by="")


def _message(reminder: Reminder, contact: Contact | None, address: Address | None, line: Line | None) -> Outgoing:
    """The reminder as it would stand in the outbox; its words do not matter to the gates."""
    return Outgoing(
        id=reminder.id,
        contact_id=reminder.contact_id,
        staff_id=None,
        line_id=line.id if line else reminder.id,
        address=address.value if address else "",
        purpose="nudge" if reminder.interview_id else "invite" if reminder.series == "invite_again" else "reminder",
        key="",
        language=contact.language if contact else "en",
        text="",
        once_key=reminder.once_key,
        created_at=reminder.due_at,
        not_before=reminder.due_at,
        latest_useful=reminder.latest_useful,
        is_proactive=True,
        child_id=reminder.child_id,
        reminder_id=reminder.id,
    )


def _foreseen(reminder: Reminder, at: datetime, *, is_sent: bool, reason: str, delayed_by: str) -> Foreseen:
    return Foreseen(
        contact_id=reminder.contact_id,
        child_id=reminder.child_id,
        appointment_id=reminder.appointment_id,
        series=reminder.series,
        zone=reminder.zone,
        planned_at=reminder.due_at,
        at=at,
        local_at=wall(at, reminder.zone),
        is_sent=is_sent,
        reason=reason,
        delayed_by=delayed_by,
    )


def _find(rows: tuple[_Row, ...], row_id: Id | None) -> _Row | None:
    return next((row for row in rows if row.id == row_id), None)
