"""What a form works out by itself: scores, calculated items, and what it says at hidden ones.

`settled` brings answers to rest: those of disabled questions and of instances that are no more go, and what is computed
is computed anew, until nothing changes. Sources stand before what hangs on them, so that one pass is enough unless an
expression does not name what it looks at.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation

from dialogs.forms import expressions
from dialogs.forms.answers import Answer, Picked, Value
from dialogs.forms.conditions import is_open
from dialogs.forms.enabling import counts_for
from dialogs.forms.instances import Answers, walk
from dialogs.forms.limits import typed_value
from dialogs.forms.model import Form, Kind, Question
from dialogs.forms.slots import path_of

#: Passes after which what still changes is taken as it is. Cycles that name themselves are refused at load.
_MOST_PASSES = 8


def settled(form: Form, answers: Answers, at: datetime, changed: str = "") -> dict[str, Answer]:
    """The answers without those of disabled questions, and with what is computed from the rest.

    at: when the last answer was given, for what is computed. changed: the slot of the only answer that is new, where
    the others are at rest; then only what hangs on it is looked at.
    """
    kept = dict(answers)
    positions = form.in_turn if form.computed or not changed else _hanging_on(form, changed)
    slots = _slots(form, kept) if positions else {}
    for _ in range(_MOST_PASSES if form.computed else 1):
        before = dict(kept) if form.computed else kept
        for position in positions:
            question = form.questions[position]
            if question.is_computed:
                _compute(form, question, kept, at)
            elif question.gates or question.scopes:
                for slot in slots.get(question.link_id, ()):
                    if slot in kept and not is_open(form, question, slot, kept):
                        del kept[slot]
        if kept == before:
            break
    return kept


def _hanging_on(form: Form, slot: str) -> tuple[int, ...]:
    """Positions of what the answer may close; "add another?" also closes itself, further on."""
    question = form.question(slot)
    behind = form.behind.get(question.link_id, ())
    return (form.index[question.link_id], *behind) if question.is_more else behind


def _slots(form: Form, answers: Answers) -> dict[str, list[str]]:
    """link id -> the slots that have an answer, the first instance first."""
    if not form.scopes:
        return {slot: [slot] for slot in answers}
    found: dict[str, list[str]] = {}
    for slot in answers:
        found.setdefault(form.question(slot).link_id, []).append(slot)
    for link_id, slots in found.items():
        depth = len(form.question(link_id).scopes)
        slots.sort(key=lambda slot, link_id=link_id, depth=depth: path_of(slot, link_id, depth))  # type: ignore[misc]
    return found


def _compute(form: Form, question: Question, answers: dict[str, Answer], at: datetime) -> None:
    """Put the answers of a computed question in their places, or take them away."""
    slots = [question.link_id] if not question.scopes else [s for q, s in walk(form, answers) if q is question]
    wanted = {slot for slot in slots if is_open(form, question, slot, answers)}
    for slot in [slot for slot in answers if form.question(slot) is question and slot not in wanted]:
        del answers[slot]
    for slot in sorted(wanted):
        before = answers.pop(slot, None)
        value = _value(form, question, slot, answers)
        if before is not None and before.value == value:
            answers[slot] = before
        elif value is not None:
            answers[slot] = Answer(
                slot, "answered", at, value, about=question.about, is_private=question.is_private, is_computed=True
            )


def _value(form: Form, question: Question, slot: str, answers: Answers) -> Value | None:
    if question.score:
        total = _total(form, question, answers)
        return None if total is None else _rounded(question, total)
    if question.calculation is None:
        return question.initial[0]
    path = path_of(slot, question.link_id, len(question.scopes))
    found = expressions.evaluate(form, question.calculation, question, path, answers)
    if len(found) != 1:
        return None
    raw = found[0]
    return _rounded(question, Decimal(str(raw))) if _is_number(raw) else _typed(question, raw)


def _total(form: Form, score: Question, answers: Answers) -> Decimal | None:
    """The sum of what the chosen options count for; None before the first of them."""
    weights = [
        choice.weight
        for slot, answer in answers.items()
        if isinstance(answer.value, Picked) and counts_for(score, question := form.question(slot))
        for choice in question.choices
        if choice.code in answer.value.codes and choice.weight is not None
    ]
    return sum(weights, Decimal()) if weights else None


def _rounded(question: Question, number: Decimal) -> Value | None:
    decimals = 0 if question.kind is Kind.INTEGER else question.limits.decimals
    try:
        return _typed(question, number if decimals is None else round(number, decimals))
    except (InvalidOperation, ValueError, OverflowError):
        # Larger than Decimal's digits, or no number at all.
        return None


def _typed(question: Question, raw: object) -> Value | None:
    return typed_value(question.kind, raw, question.choices, question.units)


def _is_number(raw: object) -> bool:
    return isinstance(raw, int | float | Decimal) and not isinstance(raw, bool)
