"""What a reply to a visit's text means: for the visit, for the texts still to come, for staff.

Which word or digit was meant is decided elsewhere (dialogs/reading); here it is already a code. The day stands until
somebody moved it: a wish to change never frees the slot. Source: docs/policies.md section 5; FHIR R4 Appointment.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from dialogs.forms.needs import Severity
from dialogs.reminders.business import business_days_before, business_due, business_span
from dialogs.reminders.series import STANDS, is_reminded, reminded
from dialogs.reminders.zones import wall
from dialogs.rows.care import Appointment
from dialogs.rows.people import Contact, Link, Program

Code = Literal[
    "coming", "change", "need_help", "yes", "no", "new_date", "look_for_new", "not_needed", "call_me", "did_go"
]

BEFORE: tuple[Code, ...] = ("coming", "change", "need_help")
AFTER: tuple[Code, ...] = ("yes", "no", "new_date")
MISSED: tuple[Code, ...] = ("look_for_new", "not_needed", "call_me", "did_go")

#: The codes that each step offers, in the order of their digits. The three before a visit never change places.
OPTIONS: dict[str, tuple[Code, ...]] = {
    "entry": BEFORE,
    "t7": BEFORE,
    "t3": BEFORE,
    "t1": BEFORE,
    "happened": AFTER,
    "missed1": MISSED,
    "missed2": MISSED,
    "missed3": MISSED,
}

#: A ride or interpreter must be known this many business days ahead.
RIDE_BUSINESS_DAYS = 5
CHANGE_DAYS_BEFORE = 2
SAME_DAY_WITHIN = timedelta(hours=72)
REPLY_HOURS = 4.0
DAY_HOURS = 8.0

#: What the family is told or asked next, as wording names it.
Says = Literal[
    "visit-coming",
    "visit-which-days",
    "visit-which-help",
    "visit-happened",
    "visit-missed",
    "visit-which-new-date",
    "visit-looking",
    "visit-not-needed",
    "visit-call",
    "visit-is-off",
    "visit-noted",
]
#: How a T-1 or T-3 is worded for what is known of the visit.
Manner = Literal["full", "short", "not_moved_yet", "help_coming"]


class Follow(Struct, frozen=True):
    """Something staff must do because of a reply; `due_at` is aware UTC, `kind` names the item."""

    kind: Literal[
        "visit_change",
        "visit_change_withdrawn",
        "visit_help",
        "visit_new_date",
        "visit_look_for_new",
        "visit_not_needed",
        "visit_call",
        "visit_missed_call",
        "visit_reply_conflict",
        "visit_reply_late",
    ]
    severity: Severity
    due_at: datetime


class VisitReply(Struct, frozen=True):
    """Everything that one reply does. `appointment` is the visit after it (the same value where nothing changed)."""

    appointment: Appointment
    says: Says
    follows: tuple[Follow, ...] = ()
    #: This step and earlier ones no longer wait for anyone (series.answered).
    closes_step: bool = False
    #: Nothing of this visit waits any more (series.cleared).
    clears_all: bool = False
    #: The reply itself asks the missed visit's question; plan_missed(asked_at_once=True).
    starts_missed: bool = False


def options_for(series: str) -> tuple[Code, ...]:
    """The codes a step offers; position + 1 is the digit. Raises KeyError for an unknown step."""
    return OPTIONS[series]


def manner_of(appointment: Appointment) -> Manner:
    """Short if confirmed, full if not; a wanted change and a wanted ride are named, for they are still open."""
    if appointment.change_wanted:
        return "not_moved_yet"
    if appointment.needs_help:
        return "help_coming"
    return "short" if appointment.reply == "accepted" else "full"


def visit_reply(
    appointment: Appointment, series: str, code: Code, *, contact: Contact, program: Program, now: datetime
) -> VisitReply:
    """What a reply to one step of a visit does, at `now` (aware). Raises ValueError for a code the step never offered.

    A contact flagged conflict or order changes nothing for the others: staff read it.
    """
    if code not in options_for(series):
        raise ValueError(f"The step '{series}' of a visit does not offer '{code}'.")
    if contact.is_conflict:
        return VisitReply(appointment, "visit-noted", (_soon("visit_reply_conflict", program, now),))
    if series in ("entry", "t7", "t3", "t1"):
        return _before(appointment, code, program, now)
    # Staff or another adult said meanwhile what became of it: a person sorts out which is true.
    if appointment.status not in (STANDS if series == "happened" else {"noshow"}):
        return VisitReply(appointment, "visit-noted", (_soon("visit_reply_late", program, now),))
    return _after(appointment, code, program, now) if series == "happened" else _missed(appointment, code, program, now)


def missed_call(contact: Contact, program: Program, *, tier_is_high: bool, now: datetime) -> Follow | None:
    """The call that follows the first text about a missed visit, where a text is the weaker way to ask."""
    speaks_english = contact.language.partition("-")[0] == "en"
    if speaks_english and not tier_is_high:
        return None
    return Follow("visit_missed_call", "request", business_due(now, DAY_HOURS, program))


def told_settled(
    appointment: Appointment, replier: Contact, contacts: tuple[Contact, ...], links: tuple[Link, ...]
) -> tuple[Contact, ...]:
    """The other adults, who hear only that it is settled. Nobody flagged conflict or order hears or causes it."""
    day = appointment.local_start.date()
    speaks = any(is_reminded(link, replier, day) for link in links if link.child_id == appointment.child_id)
    if not speaks:
        return ()
    return tuple(contact for contact in reminded(appointment, contacts, links) if contact.id != replier.id)


def change_due(appointment: Appointment, program: Program, now: datetime) -> datetime:
    """When a wanted change must be settled: the close of business two days before the visit, else within hours."""
    day = wall(appointment.starts_at, program.zone).date() - timedelta(days=CHANGE_DAYS_BEFORE)
    return _close_of_business(business_days_before(day, 0, program), program, now)


def help_due(appointment: Appointment, program: Program, now: datetime) -> datetime:
    """When a ride or interpreter must be booked: five business days before the visit, else within hours."""
    day = wall(appointment.starts_at, program.zone).date() - timedelta(days=1)
    return _close_of_business(business_days_before(day, RIDE_BUSINESS_DAYS - 1, program), program, now)


def _before(appointment: Appointment, code: Code, program: Program, now: datetime) -> VisitReply:
    if appointment.status not in STANDS:
        return VisitReply(appointment, "visit-is-off")
    if appointment.starts_at <= now:
        return VisitReply(appointment, "visit-noted", (_soon("visit_reply_late", program, now),))
    match code:
        case "coming":
            withdrawn = (_soon("visit_change_withdrawn", program, now),) if appointment.change_wanted else ()
            kept = replace(appointment, reply="accepted", change_wanted=False)
            return VisitReply(kept, "visit-coming", withdrawn, closes_step=True)
        case "change":
            wanted = replace(appointment, reply="declined", change_wanted=True)
            due = change_due(appointment, program, now)
            follow = Follow("visit_change", _severity(appointment, now), due)
            return VisitReply(wanted, "visit-which-days", (follow,), closes_step=True)
        case _:
            helped = replace(appointment, reply="tentative", needs_help=True)
            due = help_due(appointment, program, now)
            follow = Follow("visit_help", _severity(appointment, now), due)
            return VisitReply(helped, "visit-which-help", (follow,), closes_step=True)


def _after(appointment: Appointment, code: Code, program: Program, now: datetime) -> VisitReply:
    match code:
        case "yes":
            return VisitReply(replace(appointment, status="fulfilled"), "visit-happened", clears_all=True)
        case "no":
            missed = replace(appointment, status="noshow")
            return VisitReply(missed, "visit-missed", clears_all=True, starts_missed=True)
        case _:
            moved = replace(appointment, status="cancelled")
            follow = Follow("visit_new_date", "request", business_due(now, DAY_HOURS, program))
            return VisitReply(moved, "visit-which-new-date", (follow,), clears_all=True)


def _missed(appointment: Appointment, code: Code, program: Program, now: datetime) -> VisitReply:
    match code:
        case "look_for_new":
            follow = Follow("visit_look_for_new", "request", business_due(now, 2 * DAY_HOURS, program))
            return VisitReply(appointment, "visit-looking", (follow,), clears_all=True)
        case "not_needed":
            # Nothing closes silently: a person reads why, and agrees or calls.
            follow = Follow("visit_not_needed", "request", business_due(now, 2 * DAY_HOURS, program))
            return VisitReply(appointment, "visit-not-needed", (follow,), clears_all=True)
        case "call_me":
            return VisitReply(appointment, "visit-call", (_soon("visit_call", program, now),), clears_all=True)
        case _:
            return VisitReply(replace(appointment, status="fulfilled"), "visit-happened", clears_all=True)


def _close_of_business(day: date, program: Program, now: datetime) -> datetime:
    """The close of that day (aware UTC); within a few business hours where it is past already."""
    _, closes = business_span(day, program)
    return closes if closes > now else business_due(now, REPLY_HOURS, program)


def _severity(appointment: Appointment, now: datetime) -> Severity:
    return "same_day" if appointment.starts_at - now <= SAME_DAY_WITHIN else "request"


def _soon(
    kind: Literal["visit_change_withdrawn", "visit_call", "visit_reply_conflict", "visit_reply_late"],
    program: Program,
    now: datetime,
) -> Follow:
    return Follow(kind, "request", business_due(now, REPLY_HOURS, program))
