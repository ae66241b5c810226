"""The clock voice: a time has come. What was promised is kept, if it still may be; what may not leave says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from dialogs.care import parts
from dialogs.content import Content
from dialogs.ids import Id, Ids
from dialogs.people import (
    Address,
    Alert,
    Appointment,
    Attempt,
    Child,
    Contact,
    Outgoing,
    Prompt,
    Reminder,
    Walk,
)
from dialogs.reminders.gates import may_go
from dialogs.reminders.nudges import interview_nudges, pauses_at
from dialogs.reminders.verdict import Drop, Facts, Go, Verdict, Wait
from dialogs.reminders.window import next_open, window_of
from dialogs.reminders.zones import wall
from dialogs.snapshot import Snapshot, Turn
from dialogs.turns import (
    assessment,
    consent,
    danger,
    digests,
    handoff,
    hospital,
    interviews,
    promises,
    prompts,
    questions,
    visits,
)
from dialogs.turns.acting.conversation import give_back
from dialogs.turns.hearing import thread_of
from dialogs.turns.speaking import ALWAYS, address_of, names

#: A claim that nobody reported on for so long was cut off: its outcome is unknown.
CLAIM_LOST = timedelta(seconds=60)


class Struck(Struct, frozen=True):
    """A row's time has come: a message to claim, a promise to keep, an alert to pass on."""

    what: Literal["outgoing", "reminder", "alert"]
    row_id: Id


def take_turn(snapshot: Snapshot, struck: Struck, now: datetime, content: Content, ids: Ids) -> Turn:
    """What follows from a time that has come. Nothing, when the row is no longer waiting."""
    turn = Turn(snapshot, now, ids)
    match struck.what:
        case "outgoing":
            message = turn.find(Outgoing, struck.row_id)
            if message is not None and message.state == "queued" and message.not_before <= now:
                _claim(turn, content, message)
        case "reminder":
            reminder = turn.find(Reminder, struck.row_id)
            if reminder is not None and reminder.state == "planned" and reminder.due_at <= now:
                _keep_promise(turn, content, reminder)
        case "alert":
            alert = turn.find(Alert, struck.row_id)
            if alert is not None and alert.next_at is not None and alert.next_at <= now:
                danger.due(turn, content, alert)
    return turn


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


def _claim(turn: Turn, content: Content, message: Outgoing) -> None:
    """Take a message for sending, or move it, or let it go with its reason. The attempt is noted before the send."""
    reminder = turn.find(Reminder, message.reminder_id)
    match verdict_of(turn, message, reminder):
        case Wait(until=until, reason=reason, compose_again=True) if reminder is not None:
            # The words were made for another day: take them back, and make them anew when they may leave.
            _take_back(turn, message)
            _delay(turn, reminder, until, reason)
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
            _instead(turn, message, reason, for_staff=for_staff)


def _take_back(turn: Turn, message: Outgoing) -> None:
    turn.change(message, "taken-back", state="cancelled", reason="late")
    prompt = turn.find(Prompt, message.prompt_id)
    if prompt is not None and prompt.state == "queued":
        digests.alone_again(turn, prompt, visits.of_prompt(turn, prompt)[1:])
        prompts.close(turn, prompt, "expired")


def _instead(turn: Turn, message: Outgoing, reason: str, *, for_staff: bool) -> None:
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


def _keep_promise(turn: Turn, content: Content, reminder: Reminder) -> None:
    keep = _SERIES.get(reminder.series, _visit_step)
    keep(turn, content, reminder)


def _done(turn: Turn, reminder: Reminder, state: str = "sent", reason: str = "") -> None:
    turn.change(reminder, f"reminder-{state}", state=state, reason=reason)


def _visit_step(turn: Turn, content: Content, reminder: Reminder) -> None:
    """A step of a visit's series: the words are made now, for the day on which they leave."""
    contact = turn.find(Contact, reminder.contact_id)
    appointment = turn.find(Appointment, reminder.appointment_id)
    address = address_of(turn, contact) if contact else None
    if contact is None or appointment is None:
        _done(turn, reminder, "suppressed", "no_channel")
        return
    if address is None or contact.answers_by in ("phone", "paper"):
        _done(turn, reminder, "suppressed", "no_channel")
        handoff.open_item(turn, contact, "call_reminder", "request", reminder.series, child_id=reminder.child_id)
        return
    ahead = _first_word_waiting(turn, contact)
    if ahead is not None:
        # Two first words at one instant would push each other aside: the caps look at the second once the first is out.
        _delay(turn, reminder, max(turn.now, ahead.not_before) + timedelta(seconds=5))
        return
    drafts = {row.id: _draft(turn, row, contact, address) for row in digests.of_day(turn, reminder)}
    verdicts = {row_id: verdict_of(turn, draft, turn.get(Reminder, row_id)) for row_id, draft in drafts.items()}
    if isinstance(own := verdicts[reminder.id], Drop):
        _done(turn, reminder, "suppressed", own.reason)
        _instead(turn, drafts[reminder.id], own.reason, for_staff=own.for_staff)
        return
    group = tuple(turn.get(Reminder, row_id) for row_id in drafts if not isinstance(verdicts[row_id], Drop))
    # The first stands for all: where it may leave, the others leave with it.
    match verdicts[group[0].id]:
        case Wait(until=until, reason=reason):
            _delay(turn, reminder, max(until, turn.now + timedelta(minutes=1)), reason)
        case _:
            _tell(turn, content, group, contact, address)


def _delay(turn: Turn, reminder: Reminder, until: datetime, reason: str | None = None) -> None:
    """It is due later; on another day it is one of that day's."""
    why = reminder.reason if reason is None else reason
    turn.change(
        reminder, "reminder-delayed", state="planned", due_at=until, local_at=wall(until, reminder.zone), reason=why
    )


def _tell(turn: Turn, content: Content, group: tuple[Reminder, ...], contact: Contact, address: Address) -> None:
    """One message for a group of one or more."""
    if len(group) > 1:
        digests.remind(turn, content, group, contact, address)
    else:
        visits.remind(turn, content, group[0], contact, address)
    for row in group:
        _done(turn, row)
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


def _nudge(turn: Turn, content: Content, reminder: Reminder) -> None:
    """The current question once more, with its own prompt."""
    walk = turn.find(Walk, reminder.interview_id)
    contact = turn.find(Contact, reminder.contact_id)
    if walk is None or contact is None or not _is_unanswered(turn, walk):
        _done(turn, reminder, "cleared", "cleared_by_reply")
        return
    if hospital.is_in_hospital(turn, contact):
        _done(turn, reminder, "suppressed", "hospital")
        return
    _done(turn, reminder)
    before = content.wording.say(contact.language, "nudge", **names(turn, contact))
    interviews.ask_again(turn, content, walk, before=before, purpose="nudge")


def _is_unanswered(turn: Turn, walk: Walk) -> bool:
    """In the middle of its questions, or offered and neither taken up nor put off."""
    if walk.status == "in-progress":
        return True
    return walk.status == "paused" and any(
        prompt.interview_id == walk.id and prompt.state in ("open", "superseded") for prompt in turn.each(Prompt)
    )


def _pause_interview(turn: Turn, content: Content, reminder: Reminder) -> None:
    """A week without an answer, or since "later": it rests, the answers so far are kept, a person may call."""
    walk = turn.find(Walk, reminder.interview_id)
    _done(turn, reminder)
    contact = turn.find(Contact, reminder.contact_id)
    if walk is None or contact is None or contact.silence:
        return
    if walk.status == "in-progress":
        interviews.rest(turn, content, walk, "clock")
    questions.close_all(turn, walk)
    if walk.form == parts.CHECK_IN:
        # Asked twice: silence is a signal.
        handoff.open_item(turn, contact, "call", "request", "checkin_missed", child_id=walk.child_id)
    else:
        handoff.open_item(turn, contact, "interview_silent", "need", walk.form, child_id=walk.child_id)


def _unclear_sent_on(turn: Turn, content: Content, reminder: Reminder) -> None:
    walk = turn.find(Walk, reminder.interview_id)
    _done(turn, reminder)
    if walk is not None and walk.status == "in-progress" and walk.interview.unclear:
        interviews.send_on(turn, content, walk)


def _ambiguous_stop(turn: Turn, content: Content, reminder: Reminder) -> None:
    contact = turn.find(Contact, reminder.contact_id)
    _done(turn, reminder)
    if contact is not None:
        consent.ambiguous_silence(turn, contact, address_of(turn, contact))


def _invite_again(turn: Turn, content: Content, reminder: Reminder) -> None:
    contact = turn.find(Contact, reminder.contact_id)
    _done(turn, reminder)
    if contact is not None and contact.consent == "recorded":
        consent.invite(turn, content, contact, is_again=True)


def _invite_call(turn: Turn, content: Content, reminder: Reminder) -> None:
    contact = turn.find(Contact, reminder.contact_id)
    _done(turn, reminder)
    if contact is not None and contact.consent == "recorded":
        handoff.open_item(turn, contact, "call", "need", "invitation_unanswered")


def _hand_back(turn: Turn, content: Content, reminder: Reminder) -> None:
    """Nobody on the staff wrote for an hour: the bot takes the thread back and offers to go on."""
    contact = turn.find(Contact, reminder.contact_id)
    _done(turn, reminder)
    if contact is None or thread_of(turn, contact).urgent or thread_of(turn, contact).owner_kind != "human":
        return
    if thread_of(turn, contact).status == "needs_reply":
        return
    opens = next_open(turn.now, window_of(contact, turn.program), contact.id)
    if opens is not None and opens > turn.now:
        promises.promise(turn, contact, "hand_back", opens)
        return
    give_back(turn, content, contact)


def _of_assessment(keep: Callable[[Turn, Content, Reminder, Contact], None]) -> Callable[..., None]:
    """A promise of the assessment: kept by what it decides to ask now."""

    def kept(turn: Turn, content: Content, reminder: Reminder) -> None:
        contact = turn.find(Contact, reminder.contact_id)
        _done(turn, reminder)
        if contact is not None:
            keep(turn, content, reminder, contact)

    return kept


_SERIES: dict[str, Callable[[Turn, Content, Reminder], None]] = {
    "nudge1": _nudge,
    "nudge2": _nudge,
    "interview_pause": _pause_interview,
    "unclear_sent_on": _unclear_sent_on,
    "ambiguous_stop": _ambiguous_stop,
    "invite_again": _invite_again,
    "invite_call": _invite_call,
    "hand_back": _hand_back,
    assessment.PARTS: _of_assessment(assessment.go_on),
    assessment.CHECK_IN: _of_assessment(assessment.check_in),
    hospital.HOME: _of_assessment(assessment.home),
    assessment.REVIEW: _of_assessment(assessment.review),
}
