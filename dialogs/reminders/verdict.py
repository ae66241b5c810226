"""What the gates answer, and what they are told."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from dialogs.ids import Id
from dialogs.rows.care import Appointment, Reminder
from dialogs.rows.desk import Thread
from dialogs.rows.messages import Outgoing, Prompt
from dialogs.rows.people import Address, Child, Contact, Line, Program

#: Why a message does not leave: a closed list, as it is stored and shown.
Reason = Literal[
    "no_consent",
    "opted_out",
    "paused",
    "child_suppressed",
    "quiet_hours",
    "cap_reached",
    "expired",
    "duplicate",
    "no_channel",
    "cleared_by_reply",
    "detail_level",
    "owner_changed",
    "typing",
    "brake",
    "budget",
    "hospital",
    "restore_hold",
]
#: A wait may also be ordinary queueing, which suppresses nothing and is never stored as a reason.
WaitReason = Reason | Literal["not_yet", "in_flight", "late"]


class Go(Struct, frozen=True):
    """It may leave now."""


class Wait(Struct, frozen=True):
    """Ask again at `until` (aware UTC); the caller makes it the message's `not_before`.

    compose_again: the text was written for another time and must be made anew before it goes.
    """

    until: datetime
    reason: WaitReason
    compose_again: bool = False


class Drop(Struct, frozen=True):
    """It may never leave. for_staff: somebody must hear of it by another way, so it goes on the coordinator's list."""

    reason: Reason
    for_staff: bool = False


Verdict = Go | Wait | Drop


class WrittenFirst(Struct, frozen=True):
    """A message that the line sent of its own accord to anyone of the household, counted by the caps."""

    at: datetime
    once_key: str
    contact_id: Id


class Facts(Struct, frozen=True, kw_only=True):
    """What the rows themselves do not say. Every time is aware; the defaults are those of a quiet day."""

    #: The household's messages of the last seven days that count toward the caps, all its contacts together.
    written_first: tuple[WrittenFirst, ...] = ()
    #: Another message to this address is claimed and has no outcome yet.
    in_flight: bool = False
    last_inbound_at: datetime | None = None
    someone_typing_since: datetime | None = None


class Case(Struct, frozen=True, kw_only=True):
    """One message at one instant with everything the gates look at."""

    message: Outgoing
    contact: Contact | None
    address: Address | None
    line: Line | None
    thread: Thread | None
    child: Child | None
    reminder: Reminder | None
    appointment: Appointment | None
    prompt: Prompt | None
    program: Program
    facts: Facts
    now: datetime


#: Steps that only ever happen because we chose to write.
FIRST_WORDS = frozenset({"nudge", "reminder", "invite"})


def writes_first(message: Outgoing) -> bool:
    """True if the line speaks of its own accord; false for what answers the family or was set off by it."""
    return message.is_proactive or message.purpose in FIRST_WORDS


def is_visit(case: Case) -> bool:
    """True for a reminder of a visit, which caps may delay and never drop."""
    about_visit = case.appointment is not None or (case.reminder is not None and bool(case.reminder.appointment_id))
    return case.message.purpose == "reminder" and (about_visit or case.message.event_at is not None)


def step_of(case: Case) -> str:
    """The step of a series that this reminder is; by its once-key where the row is not at hand, '' for the rest."""
    if case.reminder is not None:
        return case.reminder.series
    return case.message.once_key.rpartition(":")[2] if case.message.purpose == "reminder" else ""
