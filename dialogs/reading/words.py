"""The words that replies are read with, from `locales/<lang>/words.toml`.

A value: the caller reads the files once and hands the texts in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from dialogs.reading.scan import Trie, fold, trie, vocabulary
from dialogs.reading.text import plain

#: Read beside the contact's own language, because families mix it in.
COMMON = "en"


class WordsError(ValueError):
    """A words file cannot be used; the message names the language and what to correct."""


class Answers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How people say yes and no. `not`: turns the yes word after it round ("not ok"). `not_now`: a no, or later.

    no_thanks: a no, or no wish to answer. lacking: single words of a "but" by which something is missing.
    """

    yes: list[str]
    no: list[str]
    no_thanks: list[str] = []
    not_now: list[str] = []
    unsure: list[str] = []
    hedge: list[str] = []
    but: list[str] = []
    lacking: list[str] = []
    filler: list[str] = []
    negators: list[str] = []
    question: list[str] = []
    either: list[str] = []


class Numbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How people say numbers; tables are keyed by the value. `decimal` is the sign of the language."""

    values: dict[str, list[str]]
    decimal: str = "."
    scales: dict[str, list[str]] = {}
    dozens: dict[str, list[str]] = {}
    ordinals: dict[str, list[str]] = {}
    parts: dict[str, list[str]] = {}
    half: list[str] = []
    joiners: list[str] = []
    articles: list[str] = []
    about: list[str] = []
    out_of: list[str] = []
    parts_of: list[str] = []
    none: list[str] = []
    counters: list[str] = []
    to: list[str] = []
    vigesimal: bool = False
    reversed: bool = False


class Dates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How people say days. `order`: how the language writes 3/4 ("mdy", "dmy", "ymd";
    "mixed": day before month, the year first or last).
    `seasons` are keyed by their middle month; `years` are offsets from this year. `coming` is "next", and of a weekday
    the nearest one. `age` tells of an age, not of a day.
    `days` are offsets from today, `shifts` "next" = 1, `spans` "2 week" in one word. `past`: what looks back, in a
    reply ("since") and in a question ("when was")."""

    months: dict[str, list[str]]
    weekdays: dict[str, list[str]]
    days: dict[str, list[str]]
    units: dict[str, list[str]]
    order: str = "dmy"
    shifts: dict[str, list[str]] = {}
    seasons: dict[str, list[str]] = {}
    years: dict[str, list[str]] = {}
    coming: list[str] = []
    age: list[str] = []
    spans: dict[str, list[str]] = {}
    ago: list[str] = []
    ahead: list[str] = []
    later: list[str] = []
    on: list[str] = []
    past: list[str] = []
    filler: list[str] = []
    doubt: list[str] = []
    day_mark: list[str] = []
    month_mark: list[str] = []
    year_mark: list[str] = []


class Times(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How people say the time of day; `fixed` is keyed "12:00"."""

    am: list[str] = []
    pm: list[str] = []
    fixed: dict[str, list[str]] = {}
    half: list[str] = []
    half_before: list[str] = []
    quarter: list[str] = []
    past: list[str] = []
    to: list[str] = []
    hour: list[str] = []
    minute: list[str] = []
    filler: list[str] = []


class Choosing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words around a choice: "the second one", "all of them", "none", "all but"."""

    filler: list[str] = []
    joiners: list[str] = []
    all: list[str] = []
    none: list[str] = []
    last: list[str] = []
    but: list[str] = []


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One words.toml, checked."""

    answers: Answers
    numbers: Numbers
    dates: Dates
    times: Times = Times()
    choices: Choosing = Choosing()


class Lexicon(msgspec.Struct, frozen=True):
    """One language, ready to read with: the file's settings and its phrases as trees."""

    language: str
    answers: Trie
    numbers: Trie
    dates: Trie
    times: Trie
    choices: Trie
    known: frozenset[str]
    decimal: str
    order: str
    is_vigesimal: bool
    is_reversed: bool
    #: Plain phrases that refuse kindly, English ones among them.
    no_thanks: frozenset[str]
    #: Folded words of something missing, English ones among them.
    lacking: frozenset[str]
    #: Plain phrases that look back, English ones among them, each between blanks.
    past: tuple[str, ...]


class Words:
    """All languages; `of` gives the one of a contact, English where there is none."""

    def __init__(self, files: Mapping[str, File]) -> None:
        self._files = files
        self._lexicons: dict[str, Lexicon] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._files)

    def of(self, language: str) -> Lexicon:
        """The lexicon of `es`, `es-MX` or `es_US`; an unknown language is read as English."""
        found = self._lexicons.get(language)
        if found is None:
            short = language.replace("_", "-").split("-")[0].casefold()
            known = short if short in self._files else COMMON
            # Built on first use: most programs speak two of the languages, and start-up would wait for all.
            found = self._lexicons.get(known) or _lexicon(known, self._files[known], self._files[COMMON])
            self._lexicons[known] = self._lexicons[language] = found
        return found


def parse(texts: Mapping[str, str]) -> Words:
    """Words of {language: text of its words.toml}. Raises WordsError: which file, what is wrong."""
    files: dict[str, File] = {}
    for language, text in texts.items():
        try:
            files[language] = msgspec.convert(tomllib.loads(text), File)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
            raise WordsError(f"locales/{language}/words.toml: {problem}") from problem
    if COMMON not in files:
        raise WordsError(f"locales/{COMMON}/words.toml is missing: every language falls back on it")
    return Words(files)


def _lexicon(language: str, file: File, common: File) -> Lexicon:
    # the contact's own words come first, so that where the languages differ theirs win
    both = [file] if file is common else [file, common]
    answers = trie(entry for each in both for entry in _answers(each.answers))
    numbers = trie(_numbers(file.numbers))
    dates = trie([*_dates(file.dates), *_numbers(file.numbers)])
    times = trie([*_times(file.times), *_numbers(file.numbers)])
    choices = trie([*_choices(file.choices), *_numbers(file.numbers), *_choices(common.choices)])
    return Lexicon(
        language=language,
        answers=answers,
        numbers=numbers,
        dates=dates,
        times=times,
        choices=choices,
        known=vocabulary(answers, numbers, dates, times, choices),
        decimal=file.numbers.decimal,
        order=file.dates.order,
        is_vigesimal=file.numbers.vigesimal,
        is_reversed=file.numbers.reversed,
        no_thanks=frozenset(plain(phrase) for each in both for phrase in each.answers.no_thanks),
        lacking=frozenset(fold(word) for each in both for word in each.answers.lacking),
        past=tuple(f" {plain(phrase)} " for phrase in (*file.dates.past, *common.dates.past)),
    )


Entries = Iterator[tuple[str, str, Any]]


def _tagged(tag: str, phrases: list[str], value: Any = None) -> Entries:
    return ((phrase, tag, value) for phrase in phrases)


def _valued(tag: str, table: Mapping[str, list[str]]) -> Entries:
    return ((phrase, tag, int(value)) for value, phrases in table.items() for phrase in phrases)


def _answers(answers: Answers) -> Entries:
    # a question mark at the head of a list would never match: signs are tokens of their own
    yield from _tagged("unsure", answers.unsure)
    yield from _tagged("no", [*answers.no, *answers.no_thanks], False)
    yield from _tagged("not_now", answers.not_now, False)
    yield from _tagged("yes", answers.yes, True)
    yield from _tagged("hedge", answers.hedge)
    yield from _tagged("but", answers.but)
    yield from _tagged("not", answers.negators)
    yield from _tagged("question", answers.question)
    yield from _tagged("either", answers.either)
    yield from _tagged("filler", answers.filler)


def _numbers(numbers: Numbers) -> Entries:
    yield from _tagged("none", numbers.none)
    yield from _valued("dozen", numbers.dozens)
    yield from _tagged("half", numbers.half)
    yield from _valued("value", numbers.values)
    yield from _valued("scale", numbers.scales)
    yield from _valued("ordinal", numbers.ordinals)
    yield from _valued("part", numbers.parts)
    yield from _tagged("article", numbers.articles, 1)
    yield from _tagged("about", numbers.about)
    yield from _tagged("out_of", numbers.out_of)
    yield from _tagged("parts_of", numbers.parts_of)
    yield from _tagged("joiner", numbers.joiners)
    yield from _tagged("counter", numbers.counters)
    yield from _tagged("to", numbers.to)


def _dates(dates: Dates) -> Entries:
    for span, phrases in dates.spans.items():
        count, unit = span.split()
        yield from _tagged("span", phrases, (int(count), unit))
    yield from _valued("day", dates.days)
    yield from _valued("month", dates.months)
    yield from _valued("weekday", dates.weekdays)
    yield from _valued("shift", dates.shifts)
    yield from _valued("season", dates.seasons)
    yield from _valued("near_year", dates.years)
    for unit, phrases in dates.units.items():
        yield from _tagged("unit", phrases, unit)
    yield from _tagged("coming", dates.coming, 1)
    for name in ("ago", "ahead", "later", "on", "age", "doubt", "filler", "day_mark", "month_mark", "year_mark"):
        yield from _tagged(name, getattr(dates, name))


def _times(times: Times) -> Entries:
    for clock, phrases in times.fixed.items():
        yield from _tagged("fixed", phrases, clock)
    for name in ("am", "pm", "half_before", "half", "quarter", "past", "to", "hour", "minute", "filler"):
        yield from _tagged(f"time_{name}", getattr(times, name))


def _choices(choosing: Choosing) -> Entries:
    for name in ("all", "none", "last", "but", "joiners", "filler"):
        yield from _tagged(f"choice_{name}", getattr(choosing, name))
