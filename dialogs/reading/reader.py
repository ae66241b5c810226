"""The front of the room: a reply and the kind of answer wanted, to what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Literal, TypeAlias, assert_never

from dialogs.reading.choices import Choice, Picked, read_choice
from dialogs.reading.dates import read_date
from dialogs.reading.numbers import Number, read_number
from dialogs.reading.outcome import Outcome
from dialogs.reading.times import read_time
from dialogs.reading.words import Words
from dialogs.reading.yes_no import read_yes_no

Kind: TypeAlias = Literal["yesno", "number", "date", "time", "choice"]
Read: TypeAlias = Outcome[bool] | Outcome[Number] | Outcome[date | str] | Outcome[time] | Outcome[Picked]


def read(
    kind: Kind,
    text: str,
    language: str,
    words: Words,
    *,
    now: datetime,
    choices: Sequence[Choice] = (),
    several: bool = False,
    whole: bool = True,
    prefer: str = "future",
) -> Read:
    """Certain, ReadBack or Unclear; each kind looks only at the options that concern it.

    now: aware, in the contact's own zone. Never raises on any text.
    """
    match kind:
        case "yesno":
            return read_yes_no(text, language, words)
        case "number":
            return read_number(text, language, words, whole=whole)
        case "date":
            return read_date(text, language, words, now=now, prefer=prefer)
        case "time":
            return read_time(text, language, words)
        case "choice":
            return read_choice(text, language, words, choices, several=several)
        case _:
            assert_never(kind)
