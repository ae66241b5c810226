"""A message whose time has come: claimed for sending, moved, or let go with its reason."""

from __future__ import annotations

from datetime import timedelta

from dialogs.care import parts
from dialogs.reminders.gates import may_go
from dialogs.reminders.nudges import interview_nudges, pauses_at
from dialogs.reminders.verdict import Drop, Facts, Go, Verdict, Wait
from dialogs.rows.care import Appointment, Reminder
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Attempt, Outgoing, Prompt
from dialogs.rows.people import Address, Child, Contact
from dialogs.snapshot import Turn
from dialogs.turns import digests, handoff, promises, prompts, visits
from dialogs.turns.hearing import thread_of
from dialogs.turns.speaking import ALWAYS, take_back

#: A claim that nobody reported on for so long was cut off: its outcome is unknown.
CLAIM_LOST = timedelta(seconds=60)


def verdict_of(turn: Turn, message: Outgoing, reminder: Reminder | None = None) -> Verdict:
    """May this message leave now? With everything the gates look at taken from the turn."""
    contact = turn.find(Contact, message.contact_id)
    address = _address_of(turn, message)
    line = next((line for line in turn.snapshot.lines if line.id == message.line_id), None)
    prompt = turn.find(Prompt, message.prompt_id)
    appointment_id = reminder.appointment_id if reminder else prompt.appointment_id if prompt else None
    return may_go(
        message,
        contact=contact,
        address=address,
        line=line,
        thread=thread_of(turn, contact) if contact else None,
        program=turn.program,
        now=turn.now,
        child=turn.find(Child, message.child_id),
        reminder=reminder,
        appointment=turn.find(Appointment, appointment_id),
        prompt=prompt,
        facts=_facts(turn, message, contact),
    )


def _facts(turn: Turn, message: Outgoing, contact: Contact | None) -> Facts:
    thread = thread_of(turn, contact) if contact else None
    lately = turn.snapshot.lately
    return Facts(
        written_first=lately.written_first,
        in_flight=_is_behind_another(turn, message),
        last_inbound_at=thread.last_in_at if thread else None,
        someone_typing_since=lately.typing.get(contact.id) if contact else None,
    )


def _is_behind_another(turn: Turn, message: Outgoing) -> bool:
    """At most one message per address is under way, and they leave in the order in which they were queued."""
    for other in turn.each(Outgoing):
        if other.address != message.address or other.id == message.id or other.purpose in ALWAYS:
            continue
        if other.state == "sending":
            return True
        if other.state == "queued" and other.not_before <= turn.now and other.id < message.id:
            return True
    return False


def _address_of(turn: Turn, message: Outgoing) -> Address | None:
    return next(
        (
            address
            for address in turn.each(Address)
            if address.line_id == message.line_id and f"{address.channel}:{address.value}" == message.address
        ),
        None,
    )


def claim(turn: Turn, message: Outgoing) -> None:
    """Take a message for sending, or move it, or let it go with its reason. The attempt is noted before the send."""
    reminder = turn.find(Reminder, message.reminder_id)
    match verdict_of(turn, message, reminder):
        case Wait(until=until, reason=reason, compose_again=True) if reminder is not None:
            # The words were made for another day: take them back, and make them anew when they may leave.
            _take_back(turn, message)
            promises.delay(turn, reminder, until, reason)
        case Go():
            sent_at = turn.now if message.is_proactive else None
            turn.change(
                message, "claimed", state="sending", attempts=message.attempts + 1, claimed_at=turn.now,
                check_at=turn.now + CLAIM_LOST, sent_at=sent_at, reason="",
            )  # fmt: skip
            turn.add(Attempt(next(turn.ids), message.id, message.attempts + 1, turn.now), "attempt-started")
            prompt = turn.find(Prompt, message.prompt_id)
            if prompt is not None and prompt.state in ("queued", "open"):
                prompts.claimed(turn, prompt)
                _promise_nudges(turn, prompt, message)
        case Wait(until=until, reason=reason):
            turn.change(message, "delayed", not_before=max(until, turn.now + timedelta(seconds=1)), reason=reason)
        case Drop(reason=reason, for_staff=for_staff):
            turn.change(message, "suppressed", state="suppressed", reason=reason)
            instead(turn, message, reason, for_staff=for_staff)


def _take_back(turn: Turn, message: Outgoing) -> None:
    take_back(turn, message, "late")
    prompt = turn.find(Prompt, message.prompt_id)
    if prompt is not None and prompt.state == "queued":
        digests.alone_again(turn, prompt, visits.of_prompt(turn, prompt)[1:])
        prompts.close(turn, prompt, "expired")


def instead(turn: Turn, message: Outgoing, reason: str, *, for_staff: bool) -> None:
    """What did not leave: its prompt is not open, and where silence would be missed a person hears of it."""
    prompt = turn.find(Prompt, message.prompt_id)
    if prompt is not None and prompt.state == "queued":
        prompts.close(turn, prompt, "expired")
    contact = turn.find(Contact, message.contact_id)
    if for_staff:
        handoff.open_item(
            turn, contact, "not_sent", "request", f"{message.purpose}: {reason}", child_id=message.child_id
        )


def _promise_nudges(turn: Turn, prompt: Prompt, message: Outgoing) -> None:
    """A question of an interview is asked again after a day and after three, a check-in once, after two days; after a
    week it rests."""
    walk = turn.find(Walk, prompt.interview_id)
    if walk is None or message.purpose == "nudge":
        return
    contact, policies = turn.get(Contact, prompt.contact_id), turn.program.policies
    hours = (policies.check_in_again_hours,) if walk.form == parts.CHECK_IN else policies.nudge_hours
    fresh = interview_nudges(
        prompt, contact, turn.program, child_id=message.child_id, asked_at=turn.now,
        last_wrote_at=thread_of(turn, contact).last_in_at, ids=turn.ids, hours=hours,
    )  # fmt: skip
    # A weekend may push both to one morning; the earlier one is enough.
    days = [row.local_at.date() for row in fresh]
    wanted = {row.once_key: row for place, row in enumerate(fresh) if row.local_at.date() not in days[:place]}
    for row in turn.each(Reminder):
        if row.interview_id != prompt.interview_id or not row.series.startswith("nudge") or row.state != "planned":
            continue
        later = wanted.pop(row.once_key, None)
        if later is None:
            turn.change(row, "cleared", state="cleared", reason="cleared_by_reply")
        else:
            # The same question was asked again after an interruption: its nudges move, they are not doubled.
            turn.change(row, "nudge-moved", due_at=later.due_at, local_at=later.local_at)
    for row in wanted.values():
        turn.add(row, "nudge-planned")
    promises.promise(
        turn, contact, "interview_pause", pauses_at(turn.now, turn.program), interview_id=prompt.interview_id
    )
