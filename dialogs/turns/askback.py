"""A bare digit that also fits what was asked before and pushed aside unanswered: "Is that for 1 … 2 …?"."""

from __future__ import annotations

from dialogs.forms.interview import Reply
from dialogs.forms.model import NUMERIC
from dialogs.reading.text import plain
from dialogs.rows.care import Appointment
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Option, Prompt
from dialogs.rows.people import Child
from dialogs.turns import prompts, questions, visits
from dialogs.turns.hearing import Hearing
from dialogs.turns.speaking import names, say

#: These break in on purpose; a digit to them is theirs, and asking back "which one?" about them would never end.
_BREAK_IN = frozenset({"amber", "ambiguous_stop", "which_one"})


def ask_back(hearing: Hearing, prompt: Prompt) -> bool:
    """True when the family is now asked which of two questions the digit was for."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    if prompt.kind in _BREAK_IN or hearing.heard.button or not prompts.is_bare_digit(hearing.text):
        return False
    first = _meaning(hearing, prompt)
    for other in prompts.superseded(turn, contact):
        is_open = is_alive(hearing, other) and other.kind != "which_one" and not _is_the_same(prompt, other)
        second = _meaning(hearing, other) if is_open else ""
        if first and second and first != second:
            options = (Option(prompt.id.hex, first), Option(other.id.hex, second))
            asked = prompts.new_prompt(turn, contact, "which_one", options, held=hearing.text)
            say(
                turn, content, contact, "which-one", "reply", address=hearing.address, prompt=asked, first=first,
                second=second,
            )  # fmt: skip
            return True
    return False


def chosen(hearing: Hearing, prompt: Prompt, code: str) -> Prompt | None:
    """The question that the digit was for. Of two visits the other is being asked about now; anything else is not asked
    about again, for the questions of an interview would be taken for it one after another."""
    turn = hearing.turn
    prompts.close(turn, prompt, "answered")
    found = {other.id.hex: other for other in turn.each(Prompt)}
    wanted = found.get(code)
    for option in prompt.options:
        other = found.get(option.code)
        if other is None or option.code == code or other.kind == questions.QUESTION:
            continue
        if wanted is not None and wanted.appointment_id and other.appointment_id and is_alive(hearing, other):
            prompts.reopen(turn, other)
        else:
            prompts.close(turn, other, "expired")
    return wanted


def reply_for(prompt: Prompt, held: str) -> Reply:
    """The digit that was set aside, as the interview reads it."""
    return questions.button_reply(prompt, str(int(plain(held)))) if prompt.options else Reply(text=held)


def is_alive(hearing: Hearing, prompt: Prompt) -> bool:
    """Whether a prompt that was pushed aside can still be answered. Nobody confirms a visit that has been."""
    if prompt.kind == "visit":
        asked = (hearing.turn.find(Appointment, visit_id) for visit_id in (prompt.appointment_id, *prompt.others))
        return any(visit is not None and visit.starts_at > hearing.turn.now for visit in asked)
    walk = hearing.turn.find(Walk, prompt.interview_id)
    return prompt.interview_id is None or (walk is not None and walk.status in ("in-progress", "paused"))


def _is_the_same(one: Prompt, other: Prompt) -> bool:
    """Two copies of one question: of the same visit or visits, the same interview's, or the same fixed question."""
    if one.appointment_id and other.appointment_id:
        return not {one.appointment_id, *one.others}.isdisjoint({other.appointment_id, *other.others})
    if one.appointment_id or one.interview_id:
        return (one.appointment_id, one.interview_id) == (other.appointment_id, other.interview_id)
    return one.kind == other.kind


def _meaning(hearing: Hearing, prompt: Prompt) -> str:
    """What the bare digit would mean to a prompt, in words; '' when it fits none of its options."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    number = int(plain(hearing.text))
    if 0 < number <= len(prompt.options):
        label = prompt.options[number - 1].label
    elif not prompt.options and _takes_a_number(hearing, prompt):
        label = str(number)
    else:
        return ""
    visit = turn.find(Appointment, prompt.appointment_id)
    if visit is None:
        topic = content.wording.say(contact.language, "about-the-question")
    else:
        date = visits.dated(turn, contact, visit, sms=True)
        named = names(turn, contact, turn.find(Child, visit.child_id))
        topic = content.wording.say(contact.language, "about-the-visit", date=date, **named)
    return f"{topic}: {label}"


def _takes_a_number(hearing: Hearing, prompt: Prompt) -> bool:
    walk = hearing.turn.find(Walk, prompt.interview_id)
    if walk is None or not walk.interview.position:
        return False
    question = hearing.content.form(walk.form, walk.version).question(walk.interview.position)
    return question.kind in NUMERIC
