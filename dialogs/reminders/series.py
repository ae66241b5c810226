"""What a visit owes each adult who is reminded: entry, t7, t3, t1, happened; and missed1-3 when it did not happen.

Planned in the contact's zone (the visit keeps its own), on days and hours on which that contact may be written to.
Whether a message may really go is asked again when it leaves (dialogs/reminders/gates).
Source: docs/policies.md section 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from dialogs.ids import Id
from dialogs.reminders.window import Window, home_zone, next_open, slot_on, window_of
from dialogs.reminders.zones import days_between, wall
from dialogs.rows.care import Appointment, Reminder
from dialogs.rows.people import Contact, Link, Program

#: A visit is still to come while its status is one of these. Source: FHIR R4 Appointment.status
STANDS = frozenset({"proposed", "pending", "booked", "waitlist"})
#: Child.suppressed while a child is in hospital.
HOSPITAL = "hospital"
#: The steps that ask whether they come.
BEFORE = frozenset({"entry", "t7", "t3", "t1"})
#: The step that asks whether they came.
HAPPENED = "happened"
#: The steps of which several may leave in one message.
TOGETHER = BEFORE | {HAPPENED}
MISSED_STEPS = {"missed1": 0, "missed2": 8, "missed3": 15}

#: A T-1 or T-3 is looked for this many days before its own day, then given up: the text would come too early to help.
EARLIER_DAYS = 4
ENTRY_USEFUL = timedelta(days=3)
AFTER_USEFUL = timedelta(days=6)
#: Two steps of a series are never nearer than this.
APART = timedelta(hours=1)


class _Step(Struct, frozen=True):
    series: str
    at: datetime
    latest: datetime


def is_reminded(link: Link, contact: Contact, day: date) -> bool:
    """True if this adult gets this child's reminders on a local day.

    Contacts flagged conflict or order get none at all, whatever their role says: a person calls them.
    """
    begun = link.starts_on is None or link.starts_on <= day
    ended = link.ends_on is not None and link.ends_on < day
    return link.contact_id == contact.id and link.gets_reminders and not contact.is_conflict and begun and not ended


def reminded(appointment: Appointment, contacts: tuple[Contact, ...], links: tuple[Link, ...]) -> tuple[Contact, ...]:
    """Who is reminded of this visit. Nobody: its place and time must reach the family by a person."""
    day = appointment.local_start.date()
    ours = [link for link in links if link.child_id == appointment.child_id]
    return tuple(contact for contact in contacts if any(is_reminded(link, contact, day) for link in ours))


def plan_visit(
    appointment: Appointment,
    *,
    contacts: tuple[Contact, ...],
    links: tuple[Link, ...],
    program: Program,
    now: datetime,
    ids: Iterator[Id],
) -> tuple[Reminder, ...]:
    """Every reminder still owed for a visit, from `now` (aware) on, for every adult who is reminded."""
    if appointment.status not in STANDS:
        return ()
    planned: list[Reminder] = []
    for contact in reminded(appointment, contacts, links):
        steps = _visit_steps(appointment, contact, program, now)
        planned += [_reminder(step, appointment, contact, program, next(ids)) for step in steps]
    return tuple(sorted(planned, key=lambda reminder: reminder.due_at))


def plan_missed(
    appointment: Appointment,
    *,
    contacts: tuple[Contact, ...],
    links: tuple[Link, ...],
    program: Program,
    now: datetime,
    ids: Iterator[Id],
    asked_at_once: bool = False,
) -> tuple[Reminder, ...]:
    """The texts about a visit that did not happen: one as soon as the window allows, then 8 and 15 days after it.

    asked_at_once: the reply to "no" already asked, so the first text of the three is spent.
    """
    planned: list[Reminder] = []
    for contact in reminded(appointment, contacts, links):
        window = window_of(contact, program)
        first = now if asked_at_once else next_open(now, window, contact.id)
        for series, days in MISSED_STEPS.items():
            at = first if not days else _after(first, days, contact, program, window)
            if at is None or (asked_at_once and not days):
                continue
            step = _Step(series, at, at + AFTER_USEFUL)
            planned.append(_reminder(step, appointment, contact, program, next(ids)))
    return tuple(sorted(planned, key=lambda reminder: reminder.due_at))


def cleared(
    reminders: tuple[Reminder, ...], appointment: Appointment, *, series: tuple[str, ...] = (), why: str = ""
) -> tuple[Reminder, ...]:
    """The rows to write when a visit moved, was cancelled or was answered: exactly its own that still wait.

    series: only these steps; none given means all the rest. What was sent or refused stays as it is.
    """
    return tuple(
        replace(reminder, state="cleared", reason=why)
        for reminder in reminders
        if reminder.appointment_id == appointment.id
        and reminder.state == "planned"
        and (not series or reminder.series in series)
    )


def answered(reminders: tuple[Reminder, ...], appointment: Appointment, series: str) -> tuple[Reminder, ...]:
    """The rows to write when one adult answered a step: the same step and earlier ones no longer wait for anyone."""
    return cleared(reminders, appointment, series=_up_to(series), why="cleared_by_reply")


def reconciled(existing: tuple[Reminder, ...], fresh: tuple[Reminder, ...]) -> tuple[Reminder, ...]:
    """The rows to write so that what waits becomes `fresh`, after a contact moved zone or changed quiet hours.

    A step keeps its id and once-key, so it can never go twice; one that fell away is cleared; one that already
    left is not planned again. Give all rows of one visit (or of one contact and visit) on both sides.
    """
    before = {reminder.once_key: reminder for reminder in existing}
    wanted = {reminder.once_key for reminder in fresh}
    gone = [
        replace(reminder, state="cleared")
        for reminder in existing
        if reminder.state == "planned" and reminder.once_key not in wanted
    ]
    rows: list[Reminder] = []
    for reminder in fresh:
        old = before.get(reminder.once_key)
        if old is None:
            rows.append(reminder)
        elif old.state in ("planned", "cleared") and (same := replace(reminder, id=old.id)) != old:
            rows.append(same)
    return (*gone, *rows)


def together(reminders: tuple[Reminder, ...]) -> tuple[tuple[Reminder, ...], ...]:
    """Reminders grouped into messages: what a contact is asked before visits on one local day is one digest, and
    whether visits happened is another.

    The first of a group stands for it at the gates, and its once-key is that of the message: a T-1 where there is one,
    for it is outside the caps. A missed visit is asked about by itself.
    """
    groups: dict[tuple[Id, date, str], list[Reminder]] = {}
    for reminder in sorted(reminders, key=lambda each: (each.series != "t1", each.due_at)):
        asks = "before" if reminder.series in BEFORE else HAPPENED
        alone = asks if reminder.series in TOGETHER else reminder.once_key
        groups.setdefault((reminder.contact_id, reminder.local_at.date(), alone), []).append(reminder)
    return tuple(sorted((tuple(group) for group in groups.values()), key=lambda group: group[0].due_at))


def once_key(appointment: Appointment, contact: Contact, series: str) -> str:
    """The same for the same step of the same version of a visit, however often it is planned."""
    return f"visit:{appointment.id}:v{appointment.version}:{contact.id}:{series}"


def _visit_steps(appointment: Appointment, contact: Contact, program: Program, now: datetime) -> list[_Step]:
    """One contact's steps in order of time, merged as the policies say."""
    window = window_of(contact, program, event_at=appointment.starts_at)
    zone = home_zone(contact, program)
    visit_day = wall(appointment.starts_at, zone).date()
    last_call = appointment.starts_at - timedelta(hours=program.policies.late_event_hours)
    find = _finder(window, contact, now, last_call)

    t1 = find(visit_day - timedelta(days=1))
    t3 = find(visit_day - timedelta(days=3))
    t7 = find(visit_day - timedelta(days=7))
    entry = next_open(now, window, contact.id)
    if entry is None or entry > last_call:
        entry = None
    # A day apart they would be two texts with one question: T-1 then asks it in full.
    if t1 and t3 and days_between(t3, t1, zone) <= 1:
        t3 = None
    # Entered so late that a step is due on the same day: that step tells all that the entry would.
    if entry and any(step and days_between(entry, step, zone) <= 0 for step in (t1, t3)):
        entry = None
    if t7 and (days_between(now, t7, zone) <= 2 or not (t3 or t1)):
        t7 = None

    at = {"entry": entry, "t7": t7, "t3": t3, "t1": t1}
    due = sorted(((when, series) for series, when in at.items() if when), key=lambda pair: pair[0])
    steps = []
    for index, (when, series) in enumerate(due):
        later = due[index + 1][0] - APART if index + 1 < len(due) else last_call
        latest = min(later, last_call, when + ENTRY_USEFUL if series in ("entry", "t7") else later)
        steps.append(_Step(series, when, max(when, latest)))
    happened = _after(appointment.starts_at, 1, contact, program, window)
    if happened and happened > now:
        steps.append(_Step("happened", happened, happened + AFTER_USEFUL))
    return steps


def _finder(window: Window, contact: Contact, now: datetime, last_call: datetime) -> Callable[[date], datetime | None]:
    """A search for the slot of a day; on a day closed to us the nearest earlier one, never before `now`."""

    def find(day: date) -> datetime | None:
        for back in range(EARLIER_DAYS + 1):
            slot = slot_on(day - timedelta(days=back), window, contact.id)
            if slot is None or slot > last_call:
                continue
            if slot >= now:
                return slot
            # The slot of this day is over; what is left of the same day still serves.
            late = next_open(now, window)
            same_day = late and wall(late, window.zones[0]).date() == day - timedelta(days=back)
            return late if late and same_day and late <= last_call else None
        return None

    return find


def _after(start: datetime | None, days: int, contact: Contact, program: Program, window: Window) -> datetime | None:
    """The slot `days` local days after an instant, or the next open one after that day."""
    if start is None:
        return None
    day = wall(start, home_zone(contact, program)).date() + timedelta(days=days)
    for ahead in range(EARLIER_DAYS * 2):
        if slot := slot_on(day + timedelta(days=ahead), window, contact.id):
            return slot
    return None


def _reminder(step: _Step, appointment: Appointment, contact: Contact, program: Program, row_id: Id) -> Reminder:
    zone = home_zone(contact, program)
    return Reminder(
        id=row_id,
        contact_id=contact.id,
        child_id=appointment.child_id,
        appointment_id=appointment.id,
        series=step.series,
        local_at=wall(step.at, zone),
        zone=zone,
        due_at=step.at,
        latest_useful=step.latest,
        once_key=once_key(appointment, contact, step.series),
    )


def _up_to(series: str) -> tuple[str, ...]:
    order = ("entry", "t7", "t3", "t1", "happened", "missed1", "missed2", "missed3")
    return order[: order.index(series) + 1]
