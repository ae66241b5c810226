"""What a reply says as a number, a quantity with its unit, a day, a time of day, or both of these."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from dialogs.forms.answers import Amount, Clock, Day, Exact, Moment, Value, Whole
from dialogs.forms.fitting import has_decimals, is_within
from dialogs.forms.interview import Context
from dialogs.forms.model import Form, Kind, Question, Unit
from dialogs.forms.speaking import Speaks
from dialogs.forms.texts import question_text
from dialogs.reading.dates import looks_back, read_date
from dialogs.reading.numbers import read_number
from dialogs.reading.outcome import Certain, Outcome, ReadBack, Reason, Unclear, like
from dialogs.reading.text import plain
from dialogs.reading.times import read_time

_NO_LETTER = re.compile(r"[^A-Za-z]+")
#: A number and what stands behind it.
_TAIL = re.compile(r"(?P<number>.*\d)\s*(?P<unit>[^\d\s][^\d]*)", re.DOTALL)
#: What is surely a time of day inside a longer text: 15:30, 3 pm, at 3, a las 3.
_CLOCK = re.compile(
    r"\b\d{1,2}\s?[:h]\s?\d{2}(?::\d{2})?(?:\s?[ap]\.?\s?m\b\.?)?|\b\d{1,2}\s?[ap]\.?\s?m\b\.?"
    r"|\b(?:at|a las?)\s+\S+(?:\s+(?:y media|y cuarto|de la \S+))*|\b(?:noon|midnight|mediod[ií]a|medianoche)\b",
    re.I,
)


def number_in(question: Question, text: str, language: str, context: Context) -> Outcome[Value]:
    low = question.minimum if isinstance(question.minimum, Decimal) else None
    high = question.maximum if isinstance(question.maximum, Decimal) else None
    is_whole = question.kind is Kind.INTEGER or question.limits.decimals == 0
    outcome = read_number(text, language, context.words, minimum=low, maximum=high, whole=is_whole)
    if isinstance(outcome, Unclear):
        return outcome
    number = Decimal(outcome.value)
    if not has_decimals(question, number):
        return Unclear("too-exact")
    match question.kind:
        case Kind.INTEGER:
            value: Value = Whole(int(number))
        case Kind.QUANTITY:
            value = Amount(number)
        case _:
            value = Exact(number)
    return like(outcome, value)


def quantity_in(question: Question, text: str, language: str, context: Context) -> Outcome[Value]:
    """A number, with the unit that it names or the only one there is."""
    unit, rest = _split_unit(question, text, language, context.wording)
    outcome = number_in(question, rest, language, context)
    if isinstance(outcome, Unclear) or not isinstance(outcome.value, Amount):
        return outcome
    return like(outcome, Amount(outcome.value.value, unit.code if unit else ""))


def _split_unit(question: Question, text: str, language: str, wording: Speaks) -> tuple[Unit | None, str]:
    """(the unit named behind the number, or the only one; the text without it)."""
    match = _TAIL.fullmatch(text.strip())
    named = unit_named(question, match["unit"], language, wording, is_digit=False) if match else None
    if match and named is not None:
        return named, match["number"]
    return (question.units[0] if len(question.units) == 1 else None), text


def unit_named(question: Question, text: str, language: str, wording: Speaks, *, is_digit: bool = True) -> Unit | None:
    """The unit that a text names: its place, its label, its code, or as people call it."""
    said = plain(text)
    if is_digit and said.isdecimal() and 0 < int(said) <= len(question.units):
        return question.units[int(said) - 1]
    for unit in question.units:
        names = {plain(unit.code), plain(unit.text.base), plain(unit.text.say(language))}
        if said and (said in names or any(name == said + "s" or name + "s" == said for name in names if name)):
            return unit
    return next((unit for unit in question.units if said and said in _called(unit, language, wording)), None)


def _called(unit: Unit, language: str, wording: Speaks) -> frozenset[str]:
    """What people call a unit of UCUM: kilos for kg, pounds for [lb_av]."""
    key = f"form-unit-{_NO_LETTER.sub('', unit.code).lower()}"
    return frozenset(map(plain, wording.say(language, key).split(", "))) if wording.has(language, key) else frozenset()


def date_in(form: Form, question: Question, text: str, language: str, context: Context) -> Outcome[Value]:
    """Of what has been, the month or the year is an answer too: nobody is asked again for a day long forgotten."""
    is_past = _looks_back(form, question, language, context)
    is_partial = question.is_partial or is_past or looks_back(text, language, context.words)
    outcome = _day(text, language, context, is_past=is_past, allow_partial=is_partial)
    if isinstance(outcome, Unclear):
        return outcome
    fault = _outside(question, outcome.value)
    if fault:
        return Unclear(fault)
    return like(outcome, Day(outcome.value))


def _looks_back(form: Form, question: Question, language: str, context: Context) -> bool:
    """A question that sets a last day, or says "when was", asks about the past; any other may mean either."""
    asked = question_text(form, question, language, context.wording, context.names)
    return question.maximum is not None or looks_back(asked, language, context.words)


def _day(text: str, language: str, context: Context, *, is_past: bool, allow_partial: bool) -> Outcome[str]:
    prefer = "past" if is_past else "future"
    outcome = read_date(text, language, context.words, now=context.now, prefer=prefer, allow_partial=allow_partial)
    if isinstance(outcome, Unclear):
        return outcome
    return like(outcome, outcome.value.isoformat() if isinstance(outcome.value, date) else outcome.value)


def _outside(question: Question, value: str) -> Reason | None:
    """Which bound of a day, moment or time is passed."""
    if is_within(question, value):
        return None
    low = question.minimum
    return "too-small" if isinstance(low, str) and value < low[: len(value)] else "too-large"


def time_in(question: Question, text: str, language: str, context: Context) -> Outcome[Value]:
    outcome = read_time(text, language, context.words)
    if isinstance(outcome, Unclear):
        return outcome
    clock = outcome.value.isoformat(timespec="seconds")
    fault = _outside(question, clock)
    if fault:
        return Unclear(fault)
    return like(outcome, Clock(clock))


def moment_in(form: Form, question: Question, text: str, language: str, context: Context) -> Outcome[Value]:
    """A day and a time of day; only the day where no time was said, which is asked for next."""
    match = _CLOCK.search(text)
    days = f"{text[: match.start()]} {text[match.end() :]}" if match else text
    is_past = _looks_back(form, question, language, context)
    outcome = _day(days, language, context, is_past=is_past, allow_partial=False)
    if isinstance(outcome, Unclear):
        return outcome
    whole = moment_of(outcome.value, match.group(), language, context) if match else None
    if whole is None or isinstance(whole, Unclear):
        return like(outcome, Moment(outcome.value))
    fault = _outside(question, whole.value.value) if isinstance(whole.value, Moment) else None
    if fault:
        return Unclear(fault)
    return whole if isinstance(outcome, Certain) else ReadBack(whole.value)


def moment_of(day: str, text: str, language: str, context: Context) -> Outcome[Value]:
    """The time that the text says, on that day, in the contact's zone."""
    outcome = read_time(text, language, context.words)
    if isinstance(outcome, Unclear):
        return outcome
    moment = datetime.combine(date.fromisoformat(day), outcome.value, context.now.tzinfo)
    return like(outcome, Moment(moment.isoformat(timespec="seconds")))
