"""A visit in a turn: what a reminder says, and what the family's reply to it does."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict, replace

from dialogs.care import visits as rules
from dialogs.content import Content
from dialogs.ids import Id
from dialogs.reminders import series
from dialogs.reminders.dates import written_date, written_when
from dialogs.rows.care import Appointment, Item, Reminder
from dialogs.rows.messages import Outgoing, Prompt
from dialogs.rows.people import Address, Child, Contact, Link, Staff
from dialogs.snapshot import Turn
from dialogs.turns import handoff, interviews, prompts, visit_words
from dialogs.turns.hearing import Hearing
from dialogs.turns.roles import NO_ROLE
from dialogs.turns.speaking import names, say, send

#: step of the series -> (kind of prompt, wording). The day before is worded by what is known of the visit.
_ASKS: dict[str, tuple[str, str]] = {
    "entry": ("visit", "visit-entry"),
    "t7": ("visit", "visit-ask"),
    "t3": ("visit", "visit-ask"),
    "t1": ("visit", "visit-ask"),
    "happened": ("happened", "visit-happened-ask"),
    "missed1": ("missed", "visit-missed-ask"),
    "missed2": ("missed", "visit-missed-ask"),
    "missed3": ("missed", "visit-missed-ask"),
}
#: What the reply asks next, in the family's own words.
_WORDS_WANTED = {
    "visit-which-days": "which_days",
    "visit-which-new-date": "which_days",
    "visit-which-help": "which_help",
}


def wording_of(step: str, appointment: Appointment) -> str:
    """The key of a step's text: short when all is well, and true about what is still open."""
    _, key = _ASKS[step]
    if step == "entry" and appointment.version > 1:
        return "visit-moved"
    if key != "visit-ask":
        return key
    return {
        "short": "visit-short",
        "full": "visit-ask",
        "not_moved_yet": "visit-not-moved",
        "help_coming": "visit-help-coming",
    }[rules.manner_of(appointment)]


def facts(
    turn: Turn, contact: Contact, appointment: Appointment, *, sms: bool, names_clinic: bool = False
) -> dict[str, Any]:
    """Date, time and place as this contact may read them; the clinic only where contact and line may carry it."""
    place = appointment.place
    if names_clinic:
        place = f"{appointment.clinic}, {place}" if place else appointment.clinic
    when = written_when(appointment.local_start, contact.language, sms=sms, today=turn.now.date())
    return {"when": when, "date": dated(turn, contact, appointment, sms=sms), "place": place}


def dated(turn: Turn, contact: Contact, appointment: Appointment, *, sms: bool) -> str:
    """The day by which a visit is known; with its time where the child has another one on it."""
    day, today = appointment.local_start.date(), turn.now.date()
    own = (other for other in turn.each(Appointment) if other.child_id == appointment.child_id)
    if any(other.id != appointment.id and other.local_start.date() == day for other in own):
        return written_when(appointment.local_start, contact.language, sms=sms, today=today)
    return written_date(day, contact.language, sms=sms, today=today)


def may_name_clinic(turn: Turn, contact: Contact, address: Address) -> bool:
    """Whether contact and line may carry the doctor or clinic."""
    return min(contact.detail_level, turn.line(address.line_id).phi_allowed) >= 1


def of_prompt(turn: Turn, prompt: Prompt) -> list[Appointment]:
    """The visits that a prompt is about, but for those that are long over."""
    found = (turn.find(Appointment, visit_id) for visit_id in (prompt.appointment_id, *prompt.others))
    return [visit for visit in found if visit is not None]


def remind(turn: Turn, content: Content, reminder: Reminder, contact: Contact, address: Address) -> Outgoing | None:
    """Queue the text of one step, with its prompt."""
    appointment = turn.get(Appointment, reminder.appointment_id)
    kind, _ = _ASKS[reminder.series]
    sms = address.channel != "telegram"
    names_clinic = may_name_clinic(turn, contact, address) and bool(appointment.clinic)
    return prompts.ask(
        turn, content, contact, kind, wording_of(reminder.series, appointment), "reminder",
        address=address, child=turn.find(Child, appointment.child_id),
        prompt_fields={"appointment_id": appointment.id, "question": reminder.series},
        is_proactive=True, event_at=appointment.starts_at, reminder_id=reminder.id, once_key=copy_key(turn, reminder),
        latest_useful=reminder.latest_useful, **facts(turn, contact, appointment, sms=sms, names_clinic=names_clinic),
        carriage="clinic" if names_clinic else "plain",
    )  # fmt: skip


def ask_again(turn: Turn, content: Content, contact: Contact, prompt: Prompt, *, address: Address, before: str) -> None:
    """The same question once more, as when the language changed."""
    from dialogs.turns import digests

    if digests.is_digest(prompt):
        digests.ask_again(turn, content, contact, prompt, address=address, before=before)
        return
    appointment = turn.get(Appointment, prompt.appointment_id)
    words = {kind: key for key, kind in _WORDS_WANTED.items()}
    key = words.get(prompt.kind) or wording_of(prompt.question, appointment)
    prompts.close(turn, prompt, "withdrawn")
    prompts.ask(
        turn, content, contact, prompt.kind, key, "reply",
        address=address, child=turn.find(Child, appointment.child_id), before=before,
        prompt_fields={"appointment_id": appointment.id, "question": prompt.question},
        **facts(turn, contact, appointment, sms=address.channel != "telegram"),
    )  # fmt: skip


def copy_key(turn: Turn, reminder: Reminder) -> str:
    """The reminder's own key; with the day added when an earlier copy was taken back to be worded anew."""
    return f"{reminder.once_key}:{turn.now.date().isoformat()}" if reminder.reason == "late" else reminder.once_key


def answer(hearing: Hearing, prompt: Prompt, code: str, *, before: str = "") -> None:
    """A reply to one step of a visit."""
    from dialogs.turns import digests

    if digests.is_digest(prompt) and prompt.kind not in prompts.WORDS:
        digests.answer(hearing, prompt, code, before=before)
        return
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    appointment = turn.find(Appointment, prompt.appointment_id)
    if prompt.state in ("open", "queued", "superseded"):
        prompts.close(turn, prompt, "answered")
    if appointment is None:
        handoff.to_person(turn, content, contact, address=hearing.address)
        return
    reply = rules.visit_reply(
        appointment, prompt.question, _code(code), contact=contact, program=turn.program, now=turn.now
    )
    settle(turn, content, appointment, reply, prompt.question, contact)
    if reply.starts_missed:
        ask_about_missed(hearing, reply.appointment, before)
        return
    answer_back(hearing, reply.says, [reply.appointment], prompt.question, before)


def ask_about_missed(hearing: Hearing, missed: Appointment, before: str) -> None:
    """No blame; shall somebody look for a new day?"""
    turn, contact = hearing.turn, hearing.contact
    said = facts(turn, contact, missed, sms=hearing.address.channel != "telegram")
    prompts.ask(
        turn, hearing.content, contact, "missed", "visit-missed-then", "reply", address=hearing.address, before=before,
        child=turn.find(Child, missed.child_id),
        prompt_fields={"appointment_id": missed.id, "question": "missed1"}, **said,
    )  # fmt: skip
    call_too(turn, contact, missed.child_id)


def answer_back(hearing: Hearing, says: rules.Says, shown: list[Appointment], step: str, before: str) -> None:
    """What the family hears after a reply about these visits; where words are wanted next, they are asked for."""
    turn, contact, first = hearing.turn, hearing.contact, shown[0]
    said = facts(turn, contact, first, sms=hearing.address.channel != "telegram")
    child = turn.find(Child, first.child_id)
    wanted = _WORDS_WANTED.get(says)
    if not wanted:
        say_and_go_on(hearing, says, names(turn, contact, child) | said, before)
        return
    if is_told(hearing, wanted):
        noted = "visit-change-noted" if says == "visit-which-days" else "visit-noted"
        _note_words(hearing, wanted, shown, noted, before)
        return
    about = {"appointment_id": first.id, "others": tuple(visit.id for visit in shown[1:]), "question": step}
    prompts.ask(
        turn, hearing.content, contact, wanted, says, "reply", address=hearing.address, child=child, before=before,
        prompt_fields=about, **said,
    )  # fmt: skip


def is_told(hearing: Hearing, wanted: str) -> bool:
    """ "Need a ride" and "2 friday" tell already what would be asked next. A day counts only behind the digit: in "we
    can't come on Friday" it is the day that does not suit."""
    text, language, content = hearing.text, hearing.contact.language, hearing.content
    if hearing.heard.button:
        return False
    if wanted == "which_help":
        return visit_words.names_help(text, language, content)
    _, words = visit_words.digit_and_words(text, language, content)
    return bool(words) and visit_words.names_a_day(words, language, content)


def call_too(turn: Turn, contact: Contact, child_id: Id | None) -> None:
    """After the first text about a missed visit a person calls, where a text is the weaker way to ask."""
    follow = rules.missed_call(contact, turn.program, tier_is_high=False, now=turn.now)
    if follow is not None:
        handoff.open_item(turn, contact, follow.kind, follow.severity, "", due_at=follow.due_at, child_id=child_id)


def settle(
    turn: Turn, content: Content, appointment: Appointment, reply: rules.VisitReply, step: str, contact: Contact
) -> None:
    """Write down what a reply changed: the visit, staff items, the rest of the series, what the others hear."""
    if reply.appointment != appointment:
        turn.change(appointment, f"visit-{reply.appointment.reply}", **_differences(appointment, reply.appointment))
    for follow in reply.follows:
        handoff.open_item(
            turn, contact, follow.kind, follow.severity, "", due_at=follow.due_at, child_id=appointment.child_id
        )
    waiting = tuple(turn.each(Reminder))
    gone: tuple[Reminder, ...] = ()
    if reply.clears_all:
        gone = series.cleared(waiting, appointment, why="cleared_by_reply")
    elif reply.closes_step:
        gone = series.answered(waiting, appointment, step)
    for row in gone:
        turn.change(turn.get(Reminder, row.id), "cleared", state=row.state, reason=row.reason)
    if reply.starts_missed:
        plan_missed(turn, reply.appointment, asked_at_once=True)
    if not (reply.closes_step or reply.clears_all):
        return
    for other in rules.told_settled(reply.appointment, contact, tuple(turn.each(Contact)), tuple(turn.each(Link))):
        if _was_asked(turn, other, appointment):
            say(
                turn, content, other, "visit-settled", "notice", child=turn.find(Child, appointment.child_id),
                **facts(turn, other, reply.appointment, sms=True),
            )  # fmt: skip


def _was_asked(turn: Turn, contact: Contact, appointment: Appointment) -> bool:
    """Whether this visit is being asked of the other contact now; the question is withdrawn."""
    asked = [
        prompt
        for prompt in turn.each(Prompt)
        if prompt.contact_id == contact.id and appointment.id in (prompt.appointment_id, *prompt.others)
        and prompt.state in ("open", "queued")
    ]  # fmt: skip
    for prompt in asked:
        close_about(turn, prompt, appointment)
    return bool(asked)


def close_about(turn: Turn, prompt: Prompt, appointment: Appointment) -> None:
    """This visit is not asked about any more; a digest goes on about its others."""
    from dialogs.turns import digests

    if digests.is_digest(prompt):
        digests.leave_out(turn, prompt, appointment)
    else:
        prompts.close(turn, prompt, "withdrawn")


def words_answered(hearing: Hearing, prompt: Prompt) -> None:
    """The days that would suit, or what help is needed: word for word to staff."""
    prompts.close(hearing.turn, prompt, "answered")
    _note_words(hearing, prompt.kind, of_prompt(hearing.turn, prompt))


def _note_words(
    hearing: Hearing, kind: str, shown: list[Appointment], says: str = "visit-noted", before: str = ""
) -> None:
    turn, contact = hearing.turn, hearing.contact
    children: list[Id | None] = list(dict.fromkeys(visit.child_id for visit in shown)) or [None]
    for child_id in children:
        handoff.open_item(turn, contact, f"visit_{kind}", "request", hearing.text, child_id=child_id)
    said = names(turn, contact, turn.find(Child, children[0]))
    say_and_go_on(hearing, says, said, before)


def say_and_go_on(hearing: Hearing, key: str, said: dict[str, Any], before: str) -> None:
    """Confirm, and if an interview was pushed aside by the reminder, ask its question again in the same message."""
    turn, content, contact = hearing.turn, hearing.content, hearing.contact
    text = content.wording.say(contact.language, key, **said)
    joined = f"{before} {text}" if before else text
    walk = interviews.open_walk(turn, contact)
    if walk is not None and walk.status == "in-progress" and hearing.thread.owner_kind == "bot":
        interviews.ask_again(turn, content, walk, address=hearing.address, before=joined)
    else:
        send(turn, contact, joined, "reply", key=key, address=hearing.address)


def record_help(hearing: Hearing, prompt: Prompt) -> None:
    """HELP on a visit's prompt also says that help is needed; the HELP text has answered already."""
    turn = hearing.turn
    shown = of_prompt(turn, prompt)
    if not shown or prompt.question not in series.BEFORE:
        return
    for appointment in shown:
        reply = rules.visit_reply(
            appointment, prompt.question, "need_help", contact=hearing.contact, program=turn.program, now=turn.now
        )
        settle(turn, hearing.content, appointment, reply, prompt.question, hearing.contact)
    prompts.close(turn, prompt, "answered")


def plan(turn: Turn, appointment: Appointment) -> tuple[Reminder, ...]:
    """Plan the whole series of a visit that was entered or moved; what waited for its old day is cleared."""
    for row in turn.each(Reminder):
        if row.appointment_id == appointment.id and row.state == "planned":
            turn.change(row, "cleared", state="cleared")
    fresh = series.plan_visit(
        appointment, contacts=tuple(turn.each(Contact)), links=tuple(turn.each(Link)), program=turn.program,
        now=turn.now, ids=turn.ids,
    )  # fmt: skip
    for row in fresh:
        turn.add(row, "reminder-planned")
    _call_whom_no_text_reaches(turn, appointment, fresh)
    return fresh


def _call_whom_no_text_reaches(turn: Turn, appointment: Appointment, planned: tuple[Reminder, ...]) -> None:
    """A visit entered so late that nothing may leave before it, to whoever that holds for."""
    told = {row.contact_id for row in planned if row.due_at < appointment.starts_at}
    for contact in series.reminded(appointment, tuple(turn.each(Contact)), tuple(turn.each(Link))):
        if contact.id not in told:
            handoff.open_item(turn, contact, "call_reminder", "same_day", "entry", child_id=appointment.child_id)


def replan(turn: Turn, appointment: Appointment) -> None:
    """A contact moved zone: the steps still owed move with it, each keeping its id, so that none can go twice."""
    existing = tuple(row for row in turn.each(Reminder) if row.appointment_id == appointment.id)
    fresh = series.plan_visit(
        appointment, contacts=tuple(turn.each(Contact)), links=tuple(turn.each(Link)), program=turn.program,
        now=turn.now, ids=turn.ids,
    )  # fmt: skip
    known = {row.id for row in existing}
    for row in series.reconciled(existing, fresh):
        if row.id in known:
            turn.change(turn.get(Reminder, row.id), "replanned", **_differences(turn.get(Reminder, row.id), row))
        elif row.series in {other.series for other in existing if other.contact_id == row.contact_id}:
            turn.add(row, "reminder-planned")


def plan_for(turn: Turn, appointment: Appointment, contact: Contact) -> None:
    """Somebody is reminded of a visit that the others know already: what is owed to them, but for the first notice.

    A step that was taken back with an earlier role is owed again.
    """
    fresh = series.plan_visit(
        appointment, contacts=(contact,), links=tuple(turn.each(Link)), program=turn.program, now=turn.now,
        ids=turn.ids,
    )  # fmt: skip
    known = {row.once_key: row for row in turn.each(Reminder)}
    for row in fresh:
        before = known.get(row.once_key)
        if before is None and row.series != "entry":
            turn.add(row, "reminder-planned")
        elif before is not None and before.state == "cleared" and before.reason == NO_ROLE:
            turn.change(before, "reminder-planned", **_differences(before, replace(row, id=before.id)))


def plan_missed(turn: Turn, appointment: Appointment, *, asked_at_once: bool = False) -> None:
    for row in series.plan_missed(
        appointment, contacts=tuple(turn.each(Contact)), links=tuple(turn.each(Link)), program=turn.program,
        now=turn.now, ids=turn.ids, asked_at_once=asked_at_once,
    ):  # fmt: skip
        turn.add(row, "reminder-planned")


#: What staff do about one visit of a child; a call or an answer to read goes on without it.
_OF_ONE_VISIT = frozenset({
    "visit_change", "visit_change_withdrawn", "visit_help", "visit_which_days", "visit_which_help", "call_reminder",
})  # fmt: skip


def told_of(turn: Turn, contact: Contact, appointment: Appointment) -> int | None:
    """The newest version of a visit that a contact has heard of; None when they never heard of it."""
    waiting = {
        (visit_id, prompt.question)
        for prompt in turn.each(Prompt)
        if prompt.contact_id == contact.id and prompt.state == "queued"
        for visit_id in (prompt.appointment_id, *prompt.others)
    }
    return max(
        (
            int(row.once_key.split(":")[2].removeprefix("v"))
            for row in turn.each(Reminder)
            if row.contact_id == contact.id and row.appointment_id == appointment.id and row.state == "sent"
            and (appointment.id, row.series) not in waiting
        ),
        default=None,
    )  # fmt: skip


def nothing_to_do(turn: Turn, appointment: Appointment, staff: Staff) -> None:
    """A visit is off: what was to be done about it is done, unless another visit of the child stands ahead."""
    for other in turn.each(Appointment):
        if other.child_id == appointment.child_id and other.status in series.STANDS and other.starts_at > turn.now:
            return
    for item in turn.each(Item):
        if item.kind in _OF_ONE_VISIT and item.child_id == appointment.child_id and item.state == "open":
            turn.change(
                item, "item-closed", state="closed", closed_at=turn.now, closed_by=staff.id, reason="visit_cancelled"
            )


def withdraw(turn: Turn, appointment: Appointment) -> None:
    """The visit moved or is off: nothing of its old day is asked or sent any more."""
    for row in turn.each(Reminder):
        if row.appointment_id == appointment.id and row.state == "planned":
            turn.change(row, "cleared", state="cleared")
    for prompt in turn.each(Prompt):
        if appointment.id not in (prompt.appointment_id, *prompt.others):
            continue
        if prompt.state in ("open", "queued", "superseded"):
            close_about(turn, prompt, appointment)


def _differences(before: Appointment | Reminder, after: Appointment | Reminder) -> dict[str, Any]:
    old = asdict(before)
    return {name: value for name, value in asdict(after).items() if old[name] != value}


def _code(code: str) -> Any:
    return code
