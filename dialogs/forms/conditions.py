"""enableWhen, exactly as FHIR R4 says it.

A condition holds if at least one answer satisfies it. An unanswered source makes every operator but `exists` false,
`!=` too. A disabled source counts as unanswered. Source: http://hl7.org/fhir/R4/questionnaire-definitions.html
#Questionnaire.item.enableWhen
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime
from decimal import Decimal
from typing import assert_never

from dialogs.forms import expressions
from dialogs.forms.answers import (
    Amount,
    Answer,
    Clock,
    Day,
    Exact,
    Files,
    Link,
    Moment,
    Picked,
    Said,
    Value,
    Whole,
    YesNo,
)
from dialogs.forms.gates import Condition, Gate, Operator
from dialogs.forms.instances import Answers, is_there, nearest
from dialogs.forms.model import Form, Note, Question
from dialogs.forms.slots import Path, path_of


def is_open(form: Form, question: Question, slot: str, answers: Answers) -> bool:
    """True when this instance is there and may be asked. `answers` must hold none of a disabled question."""
    if not question.gates:
        return not question.scopes or is_there(form, question, slot, answers)
    if not question.scopes:
        return all(_holds(form, gate, question, (), answers) for gate in question.gates)
    path = path_of(slot, question.link_id, len(question.scopes))
    return is_there(form, question, slot, answers) and are_open(form, question, path, answers)


def are_open(form: Form, asker: Question | Note, path: Path, answers: Answers) -> bool:
    """True when every gate at and around the item is open."""
    return all(_holds(form, gate, asker, path, answers) for gate in asker.gates)


def may_still_open(form: Form, question: Question, slot: str, answers: Answers, ahead: Set[str]) -> bool:
    """True when the question is open, or a source still to be asked (one of `ahead`) could open it.

    ahead: link ids.
    """
    path = path_of(slot, question.link_id, len(question.scopes))
    return all(
        any(condition.source in ahead for condition in gate.conditions)
        or _holds(form, gate, question, path, answers)
        or (gate.expression is not None and _may_change(gate.expression.sources, ahead))
        for gate in question.gates
    )


def _may_change(sources: Sequence[str], ahead: Set[str]) -> bool:
    return bool(ahead) if not sources else any(source in ahead for source in sources)


def _holds(form: Form, gate: Gate, asker: Question | Note, path: Path, answers: Answers) -> bool:
    if gate.expression is not None and not expressions.is_true(form, gate.expression, asker, path, answers):
        return False
    if not gate.conditions:
        return True
    met = (holds(condition, *nearest(form, condition.source, asker, path, answers)) for condition in gate.conditions)
    return all(met) if gate.is_every else any(met)


def holds(condition: Condition, *answers: Answer | None) -> bool:
    """True when at least one of the answers satisfies the condition. Skipped and declined are not answers."""
    given = [answer for answer in answers if answer is not None and answer.state == "answered"]
    if condition.operator == "exists":
        return bool(given) is condition.expected
    return any(_satisfies(condition, answer.value) for answer in given if answer.value is not None)


def _satisfies(condition: Condition, value: Value) -> bool:
    operator, expected = condition.operator, condition.expected
    if isinstance(value, Day | Moment) and isinstance(expected, str):
        return compare_times(value.value, operator, expected)
    if isinstance(value, Amount) and condition.unit and value.unit and condition.unit != value.unit:
        # Quantities in different units are neither equal nor more nor less; we do not convert.
        return operator == "!="
    if isinstance(value, Picked) and value.other:
        # Own words are a text: equal to a text alone, and unlike every code.
        is_text = condition.field == "answerString"
        if _compare(value.other, operator, expected) if is_text else operator == "!=":
            return True
    return any(_compare(actual, operator, expected) for actual in _actuals(value))


def _actuals(value: Value) -> tuple[bool | Decimal | str, ...]:
    """What a value offers to a comparison: several codes are several answers."""
    match value:
        case YesNo(value=yes):
            return (yes,)
        case Whole(value=whole):
            return (Decimal(whole),)
        case Exact(value=number) | Amount(value=number):
            return (number,)
        case Day(value=text) | Moment(value=text) | Clock(value=text) | Link(value=text):
            return (text,)
        case Picked(codes=codes):
            return codes
        case Said(text=text):
            return (text,)
        case Files():
            return ()
        case _:
            assert_never(value)


def _compare(actual: bool | Decimal | str, operator: Operator, expected: bool | Decimal | str) -> bool:
    if type(actual) is not type(expected):
        return False
    match operator:
        case "=":
            return actual == expected
        case "!=":
            return actual != expected
        case ">":
            return actual > expected  # type: ignore[operator]
        case "<":
            return actual < expected  # type: ignore[operator]
        case ">=":
            return actual >= expected  # type: ignore[operator]
        case "<=":
            return actual <= expected  # type: ignore[operator]
        case "exists":
            return True
        case _:
            assert_never(operator)


def compare_times(actual: str, operator: Operator, expected: str) -> bool:
    """Days and moments of unlike precision compare as far as both go; where that decides nothing, nothing holds
    (FHIRPath)."""
    if len(actual) > 10 and len(expected) > 10:
        return _compare_moments(actual, operator, expected)
    if len(actual) == len(expected):
        return _compare(actual, operator, expected)
    shared = min(len(actual), len(expected))
    left, right = actual[:shared], expected[:shared]
    if left == right:
        return False
    match operator:
        case "!=":
            return True
        case ">" | ">=":
            return left > right
        case "<" | "<=":
            return left < right
        case _:
            return False


def _compare_moments(actual: str, operator: Operator, expected: str) -> bool:
    """Two instants, whatever zones they are written in."""
    left, right = (datetime.fromisoformat(moment).timestamp() for moment in (actual, expected))
    return _compare(Decimal(left), operator, Decimal(right))
