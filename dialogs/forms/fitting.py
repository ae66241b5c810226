"""Whether a value fits a question: its type and its bounds, however the value came."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from dialogs.forms.answers import (
    Amount,
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
from dialogs.forms.model import OPEN, SEVERAL, WITH_OTHER, Kind, Question
from dialogs.forms.regexes import matches


def fits(question: Question, value: Value) -> bool:
    """True when the value is of the question's type and within its bounds."""
    match value:
        case YesNo():
            return question.kind is Kind.BOOLEAN
        case Whole(value=number):
            return question.kind is Kind.INTEGER and is_within(question, Decimal(number))
        case Exact(value=number):
            return question.kind is Kind.DECIMAL and _is_number_for(question, number)
        case Amount(value=number, unit=unit):
            return question.kind is Kind.QUANTITY and _is_number_for(question, number) and _is_unit_of(question, unit)
        case Day(value=day):
            return question.kind is Kind.DATE and is_within(question, day)
        case Moment(value=moment):
            return question.kind is Kind.DATE_TIME and is_within(question, moment)
        case Clock(value=clock):
            return question.kind is Kind.TIME and is_within(question, clock)
        case Link(value=address):
            return question.kind is Kind.URL and _is_as_long(question, address)
        case Said(text=text):
            return question.kind in OPEN and _is_as_long(question, text) and _is_as_formed(question, text)
        case Files(files=files):
            return question.kind is Kind.ATTACHMENT and bool(files)
        case Picked():
            return _is_choice_of(question, value)
        case _:
            assert_never(value)


def _is_number_for(question: Question, number: Decimal) -> bool:
    return is_within(question, number) and has_decimals(question, number)


def has_decimals(question: Question, number: Decimal) -> bool:
    """True when the number has no more digits after the point than the form takes."""
    most = question.limits.decimals
    return most is None or number == round(number, most)


def _is_unit_of(question: Question, code: str) -> bool:
    """A number whose unit the family never said stands without one."""
    return not code or any(unit.code == code for unit in question.units)


def _is_as_long(question: Question, text: str) -> bool:
    return (question.max_length is None or len(text) <= question.max_length) and (
        question.limits.min_length is None or len(text) >= question.limits.min_length
    )


def _is_as_formed(question: Question, text: str) -> bool:
    return not question.limits.pattern or matches(question.limits.pattern, text)


def _is_choice_of(question: Question, value: Picked) -> bool:
    known = {choice.code: choice for choice in question.choices}
    if not all(code in known for code in value.codes) or (value.other and question.kind not in WITH_OTHER):
        return False
    count = len(value.codes) + bool(value.other)
    if question.kind not in SEVERAL:
        return question.kind in (Kind.CHOICE, Kind.OPEN_CHOICE) and count == 1
    fewest, most = question.limits.fewest or 1, question.limits.most or count
    is_alone = count == 1
    has_exclusive = any(known[code].is_exclusive for code in value.codes)
    return max(1, fewest) <= count <= most and (is_alone or not has_exclusive)


def is_within(question: Question, value: Decimal | str) -> bool:
    """True between the lowest and highest value. Days compare as far as both go."""
    low, high = question.minimum, question.maximum
    if isinstance(value, str):
        is_late_enough = not isinstance(low, str) or value[: len(low)] >= low[: len(value)]
        return is_late_enough and (not isinstance(high, str) or value[: len(high)] <= high[: len(value)])
    return (not isinstance(low, Decimal) or value >= low) and (not isinstance(high, Decimal) or value <= high)
