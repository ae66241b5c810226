"""enableWhen, exactly as FHIR R4 says it.

A condition holds if at least one answer satisfies it. An unanswered source makes every operator but `exists` false,
`!=` too. A disabled source counts as unanswered. Source: http://hl7.org/fhir/R4/questionnaire-definitions.html
#Questionnaire.item.enableWhen
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from decimal import Decimal
from typing import assert_never

from dialogs.forms.answers import Answer, Day, Exact, Picked, Said, Value, Whole, YesNo
from dialogs.forms.model import Condition, Form, Gate, Operator, Question

Answers = Mapping[str, Answer]


def is_open(gates: tuple[Gate, ...], answers: Answers) -> bool:
    """True when an item may be asked. `answers` must hold none of a disabled question."""
    return all(_holds(gate, answers) for gate in gates)


def prune(form: Form, answers: Answers) -> dict[str, Answer]:
    """The answers without those of disabled questions, whose loss may disable others in turn.

    One pass is enough: `form.in_turn` puts every source before what depends on it.
    """
    kept = dict(answers)
    for position in form.in_turn:
        question = form.questions[position]
        if question.gates and question.link_id in kept and not is_open(question.gates, kept):
            del kept[question.link_id]
    return kept


def may_still_open(question: Question, answers: Answers, ahead: Set[str]) -> bool:
    """True when the question is open, or a source still to be asked (one of `ahead`) could open it."""
    return all(
        _holds(gate, answers) or any(condition.source in ahead for condition in gate.conditions)
        for gate in question.gates
    )


def _holds(gate: Gate, answers: Answers) -> bool:
    if gate.is_every:
        return all(holds(condition, answers.get(condition.source)) for condition in gate.conditions)
    return any(holds(condition, answers.get(condition.source)) for condition in gate.conditions)


def holds(condition: Condition, answer: Answer | None) -> bool:
    """True when the answer satisfies the condition. Skipped and declined are not answers."""
    is_answered = answer is not None and answer.state == "answered"
    if condition.operator == "exists":
        return is_answered is condition.expected
    if answer is None or not is_answered or answer.value is None:
        return False
    operator, expected = condition.operator, condition.expected
    if isinstance(answer.value, Day) and isinstance(expected, str) and len(answer.value.value) != len(expected):
        return _compare_days(answer.value.value, operator, expected)
    return any(_compare(actual, operator, expected) for actual in _actuals(answer.value))


def _actuals(value: Value) -> tuple[bool | Decimal | str, ...]:
    """What a value offers to a comparison: several codes are several answers."""
    match value:
        case YesNo(value=yes):
            return (yes,)
        case Whole(value=whole):
            return (Decimal(whole),)
        case Exact(value=number):
            return (number,)
        case Day(value=day):
            return (day,)
        case Picked(codes=codes):
            return codes
        case Said(text=text):
            return (text,)
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


def _compare_days(actual: str, operator: Operator, expected: str) -> bool:
    """Days of unlike precision compare as far as both go; where that decides nothing, nothing holds (FHIRPath)."""
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
