"""`kinline understand`: replies in, one line of JSON each out, for whoever tunes the words.

Lines are read and written one by one, so that it can stand in a pipe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TextIO, cast, get_args

import msgspec

from dialogs.reading.choices import Choice
from dialogs.reading.outcome import Certain, ReadBack, Unclear
from dialogs.reading.reader import Kind, Read, read
from dialogs.reading.words import Words

_ANOTHER_TIME = timedelta(days=400, hours=5)


class BadCase(ValueError):
    """A line cannot be used; the message names the line and what is wrong with it."""


class Case(msgspec.Struct):
    """One line of a cases file; what is missing is taken from the command line."""

    input: str
    kind: str | None = None
    language: str | None = None
    now: str | None = None
    choices: list[str] | str | None = None
    several: bool | None = None
    prefer: str | None = None


def run(
    lines_in: Iterable[str],
    out: TextIO,
    *,
    kind: str | None,
    language: str | None,
    now: datetime,
    prefer: str = "future",
    choices: Sequence[str] = (),
    cases: bool = False,
    words: Words,
) -> None:
    """Write the result of every line to `out`; with `cases` the line comes back with the result added.

    now: aware; used where a case has no time of its own. Raises BadCase.
    """
    usual = Case("", kind, language or "en", None, list(choices), False, prefer)
    for number, line in enumerate(lines_in, 1):
        text = line.rstrip("\r\n")
        if not cases:
            case = msgspec.structs.replace(usual, input=text)
            result = _result(_read(case, usual, now, words, number), case)
        elif text.strip():
            case = _case(text, number)
            case.kind = case.kind or kind
            given: dict[str, object] = msgspec.json.decode(text)
            if case.choices is None:
                case.choices = usual.choices
            outcome = _read(case, usual, now, words, number)
            if "now" in given and case.now is None and isinstance(outcome, Certain):
                outcome = _without_now(outcome, case, usual, now, words, number)
            result = given | _result(outcome, case)
        else:
            continue
        out.write(msgspec.json.encode(result).decode() + "\n")
        out.flush()


def _case(text: str, number: int) -> Case:
    try:
        return msgspec.json.decode(text, type=Case)
    except (msgspec.DecodeError, UnicodeEncodeError) as problem:
        raise BadCase(f"line {number}: {problem}") from problem


def _read(case: Case, usual: Case, now: datetime, words: Words, number: int) -> Read:
    kind = case.kind or usual.kind
    if kind not in get_args(Kind):
        raise BadCase(f"line {number}: kind must be one of {', '.join(get_args(Kind))}, not {kind}")
    prefer = case.prefer or usual.prefer or "future"
    if prefer not in ("future", "past"):
        raise BadCase(f"line {number}: prefer must be future or past, not {prefer}")
    return read(
        cast(Kind, kind),
        case.input,
        case.language or usual.language or "en",
        words,
        now=_moment(case.now, now, number),
        choices=_choices(case.choices),
        several=bool(case.several),
        whole=False,
        prefer=prefer,
    )


def _without_now(outcome: Read, case: Case, usual: Case, now: datetime, words: Words, number: int) -> Read:
    """A case with "now": null: what would be read differently next year is only a guess."""
    if isinstance(outcome, Unclear) or outcome == _read(case, usual, now + _ANOTHER_TIME, words, number):
        return outcome
    return cast(Read, ReadBack(outcome.value))


def _moment(written: str | None, now: datetime, number: int) -> datetime:
    """The time of the case; without a zone it is taken as the contact's own."""
    if written is None:
        return now
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as problem:
        raise BadCase(f"line {number}: now must be an ISO time, not {written}") from problem
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo or UTC)


def _choices(labels: Sequence[str] | str | None) -> list[Choice]:
    """Options from a list or from "a;b;c"; the code of each is its place, from 1."""
    if isinstance(labels, str):
        labels = [label.strip() for label in labels.split(";") if label.strip()]
    return [Choice(str(place), label) for place, label in enumerate(labels or (), 1)]


def _result(outcome: Read, case: Case) -> dict[str, object]:
    """The outcome as the contract prints it; options come back as their labels."""
    if isinstance(outcome, Unclear):
        return {"unclear": outcome.reason}
    value: object = outcome.value
    if case.kind == "choice":
        labels = [choice.label for choice in _choices(case.choices)]
        value = [labels[index] for index in value] if isinstance(value, tuple) else labels[cast(int, value)]
    return {"value": _printable(value), "confirm": not isinstance(outcome, Certain)}


def _printable(value: object) -> object:
    match value:
        case time():
            return value.isoformat("minutes")
        case date():
            return value.isoformat()
        case Decimal():
            return msgspec.Raw(format(value, "f").encode())  # a JSON number, digit for digit
        case _:
            return value
