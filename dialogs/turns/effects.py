"""Answers that change how we work with a family at once: the preferences, and the lines of the emergency sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

from dialogs.forms.answers import Answer, Picked, Said, YesNo
from dialogs.forms.model import Form
from dialogs.forms.slots import link_of
from dialogs.rows.interviews import Walk
from dialogs.rows.people import Child, Contact
from dialogs.snapshot import Turn
from dialogs.turns import handoff, hospital

Effect = Callable[[Turn, Contact, Walk, Answer], None]

#: pr2: when a contact likes to be written to, local.
_TIMES_OF_DAY: dict[str, tuple[time, time]] = {
    "morning": (time(9), time(12)),
    "midday": (time(11), time(15)),
    "evening": (time(16), time(20)),
}


#: ci3: the part that a change reopens. A hospital stay is for a person first.
_PART_OF_CHANGE = {"medicine": "part-a", "moved": "part-d", "school": "part-c", "insurance": "part-e"}


def follow(turn: Turn, contact: Contact, walk: Walk, answer: Answer) -> None:
    """Carry out what the answer means for the contact or the family; most answers mean nothing here."""
    effect = _EFFECTS.get(answer.link_id)
    if effect is not None and answer.state == "answered":
        effect(turn, turn.get(Contact, contact.id), walk, answer)


def _code(answer: Answer) -> str:
    return answer.value.codes[0] if isinstance(answer.value, Picked) and answer.value.codes else ""


def _interpreter(turn: Turn, contact: Contact, walk: Walk, answer: Answer) -> None:
    if isinstance(answer.value, YesNo) and answer.value.value:
        handoff.open_item(turn, contact, "interpreter", "request", "", child_id=walk.child_id)


def _time_of_day(turn: Turn, contact: Contact, _walk: Walk, answer: Answer) -> None:
    start, end = _TIMES_OF_DAY.get(_code(answer), (None, None))
    turn.change(contact, "time-of-day-chosen", text_from=start, text_until=end)


def _quiet(turn: Turn, contact: Contact, _walk: Walk, answer: Answer) -> None:
    handoff.open_item(turn, contact, "quiet_times", "request", answer.raw)


def _phone(turn: Turn, contact: Contact, _walk: Walk, answer: Answer) -> None:
    is_shared = _code(answer) != "mine"
    turn.change(contact, "phone-described", is_shared_phone=is_shared, is_discreet=is_shared)


def _detail(turn: Turn, contact: Contact, _walk: Walk, answer: Answer) -> None:
    level = {"time-place": 0, "clinic": 1, "health": 2}.get(_code(answer), 0)
    turn.change(contact, "detail-chosen", detail_level=level)


def _way_to_answer(turn: Turn, contact: Contact, walk: Walk, answer: Answer) -> None:
    ways = {"text": "text", "voice": "voice", "call": "phone", "paper": "paper"}
    way = ways.get(_code(answer), "text")
    turn.change(contact, "way-chosen", answers_by=way)
    if way in ("phone", "paper"):
        handoff.open_item(turn, contact, "call", "request", "answers_by_" + way, child_id=walk.child_id)


def _letter(turn: Turn, contact: Contact, walk: Walk, answer: Answer) -> None:
    """A picture of a letter may hold a deadline: somebody reads it."""
    if is_letter(answer):
        note = f"{walk.form}: {answer.link_id}"
        handoff.open_item(turn, contact, "letter", "request", note, child_id=walk.child_id)


def is_letter(answer: Answer) -> bool:
    """Whether it is a picture where a letter or a thing was asked for."""
    return _EFFECTS.get(link_of(answer.link_id)) is _letter and bool(answer.attachments)


def _at_home(turn: Turn, _contact: Contact, walk: Walk, answer: Answer) -> None:
    """Not home yet, or back there: the child is in hospital."""
    child = turn.find(Child, walk.child_id)
    if child is not None and is_stay(answer) and child.suppressed == "":
        hospital.admitted(turn, child)


def is_stay(answer: Answer) -> bool:
    """Whether it says that the child is in hospital."""
    return _EFFECTS.get(link_of(answer.link_id)) is _at_home and _code(answer) in ("not-yet", "back")


def _changed(turn: Turn, _contact: Contact, walk: Walk, answer: Answer) -> None:
    """What changed is asked about again, and only that."""
    if isinstance(answer.value, Picked):
        again = tuple(part for code, part in _PART_OF_CHANGE.items() if code in answer.value.codes)
        turn.change(turn.get(Walk, walk.id), "parts-reopened", then=again)


def _emergency_line(turn: Turn, _contact: Contact, _walk: Walk, answer: Answer) -> None:
    if turn.family and isinstance(answer.value, Said):
        turn.change(turn.family, "emergency-line-given", emergency_lines=answer.value.text)


def _sheet_kept(turn: Turn, _contact: Contact, _walk: Walk, answer: Answer) -> None:
    if turn.family and _code(answer):
        turn.change(turn.family, "sheet-place-given", sheet_kept=_code(answer))


def describes_phone(form: Form) -> bool:
    """Whether the form itself asks what this phone may carry."""
    return any(form.has(link_id) for link_id, effect in _EFFECTS.items() if effect in (_phone, _detail))


#: linkId -> what it changes. A program's own form may carry the same linkIds and gets the same effects.
_EFFECTS: dict[str, Effect] = {
    "pr1": _interpreter,
    "pr2": _time_of_day,
    "pr3": _quiet,
    "pr4": _phone,
    "pr5": _detail,
    "pr6": _way_to_answer,
    "em2": _sheet_kept,
    "em5": _emergency_line,
    "hl2w": _letter,
    "eq1w": _letter,
    "in2w": _letter,
    "in3w": _letter,
    "ci3": _changed,
    "ah1": _at_home,
}
