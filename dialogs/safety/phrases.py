"""The phrase lists of the safety screen, read once at start-up from locales/<language>/urgent.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, Literal, TypeAlias, get_args

from msgspec import Struct

from dialogs.errors import ContentError
from dialogs.safety import clues, learned
from dialogs.safety.index import Index
from dialogs.safety.learned import Danger, Learned
from dialogs.safety.patterns import BadPhrase, Pattern, one_of, phrase, word
from dialogs.safety.spelling import Spelling

Cue: TypeAlias = Literal[
    "negated",  # "never", "nobody": right before the phrase
    "unreal",  # feared, supposed, asked about: before the phrase, in its sentence
    "long_ago",  # years and months ago, at birth, "my ex was"
    "past",  # weeks ago, last month, once
    "recent",  # yesterday, this morning: over for a seizure, not for a blow
    "habit",  # "sometimes", "every week"
    "others",  # somebody else's child
    "over",  # "fine now", "they sent us home": anywhere in the text
    "joking",  # "lol": anywhere in the text
    "behavior",  # spoken of as behavior that a therapist works on: anywhere in the text
    "present",  # "now", "help": nothing of the above but negated and unreal counts
]
#: Cues that can lower a danger to amber. A topic may say which of them do; behavior only where it is named.
LOWERING: tuple[Cue, ...] = tuple(cue for cue in get_args(Cue) if cue != "present")
_TOPIC_KEYS = frozenset({"phrases", "sure", "ask", "unless", "lowered_by", "holds_when_asked", "before_death"})
_LISTED = frozenset({"phrases", "sure", "ask"})
_SECTIONS = frozenset(
    {"sounds", "accents", "spelling", "misspelled", "lists", "alike", "cues", "safe", "answered", *get_args(Danger)}
)


class Topic(Struct, frozen=True):
    """A group of phrases of one class."""

    kind: Danger
    name: str
    lowered_by: frozenset[str]
    #: Explicit even as the answer to a question that names it ("do you feel safe?").
    holds_when_asked: bool
    #: Wins over a death in the same text: somebody alive is in danger.
    before_death: bool


class Phrase(Struct, frozen=True):
    """One phrase. `rule` is its stable name; `is_ask`: never more than amber; `is_sure`: no weight lowers it."""

    rule: str
    topic: Topic
    is_ask: bool
    is_sure: bool


class Harmless(Struct, frozen=True):
    """A way of speaking that hides the phrases it overlaps; or, for a topic, all phrases of it in the text."""

    topic: str | None


class LanguageList(Struct, frozen=True):
    """Everything of one language. `context` is looked at only in a text in which a phrase was found."""

    spelling: Spelling
    phrases: Index[Phrase]
    context: Index[Cue | Harmless]
    #: Words that begin a new clause: a "no" before one says nothing about what follows it.
    starters: frozenset[str]
    #: The groups of words that mean much the same, for the second signal.
    groups: clues.Groups
    #: Whole texts that the line itself offers or answers, "please stop": the second signal says nothing about them.
    answered: frozenset[tuple[str, ...]]
    #: The second signal; None where nothing was learned for the language.
    learned: Learned | None = None


class Phrases(Struct, frozen=True):
    """The lists of all languages."""

    languages: Mapping[str, LanguageList]

    @classmethod
    def parse(
        cls,
        texts: Mapping[str, str],
        learned: Mapping[str, str] | None = None,
        understood: Mapping[str, Sequence[str]] | None = None,
    ) -> Phrases:
        """`texts`: language -> the text of its urgent.toml; `learned`: of its urgent.learned.json; `understood`: whole
        texts that the line answers itself, beside those of the list.

        Raises ContentError with the place and what to change."""
        weights, own = learned or {}, understood or {}
        return cls({
            name: _Reader(name).read(text, weights.get(name, ""), own.get(name, ())) for name, text in texts.items()
        })  # fmt: skip


class _Reader:
    """Reads one file; knows the place for its errors."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._spelling = Spelling()
        self._lists: dict[str, Pattern] = {}
        self._words = cache(partial(word, self._spelling.letters))

    def read(self, text: str, weights: str, understood: Sequence[str]) -> LanguageList:
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise self._wrong("", f"is not valid TOML: {error}") from None
        for name in content.keys() - _SECTIONS:
            raise self._wrong(name, f"is no section; there are {', '.join(sorted(_SECTIONS))}")
        self._spelling = self._read_spelling(content)
        self._words = cache(partial(word, self._spelling.letters))
        for name, entries in self._table(content, "lists").items():
            self._lists[name] = self._list(f"lists.{name}", entries)
        phrases = Index(self._phrases(content))
        if not len(phrases):
            raise self._wrong("", "has no phrase")
        context = Index(self._context(content))
        self._spelling.learn(each.rstrip("*") for each in phrases.words | context.words)
        starters = self._lists["starters"].needs if "starters" in self._lists else ()
        groups = clues.groups(self._alike(content))
        second = Learned(learned.read(self._language, weights), groups) if weights else None
        whole = [*self._strings("answered", content.get("answered", [])), *understood]
        answered = frozenset(tuple(self._spelling.line(entry).split()) for entry in whole)
        return LanguageList(self._spelling, phrases, context, frozenset().union(*starters), groups, answered, second)

    def _alike(self, content: Mapping[str, Any]) -> dict[str, str]:
        """Word, as it stands in a line -> its group; a word of several groups belongs to the first."""
        found: dict[str, str] = {}
        for name, entries in self._table(content, "alike").items():
            for entry in self._strings(f"alike.{name}", entries):
                begins_so = entry.endswith("*")
                spelled = self._spelling.letters(entry.rstrip("*")) if begins_so else self._spelling.line(entry)
                if len(spelled.split()) != 1:
                    raise self._wrong(f"alike.{name}", f"'{entry}' is not one word")
                found.setdefault(spelled.strip() + "*" * begins_so, name)
        return found

    def _read_spelling(self, content: Mapping[str, Any]) -> Spelling:
        sounds = []
        for entry in self._strings("sounds", content.get("sounds", [])):
            heard, parted, written = entry.partition(">")
            if not heard or not parted:
                raise self._wrong("sounds", f"'{entry}' is not written as heard>written")
            sounds.append((heard, written))
        meant = {
            wrong: right
            for right, wrongs in self._table(content, "spelling").items()
            for wrong in self._strings(f"spelling.{right}", wrongs)
        }
        accents = {word: str(other) for word, other in self._table(content, "accents").items()}
        return Spelling(sounds, accents, meant, self._strings("misspelled", content.get("misspelled", [])))

    def _phrases(self, content: Mapping[str, Any]) -> Iterator[tuple[Phrase, Pattern]]:
        for topic, values in self._topics(content):
            for key in ("phrases", "sure", "ask"):
                place = f"{topic.kind}.{topic.name}.{key}"
                for written in self._strings(place, values.get(key, [])):
                    rule = f"{self._language}.{topic.kind}.{topic.name}: {written}"
                    yield Phrase(rule, topic, key == "ask", key == "sure"), self._pattern(place, written)

    def _context(self, content: Mapping[str, Any]) -> Iterator[tuple[Cue | Harmless, Pattern]]:
        cues = self._table(content, "cues")
        for name in cues.keys() - set(get_args(Cue)):
            raise self._wrong(f"cues.{name}", f"is no cue; there are {', '.join(get_args(Cue))}")
        for cue in get_args(Cue):
            for found in self._patterns(f"cues.{cue}", cues.get(cue, [])):
                yield cue, found
        for found in self._patterns("safe", content.get("safe", [])):
            yield Harmless(None), found
        for topic, values in self._topics(content):
            for found in self._patterns(f"{topic.kind}.{topic.name}.unless", values.get("unless", [])):
                yield Harmless(topic.name), found

    def _topics(self, content: Mapping[str, Any]) -> Iterator[tuple[Topic, Mapping[str, Any]]]:
        for kind in get_args(Danger):
            for name, values in self._table(content, kind).items():
                yield self._topic(kind, name, values), values

    def _topic(self, kind: Danger, name: str, values: object) -> Topic:
        place = f"{kind}.{name}"
        if not isinstance(values, dict) or values.keys() - _TOPIC_KEYS or not values.keys() & _LISTED:
            raise self._wrong(place, f"must have phrases or ask, and nothing but {', '.join(sorted(_TOPIC_KEYS))}")
        usual = [cue for cue in LOWERING if cue != "behavior"]
        lowered = self._strings(f"{place}.lowered_by", values.get("lowered_by", usual))
        for cue in set(lowered) - set(LOWERING):
            raise self._wrong(f"{place}.lowered_by", f"'{cue}' is no cue; there are {', '.join(LOWERING)}")
        return Topic(
            kind=kind,
            name=name,
            lowered_by=frozenset(lowered),
            holds_when_asked=values.get("holds_when_asked") is True,
            before_death=values.get("before_death") is True,
        )

    def _patterns(self, place: str, entries: object) -> Iterator[Pattern]:
        for entry in self._strings(place, entries):
            yield self._pattern(place, entry)

    def _pattern(self, place: str, written: str) -> Pattern:
        try:
            return phrase(written, self._lists, self._words)
        except BadPhrase as error:
            raise self._wrong(f"{place} '{written}'", str(error)) from None

    def _list(self, place: str, entries: object) -> Pattern:
        found = one_of(self._patterns(place, entries))
        if not entries:
            raise self._wrong(place, "is empty")
        return found

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
