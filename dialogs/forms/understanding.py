"""A reply at one question -> a typed value, sure or to be read back, or why not. Between `reading` and the forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from dialogs.forms.answers import Day, Exact, Picked, Said, Value, Whole, YesNo
from dialogs.forms.commands import Command
from dialogs.forms.interview import Context
from dialogs.forms.model import CHOOSING, OPEN, Form, Kind, Question
from dialogs.forms.texts import accepted_words, option_labels
from dialogs.reading.choices import Choice, read_choice
from dialogs.reading.dates import read_date
from dialogs.reading.numbers import read_number
from dialogs.reading.outcome import Certain, Outcome, ReadBack, Unclear
from dialogs.reading.text import plain
from dialogs.reading.yes_no import read_yes_no

_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)")
#: One's own words for an open choice; what is longer is a story, not an option.
_LONGEST_OTHER = 200
#: A shorter word inside a label is an article more often than the option.
_SHORTEST_NAME = 3


def understand(form: Form, question: Question, text: str, language: str, context: Context) -> Outcome[Value]:
    """What the text says at this question."""
    match question.kind:
        case Kind.BOOLEAN:
            return _as(YesNo, read_yes_no(text, language, context.words))
        case Kind.CHOICE | Kind.SEVERAL | Kind.OPEN_CHOICE:
            return _choice(form, question, text, language, context)
        case Kind.INTEGER | Kind.DECIMAL:
            return _number(question, text, language, context)
        case Kind.DATE:
            return _date(question, text, language, context)
        case Kind.STRING | Kind.TEXT:
            return _own_words(question, text)
        case _:
            assert_never(question.kind)


def is_yes(text: str, language: str, context: Context) -> bool | None:
    """True or False for a plain yes or no; None for anything less sure."""
    outcome = read_yes_no(text, language, context.words)
    return outcome.value if isinstance(outcome, Certain) else None


def names_an_option(form: Form, question: Question, text: str, language: str, context: Context) -> bool:
    """True when the text is an option's label, or whole words of one label only: then it is no command."""
    if question.kind not in CHOOSING:
        return False
    return _named(option_labels(form, question, language, context.wording, context.names), text) is not None


def _named(labels: Sequence[str], text: str) -> int | None:
    """The place of the label that the text is, or of the only one that holds all its words."""
    if len(text) > _LONGEST_OTHER:
        return None
    said = plain(text)
    spoken = [plain(label) for label in labels]
    if said in spoken:
        return spoken.index(said)
    wanted = set(said.split())
    hits = [place for place, label in enumerate(spoken) if wanted and wanted <= set(label.split())]
    return hits[0] if len(hits) == 1 and len(said) >= _SHORTEST_NAME else None


def asks_back(question: Question, text: str, language: str, context: Context) -> bool:
    """True for a text that asks instead of answering.

    At an open question only a single sentence with a question mark: a story may well hold one.
    """
    stripped = text.strip()
    if question.kind in OPEN:
        return stripped.endswith(("?", "？", "؟")) and len(_SENTENCE_END.findall(stripped)) == 1
    return "?" in stripped or "¿" in stripped or context.commands.opens_question(stripped, language)


def picked_value(question: Question, places: Sequence[int]) -> Value | None:
    """The value behind buttons, by position; None where there is no such option, or they exclude each other."""
    if question.kind is Kind.BOOLEAN:
        return YesNo(places[0] == 0) if places[0] in (0, 1) else None
    if question.kind not in CHOOSING or not all(0 <= place < len(question.choices) for place in places):
        return None
    value = Picked(tuple(choice.code for place, choice in enumerate(question.choices) if place in places))
    return value if fits(question, value) else None


def fits(question: Question, value: Value) -> bool:
    """True when the value is of the question's type and within its bounds."""
    match value:
        case YesNo():
            return question.kind is Kind.BOOLEAN
        case Whole(value=number):
            return question.kind is Kind.INTEGER and _is_within(question, Decimal(number))
        case Exact(value=number):
            return question.kind is Kind.DECIMAL and _is_within(question, number)
        case Day(value=day):
            return question.kind is Kind.DATE and _is_within(question, day)
        case Said(text=text):
            return question.kind in OPEN and (question.max_length is None or len(text) <= question.max_length)
        case Picked():
            return _is_choice_of(question, value)
        case _:
            assert_never(value)


def _is_choice_of(question: Question, value: Picked) -> bool:
    known = {choice.code: choice for choice in question.choices}
    if not all(code in known for code in value.codes):
        return False
    match question.kind:
        case Kind.CHOICE:
            return len(value.codes) == 1 and not value.other
        case Kind.OPEN_CHOICE:
            return (len(value.codes) == 1) != bool(value.other)
        case Kind.SEVERAL:
            is_alone = len(value.codes) == 1
            return (
                bool(value.codes)
                and not value.other
                and (is_alone or not any(known[code].is_exclusive for code in value.codes))
            )
        case _:
            return False


def _is_within(question: Question, value: Decimal | str) -> bool:
    low, high = question.minimum, question.maximum
    if isinstance(value, str):
        is_late_enough = not isinstance(low, str) or value >= low[: len(value)]
        return is_late_enough and (not isinstance(high, str) or value <= high[: len(value)])
    return (not isinstance(low, Decimal) or value >= low) and (not isinstance(high, Decimal) or value <= high)


def _choice(form: Form, question: Question, text: str, language: str, context: Context) -> Outcome[Value]:
    digit = text.strip()
    if len(digit) == 1 and digit in "123456789"[: len(question.choices)] and not question.has_digit_labels:
        # Nine replies in ten: no label needs to be looked at.
        return Certain(Picked((question.choices[int(digit) - 1].code,)))
    labels = option_labels(form, question, language, context.wording, context.names)
    options = [
        Choice(choice.code, label, accepted_words(form, question, choice, language, context.wording, context.names))
        for choice, label in zip(question.choices, labels, strict=False)
    ]
    is_open = question.kind is Kind.OPEN_CHOICE
    if is_open:
        options.append(Choice("", labels[-1]))
    exclusive = [place for place, choice in enumerate(question.choices) if choice.is_exclusive]
    order = context.commands.find(text, language)
    if len(exclusive) == 1 and order is not None and order.command is Command.NONE:
        return Certain(Picked((question.choices[exclusive[0]].code,)))
    several = question.kind is Kind.SEVERAL
    outcome = read_choice(text, language, context.words, options, several=several, exclusive=exclusive)
    match outcome:
        case Unclear(reason=reason):
            place = _named(labels, text) if reason == "not-an-answer" else None
            if place is not None and place < len(question.choices):
                return ReadBack(Picked((question.choices[place].code,)))
            if is_open and reason == "not-an-answer" and len(text) <= _LONGEST_OTHER:
                return Certain(Picked((), text.strip()))
            return outcome
        case Certain(value=()) | ReadBack(value=()):
            return Unclear("not-an-answer")
        case Certain(value=places):
            return Certain(_picked(question, places))
        case ReadBack(value=places):
            return ReadBack(_picked(question, places))
        case _:
            assert_never(outcome)


def _picked(question: Question, places: int | tuple[int, ...]) -> Value:
    """The codes at these places; no code stands for "other"."""
    wanted = (places,) if isinstance(places, int) else places
    return Picked(tuple(choice.code for place, choice in enumerate(question.choices) if place in wanted))


def _number(question: Question, text: str, language: str, context: Context) -> Outcome[Value]:
    low = question.minimum if isinstance(question.minimum, Decimal) else None
    high = question.maximum if isinstance(question.maximum, Decimal) else None
    is_whole = question.kind is Kind.INTEGER
    outcome = read_number(text, language, context.words, minimum=low, maximum=high, whole=is_whole)
    match outcome:
        case Unclear():
            return outcome
        case Certain(value=number):
            return Certain(Whole(int(number)) if is_whole else Exact(Decimal(number)))
        case ReadBack(value=number):
            return ReadBack(Whole(int(number)) if is_whole else Exact(Decimal(number)))
        case _:
            assert_never(outcome)


def _date(question: Question, text: str, language: str, context: Context) -> Outcome[Value]:
    """A form that sets a last day asks about the past; any other may mean either."""
    prefer = "past" if question.maximum is not None else "future"
    outcome = read_date(text, language, context.words, now=context.now, prefer=prefer, allow_partial=True)
    if isinstance(outcome, Unclear):
        return outcome
    day = outcome.value.isoformat() if isinstance(outcome.value, date) else outcome.value
    if not _is_within(question, day):
        too_early = isinstance(question.minimum, str) and day < question.minimum[: len(day)]
        return Unclear("too-small" if too_early else "too-large")
    return Certain(Day(day)) if isinstance(outcome, Certain) else ReadBack(Day(day))


def _own_words(question: Question, text: str) -> Outcome[Value]:
    """Any words are an answer, unless there are none or more than the form takes."""
    words = text.strip()
    if not words:
        return Unclear("empty")
    if question.max_length is not None and len(words) > question.max_length:
        return Unclear("too-long")
    return Certain(Said(words))


def _as(kind: type[YesNo], outcome: Outcome[bool]) -> Outcome[Value]:
    match outcome:
        case Unclear():
            return outcome
        case Certain(value=value):
            return Certain(kind(value))
        case ReadBack(value=value):
            return ReadBack(kind(value))
        case _:
            assert_never(outcome)
