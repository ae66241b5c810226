"""A family to remind: Ana in New York, Leo her child, a program in Chicago. Every test changes what it is about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from dialogs.ids import Id, Ids
from dialogs.reminders.gates import may_go
from dialogs.reminders.series import plan_visit
from dialogs.reminders.verdict import Facts, Verdict
from dialogs.reminders.zones import instant
from dialogs.rows.care import Appointment, Reminder
from dialogs.rows.desk import Thread
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Address, Child, Contact, Line, Link, Program

NEW_YORK = "America/New_York"
CHICAGO = "America/Chicago"


def some_id(number: int) -> Id:
    return UUID(int=0x0190 << 112 | 0x7 << 76 | 0b10 << 62 | number)


def new_ids() -> Ids:
    return Ids(some_id(1 << 40))


#: Every purpose an outgoing message can have.
PURPOSES = (
    *("reply", "safety", "stop", "help", "emergency", "question"),
    *("nudge", "reminder", "person", "notice", "invite", "alert"),
)

PROGRAM = Program(id=some_id(1), name="Kids Clinic", phone="555-0100", zone=CHICAGO)
ANA = Contact(id=some_id(2), name="Ana", language="es", zone=NEW_YORK, consent="active")
BEN = Contact(id=some_id(3), name="Ben", language="en", zone=NEW_YORK, consent="active")
LEO = Child(id=some_id(4), nickname="Leo", name="Leo G.")
MIA = Child(id=some_id(5), nickname="Mia", name="Mia G.")
ANA_LEO = Link(id=some_id(6), contact_id=ANA.id, child_id=LEO.id, relationship="mother")
BEN_LEO = Link(id=some_id(7), contact_id=BEN.id, child_id=LEO.id, relationship="father")
ANA_MIA = Link(id=some_id(8), contact_id=ANA.id, child_id=MIA.id, relationship="mother")
SMS = Line(id=some_id(9), channel="sms", sender="+15550100", phi_allowed=2)
ANA_SMS = Address(id=some_id(10), contact_id=ANA.id, line_id=SMS.id, channel="sms", value="+15550111")
BEN_SMS = Address(id=some_id(11), contact_id=BEN.id, line_id=SMS.id, channel="sms", value="+15550112")
THREAD = Thread(id=some_id(12), contact_id=ANA.id)


def at(text: str, zone: str = NEW_YORK) -> datetime:
    """Aware UTC of wall time, in New York if not said otherwise."""
    return instant(datetime.fromisoformat(text), zone)


#: A Wednesday.
VISIT_DAY = "2026-05-20 14:30"
NOON = at("2026-05-13 12:00")


def visit(local: str = VISIT_DAY, zone: str = NEW_YORK, **changes: Any) -> Appointment:
    start = datetime.fromisoformat(local)
    made = Appointment(
        id=some_id(20), child_id=LEO.id, local_start=start, zone=zone, starts_at=instant(start, zone), place="Floor 2"
    )
    return replace(made, **changes)


def plan(
    appointment: Appointment,
    now: datetime,
    *,
    contacts: tuple[Contact, ...] = (ANA,),
    links: tuple[Link, ...] = (ANA_LEO, BEN_LEO, ANA_MIA),
    program: Program = PROGRAM,
    **rest: Any,
) -> tuple[Reminder, ...]:
    return plan_visit(appointment, contacts=contacts, links=links, program=program, now=now, ids=new_ids(), **rest)


def by_step(reminders: tuple[Reminder, ...]) -> dict[str, str]:
    """Each step with its local day, as the contact's calendar shows it."""
    return {reminder.series: reminder.local_at.strftime("%a %d") for reminder in reminders}


def text(purpose: str = "reminder", **changes: Any) -> Outgoing:
    """A message to Ana that is due at NOON, a Wednesday."""
    made = Outgoing(
        id=some_id(30),
        contact_id=ANA.id,
        staff_id=None,
        line_id=SMS.id,
        address=ANA_SMS.value,
        purpose=purpose,
        key="k",
        language="es",
        text="t",
        once_key=f"test:{ANA.id}:{purpose}",
        created_at=NOON,
        not_before=NOON,
    )
    return replace(made, **changes)


def ask(message: Outgoing, now: datetime = NOON, *, facts: Facts | None = None, **changes: Any) -> Verdict:
    """What the gates say to Ana's message, with these rows changed."""
    rows: dict[str, Any] = {
        "contact": ANA, "address": ANA_SMS, "line": SMS, "thread": THREAD, "program": PROGRAM, "child": LEO,
    }  # fmt: skip
    return may_go(message, now=now, facts=facts, **{**rows, **changes})


def utc(text_: str) -> datetime:
    return datetime.fromisoformat(text_).replace(tzinfo=UTC)
