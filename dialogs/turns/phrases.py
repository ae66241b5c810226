"""The phrase lists of the safety screen, read once at start-up: locales/<language>/urgent.toml -> an index.

A screen must cost next to nothing on a text without danger in it. So every phrase is filed under one of its own
words, the one that fewest other phrases share, and only the phrases filed under a word of the text are tried.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias, get_args

from msgspec import Struct

from dialogs.errors import ContentError
from dialogs.turns.patterns import BadPhrase, Pattern, one_of, phrase
from dialogs.turns.spelling import Spelling

Danger: TypeAlias = Literal["red", "red_discreet", "death"]
Cue: TypeAlias = Literal[
    "negated",  # "never", "nobody": right before the phrase
    "unreal",  # feared, supposed, asked about: before the phrase, in its sentence
    "long_ago",  # years and months ago, at birth, "my ex was"
    "past",  # weeks ago, last month, once
    "recent",  # yesterday, this morning: over for a seizure, not for a blow
    "habit",  # "sometimes", "every week"
    "over",  # "fine now", "they sent us home": anywhere in the text
    "others",  # somebody else's child
    "behavior",  # spoken of as behavior that a therapist works on
    "present",  # "now", "help": nothing of the above but negated and unreal counts
]
#: Cues that can lower a danger to amber; a topic may say which of them do. Behavior only where it is named.
LOWERING: tuple[Cue, ...] = tuple(cue for cue in get_args(Cue) if cue != "present")
_TOPIC_KEYS = frozenset({"phrases", "ask", "unless", "lowered_by", "holds_when_asked", "before_death"})
_SECTIONS = frozenset({"sounds", "accents", "spelling", "misspelled", "lists", "cues", "safe", *get_args(Danger)})


class Topic(Struct, frozen=True):
    """A group of phrases of one class."""

    kind: Danger
    name: str
    lowered_by: frozenset[str]
    #: Explicit even as the answer to a question that names it ("do you feel safe?").
    holds_when_asked: bool
    #: Wins over a death in the same text: somebody alive is in danger.
    before_death: bool
    unless: re.Pattern[str] | None


class Phrase(Struct, frozen=True):
    """One phrase. `rule` is its stable name; `is_ask`: never more than amber."""

    regex: re.Pattern[str]
    rule: str
    topic: Topic
    is_ask: bool


class LanguageList(Struct, frozen=True):
    """Everything of one language: its spelling, and its phrases filed under one word each."""

    spelling: Spelling
    by_word: Mapping[str, tuple[Phrase, ...]]
    by_beginning: Mapping[str, tuple[Phrase, ...]]
    beginnings: tuple[int, ...]
    cues: Mapping[str, re.Pattern[str]]
    safe: re.Pattern[str] | None
    #: Words that begin a new clause: a "no" before one says nothing about what follows it.
    starters: frozenset[str]

    def candidates(self, line: str) -> Iterator[Phrase]:
        """The phrases that share their filing word with the line, each once."""
        seen: set[int] = set()
        for word in set(line.split()):
            found = self.by_word.get(word, ())
            for length in self.beginnings:
                if length > len(word):
                    break
                found += self.by_beginning.get(word[:length], ())
            for phrase in found:
                if id(phrase) not in seen:
                    seen.add(id(phrase))
                    yield phrase


class Phrases(Struct, frozen=True):
    """The lists of all languages."""

    languages: Mapping[str, LanguageList]

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> Phrases:
        """`texts`: language -> the text of its urgent.toml. Raises ContentError with the place and what to change."""
        return cls({language: _Reader(language).read(text) for language, text in texts.items()})


class _Reader:
    """Reads one file; knows the place for its errors."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._spelling = Spelling()
        self._lists: dict[str, Pattern] = {}

    def read(self, text: str) -> LanguageList:
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise self._wrong("", f"is not valid TOML: {error}") from None
        for name in content.keys() - _SECTIONS:
            raise self._wrong(name, f"is no section; there are {', '.join(sorted(_SECTIONS))}")
        self._spelling = self._read_spelling(content)
        for name, entries in self._table(content, "lists").items():
            self._lists[name] = self._list(f"lists.{name}", self._strings(f"lists.{name}", entries))
        drafts = [draft for kind in get_args(Danger) for draft in self._drafts(kind, self._table(content, kind))]
        if not drafts:
            raise self._wrong("", "has no phrase")
        self._spelling.learn({word.rstrip("*") for _, found in drafts for need in found.needs for word in need})
        cues = {name: self._any(f"cues.{name}", entries) for name, entries in self._table(content, "cues").items()}
        for name in cues.keys() - set(get_args(Cue)):
            raise self._wrong(f"cues.{name}", f"is no cue; there are {', '.join(get_args(Cue))}")
        safe = self._any("safe", self._strings("safe", content.get("safe", [])))
        starters = (
            frozenset(word for need in self._lists["starters"].needs for word in need)
            if "starters" in self._lists
            else frozenset[str]()
        )
        return _filed(self._spelling, drafts, {name: cue for name, cue in cues.items() if cue}, safe, starters)

    def _read_spelling(self, content: Mapping[str, Any]) -> Spelling:
        sounds = [tuple(entry.split(">")) for entry in self._strings("sounds", content.get("sounds", []))]
        for entry in sounds:
            if len(entry) != 2:
                raise self._wrong("sounds", f"'{'>'.join(entry)}' is not written as heard>written")
        meant = {
            wrong: right
            for right, wrongs in self._table(content, "spelling").items()
            for wrong in self._strings(f"spelling.{right}", wrongs)
        }
        accents = {word: str(other) for word, other in self._table(content, "accents").items()}
        misspelled = self._strings("misspelled", content.get("misspelled", []))
        return Spelling([(heard, written) for heard, written in sounds], accents, meant, misspelled)

    def _drafts(self, kind: Danger, topics: Mapping[str, Any]) -> Iterator[tuple[Phrase, Pattern]]:
        for name, values in topics.items():
            place = f"{kind}.{name}"
            if not isinstance(values, dict) or values.keys() - _TOPIC_KEYS or not values.keys() & {"phrases", "ask"}:
                raise self._wrong(place, f"must have phrases or ask, and nothing but {', '.join(sorted(_TOPIC_KEYS))}")
            lowered = self._strings(f"{place}.lowered_by", values.get("lowered_by", [cue for cue in LOWERING if cue != "behavior"]))
            for cue in set(lowered) - set(LOWERING):
                raise self._wrong(f"{place}.lowered_by", f"'{cue}' is no cue; there are {', '.join(LOWERING)}")
            topic = Topic(
                kind=kind,
                name=name,
                lowered_by=frozenset(lowered),
                holds_when_asked=values.get("holds_when_asked") is True,
                before_death=values.get("before_death") is True,
                unless=self._any(f"{place}.unless", values.get("unless", [])),
            )
            for key in ("phrases", "ask"):
                for written in self._strings(f"{place}.{key}", values.get(key, [])):
                    yield self._phrase(f"{place}.{key}", written, topic, is_ask=key == "ask")

    def _phrase(self, place: str, written: str, topic: Topic, *, is_ask: bool) -> tuple[Phrase, Pattern]:
        found = self._pattern(place, written)
        rule = f"{self._language}.{topic.kind}.{topic.name}: {written}"
        return Phrase(re.compile(found.source), rule, topic, is_ask), found

    def _pattern(self, place: str, written: str) -> Pattern:
        try:
            return phrase(written, self._lists, self._spelling.letters)
        except BadPhrase as error:
            raise self._wrong(f"{place} '{written}'", str(error)) from None

    def _any(self, place: str, entries: object) -> re.Pattern[str] | None:
        sources = [self._pattern(place, entry).source for entry in self._strings(place, entries)]
        return re.compile("|".join(sources)) if sources else None

    def _list(self, place: str, entries: list[str]) -> Pattern:
        if not entries:
            raise self._wrong(place, "is empty")
        found = one_of(self._pattern(place, entry) for entry in entries)
        return Pattern(found.source.replace("(?<= )", ""), found.needs)

    def _table(self, content: Mapping[str, Any], name: str) -> dict[str, Any]:
        table = content.get(name, {})
        if not isinstance(table, dict):
            raise self._wrong(name, "must be a section, written [name] on a line of its own")
        return table

    def _strings(self, place: str, entries: object) -> list[str]:
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            raise self._wrong(place, "must be a list of texts in quotes")
        return entries

    def _wrong(self, place: str, sentence: str) -> ContentError:
        return ContentError(f"locales/{self._language}/urgent.toml {place}".strip(), sentence)


def _filed(
    spelling: Spelling,
    drafts: Iterable[tuple[Phrase, Pattern]],
    cues: Mapping[str, re.Pattern[str]],
    safe: re.Pattern[str] | None,
    starters: frozenset[str],
) -> LanguageList:
    drafts = list(drafts)
    shared = Counter(word for _, found in drafts for need in found.needs for word in need)
    words: dict[str, list[Phrase]] = {}
    beginnings: dict[str, list[Phrase]] = {}
    for phrase, found in drafts:
        for word in min(found.needs, key=lambda need: sum(shared[word] for word in need)):
            target = beginnings if word.endswith("*") else words
            target.setdefault(word.rstrip("*"), []).append(phrase)
    return LanguageList(
        spelling,
        {word: tuple(phrases) for word, phrases in words.items()},
        {word: tuple(phrases) for word, phrases in beginnings.items()},
        tuple(sorted({len(word) for word in beginnings})),
        cues,
        safe,
        starters,
    )
