"""What is found, agreed and promised: needs, visits, reminders, and what a person on the team must do."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dialogs.forms.needs import Severity
from dialogs.ids import Id


class Need(Struct, frozen=True):
    """A concern found, with the answers behind it. `wants_help`: '' not asked yet, yes, not_now, have_help.

    status: active; inactive once another answer took it back or put a graver need in its place.
    """

    id: Id
    child_id: Id | None
    contact_id: Id
    sector: str
    severity: Severity
    code: str
    about: str
    is_private: bool
    is_discreet: bool
    behind: tuple[str, ...]
    interview_id: Id
    found_at: datetime
    wants_help: str = ""
    status: str = "active"
    #: Where the family ranks it among its needs, from 1; 0 while it has not.
    rank: int = 0
    #: '' not asked yet, i-will, together, for-me: who acts first, as the family wishes.
    acts_first: str = ""
    #: Codes of plan templates that the rule proposes. Nothing of it is agreed yet.
    proposed: tuple[str, ...] = ()


class Appointment(Struct, frozen=True):
    """A visit. `local_start` is wall time in the visit's own `zone`; `starts_at` the instant."""

    id: Id
    child_id: Id
    local_start: datetime
    zone: str
    starts_at: datetime
    place: str
    clinic: str = ""
    preparation: str = ""
    #: FHIR Appointment.status
    status: str = "booked"
    #: FHIR participant status of the family: needs-action, accepted, declined, tentative
    reply: str = "needs-action"
    needs_help: bool = False
    change_wanted: bool = False
    version: int = 1


class Reminder(Struct, frozen=True):
    """A promise to write at a time. `series` names the step: entry, t3, t1, happened, missed1 …"""

    id: Id
    contact_id: Id
    child_id: Id | None
    appointment_id: Id | None
    series: str
    local_at: datetime
    zone: str
    due_at: datetime
    latest_useful: datetime
    once_key: str
    #: planned, sent, suppressed, cleared
    state: str = "planned"
    reason: str = ""
    interview_id: Id | None = None


class Item(Struct, frozen=True):
    """Something a person on the team must do: a call, a same-day check, a letter to read."""

    id: Id
    contact_id: Id | None
    child_id: Id | None
    kind: str
    severity: Severity
    note: str
    due_at: datetime
    opened_at: datetime
    state: str = "open"
    closed_at: datetime | None = None
    closed_by: Id | None = None
    reason: str = ""
