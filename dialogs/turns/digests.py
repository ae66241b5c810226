"""Several visits in one message: what one adult would hear on one day leaves as one text, and is one question.

    a step is due -> the group of its day -> one prompt for all its visits -> "1" is for all, "2" and "3" ask: which?

Put together are only steps that ask the same: do you come, or, the day after, did it happen? What was moved, is being
worked on or was missed is told by itself.
Source: docs/policies.md section 4 (what is due together leaves as one).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from msgspec.structs import replace

from dialogs.care import visits as rules
from dialogs.content import Content
from dialogs.ids import Id
from dialogs.reminders import series
from dialogs.reminders.zones import wall
from dialogs.rows.care import Appointment, Reminder
from dialogs.rows.messages import Option, Outgoing, Prompt
from dialogs.rows.people import Address, Child, Contact
from dialogs.snapshot import Turn
from dialogs.turns import handoff, prompts, visits
from dialogs.turns.hearing import Hearing
from dialogs.turns.speaking import names

#: Replies that are for all of them at once.
_FOR_ALL = frozenset({"coming", "yes"})
#: Wordings that ask no more than whether they come; a digest takes their place.
_PLAIN = frozenset({"visit-entry", "visit-ask", "visit-short"})
#: Whether it looks back -> kind of prompt, wording, and how each visit is named in it.
_ASKS = {False: ("visit", "visits-ask", "visit-placed"), True: ("happened", "visits-happened-ask", "visit-label")}
ALL = "all"


def of_day(turn: Turn, reminder: Reminder) -> tuple[Reminder, ...]:
    """The reminder with the others that may leave in its message; the one that stands for all at the gates first."""
    waiting = tuple(
        row
        for row in turn.each(Reminder)
        if row.contact_id == reminder.contact_id and row.state == "planned" and _may_join(turn, row)
    )
    groups = (group for group in series.together(waiting) if reminder in group)
    return next(groups, (reminder,))


def is_digest(prompt: Prompt) -> bool:
    return bool(prompt.others) or prompt.kind in prompts.WHICH


def remind(turn: Turn, content: Content, group: tuple[Reminder, ...], contact: Contact, address: Address) -> None:
    """Queue one text for all of a group, with one prompt."""
    lead = group[0]
    found = [turn.get(Appointment, row.appointment_id) for row in group]
    shown = sorted(found, key=lambda visit: visit.starts_at)
    may_name = lead.series in series.BEFORE and visits.may_name_clinic(turn, contact, address)
    names_clinic = may_name and any(visit.clinic for visit in shown)
    _ask(
        turn, content, contact, shown, "reminder", address=address, step=lead.series, is_proactive=True,
        event_at=min(visit.starts_at for visit in shown), reminder_id=lead.id, once_key=visits.copy_key(turn, lead),
        latest_useful=min(row.latest_useful for row in group), carriage="clinic" if names_clinic else "plain",
    )  # fmt: skip


def ask_again(turn: Turn, content: Content, contact: Contact, prompt: Prompt, *, address: Address, before: str) -> None:
    """The same question once more, as when the language changed."""
    prompts.close(turn, prompt, "withdrawn")
    shown = visits.of_prompt(turn, prompt)
    if prompt.kind in prompts.WHICH:
        _ask_which(turn, content, contact, shown, prompt, prompts.WHICH[prompt.kind], address=address, before=before)
    else:
        _ask(turn, content, contact, shown, "reply", address=address, step=prompt.question, before=before)


def answer(hearing: Hearing, prompt: Prompt, code: str, *, before: str = "") -> None:
    """1: for all of them. 2 and 3: which one? Then as for a single visit."""
    turn, content, contact = hearing.turn, hearing.content, hearing.contact
    if prompt.state in ("open", "queued", "superseded"):
        prompts.close(turn, prompt, "answered")
    shown = visits.of_prompt(turn, prompt)
    is_chosen = prompt.kind in prompts.WHICH
    meant = prompts.WHICH[prompt.kind] if is_chosen else cast(rules.Code, code)
    if not is_chosen and code not in _FOR_ALL:
        _ask_which(turn, content, contact, shown, prompt, meant, address=hearing.address, before=before)
        return
    chosen = [visit for visit in shown if code in (ALL, visit.id.hex)] if is_chosen else shown
    replies = [_settle(hearing, visit, prompt, meant, is_asked=place == 0) for place, visit in enumerate(chosen)]
    _others_of(hearing, prompt, meant, [visit for visit in shown if visit not in chosen] if chosen else [])
    after = [reply.appointment for reply in replies]
    if not replies:
        handoff.to_person(turn, content, contact, address=hearing.address)
    elif all(reply.says == "visit-coming" for reply in replies):
        confirm(hearing, after, before)
    elif replies[0].starts_missed:
        visits.ask_about_missed(hearing, after[0], before)
    else:
        visits.answer_back(hearing, replies[0].says, after, prompt.question, before)


def _others_of(hearing: Hearing, prompt: Prompt, meant: rules.Code, others: list[Appointment]) -> None:
    """Those that they did not name, when asked about the day after. "Not all, this one not": they took place. Of any
    other reply nobody knows, and what nobody knows a person asks."""
    if prompt.question != series.HAPPENED:
        return
    if meant == "no":
        for visit in others:
            _settle(hearing, visit, prompt, "yes")
        return
    for child_id in dict.fromkeys(visit.child_id for visit in others):
        handoff.open_item(hearing.turn, hearing.contact, "visit_outcome", "request", "", child_id=child_id)


def _settle(
    hearing: Hearing, visit: Appointment, prompt: Prompt, meant: rules.Code, *, is_asked: bool = False
) -> rules.VisitReply:
    """Write down a reply about one of them. is_asked: should it be missed, the answer goes on to ask about it."""
    turn, contact = hearing.turn, hearing.contact
    reply = rules.visit_reply(visit, prompt.question, meant, contact=contact, program=turn.program, now=turn.now)
    goes_on = replace(reply, starts_missed=reply.starts_missed and is_asked)
    visits.settle(turn, hearing.content, visit, goes_on, prompt.question, contact)
    if reply.starts_missed and not is_asked:
        visits.plan_missed(turn, reply.appointment)
    return reply


def confirm(hearing: Hearing, shown: list[Appointment], before: str) -> None:
    """They come to all of these."""
    turn, content, contact = hearing.turn, hearing.content, hearing.contact
    said = names(turn, contact) | {"visits": _listed(turn, content, contact, shown, hearing.address, "visit-dated")}
    visits.say_and_go_on(hearing, "visits-coming", said, before)


def leave_out(turn: Turn, prompt: Prompt, appointment: Appointment) -> None:
    """One of its visits was moved, cancelled or settled: the question is about the others now."""
    left = [visit for visit in visits.of_prompt(turn, prompt) if visit.id != appointment.id]
    if prompt.state == "queued" or prompt.kind in prompts.WHICH or not left:
        prompts.close(turn, prompt, "withdrawn")
        if prompt.state == "queued":
            alone_again(turn, prompt, left)
        return
    turn.change(prompt, "prompt-shortened", appointment_id=left[0].id, others=tuple(visit.id for visit in left[1:]))


def alone_again(turn: Turn, prompt: Prompt, shown: list[Appointment]) -> None:
    """The message was taken back before it left: each of these visits is owed its step anew, now."""
    contact = turn.get(Contact, prompt.contact_id)
    for visit in shown:
        zone = visit.zone if contact.zone is None else contact.zone
        key = f"{series.once_key(visit, contact, prompt.question)}:{turn.now:%Y%m%d%H%M}"
        last_call = visit.starts_at - timedelta(hours=turn.program.policies.late_event_hours)
        latest = turn.now + series.AFTER_USEFUL if prompt.question == series.HAPPENED else last_call
        turn.add(
            Reminder(
                next(turn.ids), contact.id, visit.child_id, visit.id, prompt.question, wall(turn.now, zone), zone,
                turn.now, max(latest, turn.now), key,
            ),
            "reminder-planned",
        )  # fmt: skip


def _may_join(turn: Turn, reminder: Reminder) -> bool:
    visit = turn.find(Appointment, reminder.appointment_id)
    if visit is None or reminder.series not in series.TOGETHER:
        return False
    return reminder.series == series.HAPPENED or visits.wording_of(reminder.series, visit) in _PLAIN


def _ask(
    turn: Turn, content: Content, contact: Contact, shown: list[Appointment], purpose: str, *, address: Address,
    step: str, **more: Any,
) -> Outgoing | None:  # fmt: skip
    kind, key, each = _ASKS[step == series.HAPPENED]
    return prompts.ask(
        turn, content, contact, kind, key, purpose, address=address, child=_only_child(turn, shown),
        prompt_fields=_about(shown, step), visits=_listed(turn, content, contact, shown, address, each), **more,
    )  # fmt: skip


def _ask_which(
    turn: Turn, content: Content, contact: Contact, shown: list[Appointment], prompt: Prompt, meant: rules.Code, *,
    address: Address, before: str,
) -> None:  # fmt: skip
    labels = [_label(turn, content, contact, visit) for visit in shown]
    options = tuple(Option(visit.id.hex, label) for visit, label in zip(shown, labels, strict=True))
    options += (Option(ALL, content.wording.say(contact.language, "option-all")),)
    choices = " ".join(f"{place} {option.label}" for place, option in enumerate(options, 1))
    prompts.ask(
        turn, content, contact, f"which_{meant}", "visits-which-not" if meant == "no" else "visits-which", "reply",
        address=address, before=before,
        prompt_fields=_about(shown, prompt.question) | {"options": options}, choices=choices,
    )  # fmt: skip


def _about(shown: list[Appointment], step: str) -> dict[str, Any]:
    return {
        "appointment_id": shown[0].id, "others": tuple(visit.id for visit in shown[1:]), "question": step,
    }  # fmt: skip


def _only_child(turn: Turn, shown: list[Appointment]) -> Child | None:
    children: set[Id] = {visit.child_id for visit in shown}
    return turn.find(Child, children.pop()) if len(children) == 1 else None


def _label(turn: Turn, content: Content, contact: Contact, visit: Appointment) -> str:
    """Sofia Tue Mar 17."""
    child = turn.find(Child, visit.child_id)
    date = visits.dated(turn, contact, visit, sms=True)
    return content.wording.say(contact.language, "visit-label", date=date, **names(turn, contact, child))


def _listed(
    turn: Turn, content: Content, contact: Contact, shown: list[Appointment], address: Address, key: str
) -> str:  # fmt: skip
    """The visits, each worded by `key`."""
    named, sms = visits.may_name_clinic(turn, contact, address), address.channel != "telegram"
    return "; ".join(
        content.wording.say(
            contact.language, key, **names(turn, contact, turn.find(Child, visit.child_id)),
            **visits.facts(turn, contact, visit, sms=sms, names_clinic=named and bool(visit.clinic)),
        )
        for visit in shown
    )  # fmt: skip
