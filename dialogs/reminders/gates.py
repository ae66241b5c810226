"""May this message leave now? One place, one reason: small gates in order, and the first that refuses wins.

Asked when a message is claimed for sending, never only when it was queued. Refusals for good come before waits, so
that the stored reason is the lasting one: a stopped contact at night is opted_out, not quiet_hours.
Source: docs/policies.md sections 3, 4 and 6.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from dialogs.reminders.pacing import late, not_yet, opening, outside_window, over_caps, someone_typing
from dialogs.reminders.series import BEFORE, HOSPITAL, MISSED_STEPS, STANDS
from dialogs.reminders.verdict import Case, Drop, Facts, Go, Verdict, Wait, is_visit, writes_first
from dialogs.rows.care import Appointment, Reminder
from dialogs.rows.desk import Thread
from dialogs.rows.messages import Outgoing, Prompt
from dialogs.rows.people import Address, Child, Contact, Line, Program

#: These go out wherever the channel still delivers, stopped or not. `stop` is also the one apology to a wrong number.
URGENT = frozenset({"safety", "emergency", "stop", "alert"})
NONE: frozenset[str] = frozenset()
#: What a person wrote is judged by that person; what answers HELP carries nothing of the family.
OUT_OF_HAND = URGENT | {"person", "help"}

#: What each level of detail_level and phi_allowed may carry. Source: docs/policies.md section 3.
LEVEL_NEEDED = {"plain": 0, "clinic": 1, "details": 2, "private": 2}

RESTORE_RECHECK = timedelta(minutes=15)
SILENCE_RECHECK = timedelta(hours=1)
IN_FLIGHT_RECHECK = timedelta(seconds=5)

Gate = Callable[[Case], "Wait | Drop | None"]


def may_go(
    message: Outgoing,
    *,
    contact: Contact | None,
    address: Address | None,
    line: Line | None,
    thread: Thread | None,
    program: Program,
    now: datetime,
    child: Child | None = None,
    reminder: Reminder | None = None,
    appointment: Appointment | None = None,
    prompt: Prompt | None = None,
    facts: Facts | None = None,
) -> Verdict:
    """Go, wait until, or drop and why, at `now` (aware). Never raises.

    child, reminder, appointment, prompt: the rows that the message names, None where it names none.
    """
    case = Case(
        message=message,
        contact=contact,
        address=address,
        line=line,
        thread=thread,
        child=child,
        reminder=reminder,
        appointment=appointment,
        prompt=prompt,
        program=program,
        facts=facts or Facts(),
        now=now,
    )
    for gate, passes in GATES:
        if message.purpose not in passes and (refusal := gate(case)):
            return _in_time(refusal, case)
    return Go()


def _in_time(refusal: Wait | Drop, case: Case) -> Wait | Drop:
    """A wait that would outlast the message is a drop now, while staff can still do something about it."""
    latest = case.message.latest_useful
    if isinstance(refusal, Drop) or latest is None or refusal.until <= latest:
        return refusal
    match refusal.reason:
        case "not_yet" | "in_flight" | "late":
            return Drop("expired", for_staff=_matters(case))
        case reason:
            return Drop(reason, for_staff=_matters(case))


# Refusals for good


def demo_reaches_phones_only(case: Case) -> Drop | None:
    channel = case.address.channel if case.address else case.line.channel if case.line else "phone"
    return Drop("no_channel") if case.program.is_demo and channel != "phone" else None


def unreachable(case: Case) -> Drop | None:
    """No contact or address any more, a quarantined number, or one that fails (a reply may still try)."""
    message, address = case.message, case.address
    if message.contact_id is None:
        return None
    if case.contact is None or address is None or address.state == "wrong_number":
        return Drop("no_channel", for_staff=_matters(case))
    if address.state == "failing" and writes_first(message):
        return Drop("no_channel", for_staff=_matters(case))
    return None


def opted_out(case: Case) -> Drop | None:
    """Stop of the contact or of this address; Telegram's 'blocked' is the same."""
    silence = case.contact.silence if case.contact else ""
    state = case.address.state if case.address else ""
    if silence in ("stop", "forget") or state in ("stopped", "blocked"):
        return Drop("opted_out", for_staff=_matters(case))
    return None


def frozen(case: Case) -> Drop | None:
    """A wrong number or an ended placement. A kind of silence that we do not know is silence, too."""
    match case.contact.silence if case.contact else "":
        case "" | "pause" | "ambiguous" | "loss" | "stop" | "forget":
            return None
        case "wrong_number":
            return Drop("no_channel")
        case "placement":
            return Drop("no_consent")
        case _:
            return Drop("paused", for_staff=True)


def no_consent(case: Case) -> Drop | None:
    """Nothing is written first, and nothing asked, without active consent; a recorded one permits the invitation."""
    if not writes_first(case.message) and case.message.purpose != "question":
        return None
    consent = case.contact.consent if case.contact else "none"
    if consent == "active" or (consent == "recorded" and case.message.purpose == "invite"):
        return None
    return Drop("no_consent", for_staff=_matters(case))


def child_lost_or_muted(case: Case) -> Wait | Drop | None:
    """After a loss only a person writes; siblings' texts are held until staff decide. A muted child: replies only."""
    suppressed = case.child.suppressed if case.child else ""
    family_held = case.contact is not None and case.contact.silence == "loss"
    if suppressed not in ("", HOSPITAL) and (suppressed != "child_mute" or writes_first(case.message)):
        return Drop("child_suppressed")
    if family_held and not writes_first(case.message):
        return Drop("child_suppressed")
    return Wait(case.now + SILENCE_RECHECK, "child_suppressed") if family_held else None


def in_hospital(case: Case) -> Drop | None:
    """While a child is in hospital nobody is asked whether a visit happened."""
    is_inside = case.child is not None and case.child.suppressed == HOSPITAL
    asks_after = case.reminder is not None and is_visit(case) and case.reminder.series not in BEFORE
    return Drop("hospital") if is_inside and asks_after else None


def too_detailed(case: Case) -> Drop | None:
    """More than this contact allows or this channel may carry: it becomes a call."""
    carriage = case.message.carriage
    contact_level = case.contact.detail_level if case.contact else 0
    channel_level = case.line.phi_allowed if case.line else 0
    if min(contact_level, channel_level) < LEVEL_NEEDED[carriage]:
        return Drop("detail_level", for_staff=True)
    if carriage == "private" and (case.contact is None or case.contact.is_shared_phone):
        return Drop("detail_level", for_staff=True)
    return None


def settled(case: Case) -> Drop | None:
    """Answered, moved, cancelled or over since it was queued."""
    prompt, reminder = case.prompt, case.reminder
    is_closed = prompt is not None and prompt.state in ("answered", "superseded", "expired", "withdrawn")
    if is_closed and case.message.purpose in ("question", "nudge", "reminder", "invite"):
        return Drop("cleared_by_reply")
    if reminder is None:
        return None
    if reminder.state == "cleared" or (case.appointment and not _still_holds(reminder, case.appointment)):
        return Drop("cleared_by_reply")
    return None


def owner_changed(case: Case) -> Drop | None:
    """Queued under another owner of the thread. Reminders go out whoever holds it."""
    epoch, thread = case.message.epoch, case.thread
    return Drop("owner_changed") if thread and epoch >= 0 and epoch != thread.epoch else None


def expired(case: Case) -> Drop | None:
    latest = case.message.latest_useful
    return Drop("expired", for_staff=_matters(case)) if latest and case.now > latest else None


# Waits


def held_after_restore(case: Case) -> Wait | None:
    """Until an admin releases: everything that we would write first."""
    is_held = case.program.hold and writes_first(case.message)
    return Wait(case.now + RESTORE_RECHECK, "restore_hold") if is_held else None


def paused(case: Case) -> Wait | None:
    """The family asked for quiet, or we asked whether they meant STOP: nothing is written first meanwhile."""
    contact = case.contact
    if contact is None or contact.silence not in ("pause", "ambiguous") or not writes_first(case.message):
        return None
    until = contact.silence_until
    if until is None:
        return Wait(case.now + SILENCE_RECHECK, "paused")
    return Wait(opening(until, case), "paused") if until > case.now else None


def braked(case: Case) -> Wait | Drop | None:
    """Perhaps an auto-replier answers us. A reply would come too late to be one; the rest waits."""
    until = case.thread.braked_until if case.thread else None
    if until is None or until <= case.now:
        return None
    return Drop("brake") if case.message.purpose == "reply" else Wait(until, "brake")


def person_holds_the_thread(case: Case) -> Wait | None:
    """Form questions wait while a person talks with the family."""
    if case.thread is None or case.thread.owner_kind == "bot":
        return None
    return Wait(case.now + timedelta(minutes=case.program.policies.hand_back_idle_minutes), "owner_changed")


def in_flight(case: Case) -> Wait | None:
    return Wait(case.now + IN_FLIGHT_RECHECK, "in_flight") if case.facts.in_flight else None


def _still_holds(reminder: Reminder, appointment: Appointment) -> bool:
    if f":v{appointment.version}:" not in reminder.once_key:
        return False
    if reminder.series in MISSED_STEPS:
        return appointment.status == "noshow"
    return appointment.status in STANDS


def _matters(case: Case) -> bool:
    """True if silence would be missed by somebody: then staff hear of it."""
    return is_visit(case) or case.message.purpose == "person" or case.message.exempt == "same_day"


BOT_TALK_PASSES = URGENT | {"person", "help", "reminder", "invite", "reply", "notice"}

#: In order. Beside each gate the purposes that pass it unasked.
GATES: tuple[tuple[Gate, frozenset[str]], ...] = (
    (demo_reaches_phones_only, NONE),
    (unreachable, URGENT),
    (opted_out, URGENT),
    (frozen, URGENT),
    (no_consent, URGENT),
    (child_lost_or_muted, OUT_OF_HAND),
    (in_hospital, OUT_OF_HAND),
    (too_detailed, OUT_OF_HAND),
    (settled, OUT_OF_HAND),
    (owner_changed, OUT_OF_HAND | {"reminder", "invite"}),
    (expired, NONE),
    (held_after_restore, NONE),
    (not_yet, NONE),
    (paused, OUT_OF_HAND),
    (braked, OUT_OF_HAND),
    (person_holds_the_thread, BOT_TALK_PASSES),
    (someone_typing, OUT_OF_HAND | {"reply"}),
    (late, OUT_OF_HAND),
    (over_caps, OUT_OF_HAND),
    (outside_window, URGENT | {"help"}),
    (in_flight, URGENT),
)
