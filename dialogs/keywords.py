"""Whole messages that mean something at any time: stop, start, help, EMERGENCY, a language's name.

Read from `locales/<lang>/keywords.toml` and matched in every language, whoever writes: an opt-out counts in any.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import chain
from typing import Any

from msgspec import Struct

from dialogs.errors import ContentError
from dialogs.reading.text import accented, plain, spellings

_LISTS = (
    "stop", "stop_phrases", "stop_wholes", "start", "start_phrases", "wants_texts", "help", "emergency", "ambiguous",
    "wrong_number", "wrong_number_phrases", "not_me", "forget", "who", "language", "thanks", "person", "visit_cancel",
    "cannot_come", "visit_words", "late", "reasons", "needs_help", "vague_help", "visit_asked", "home", "courtesy",
)  # fmt: skip
#: No opt-out is longer than this; a longer text is never one.
_LONGEST = 60
#: A phrase of three words and more is clear enough to count at the beginning of a longer text.
_PHRASE_SPACES = 2
#: "You have the wrong number for the pharmacy" is about another number.
_ABOUT = ("for", "from", "of", "on", "at", "to", "in", "para", "de", "del", "en")
#: "Running 10 min late" is "running late".
_MINUTES = re.compile(r"\b(?:about |like |como |unos |unas |por )?\d{1,3} ?(?:m|min|mins|minutes|minutos)?\b")
_CLAUSE = re.compile(r"[.,;:!?\n]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'`\u2018\u2019\u02bc\u00b4"))
#: What the lists write as "{name}", after `plain`.
_NAME = "name"
#: Before "need a ride" they turn it round.
_NEGATORS = frozenset({"not", "dont", "doesnt", "no", "never", "longer", "wont", "didnt"})
#: "The doctor says he won't make it" is hardly about a visit: before a bare "can't make it" they leave it to a person.
_OTHERS = frozenset({"he", "she", "they", "it", "baby", "el", "ella"})
#: Clauses that may stand beside it: a no, or nothing but courtesies.
_BESIDE = frozenset({"", "no", "nope"})


class Keywords(Struct, frozen=True):
    """Normalised words per meaning, over all languages.

    Each set holds accented forms and, unless the unaccented form is an ordinary word, plain ones.
    """

    exact: Mapping[str, frozenset[str]]
    loose: Mapping[str, frozenset[str]]
    #: plain name of a language -> its folder
    languages: Mapping[str, str]
    #: code of an option -> words that mean it, per language
    options: Mapping[str, Mapping[str, tuple[str, ...]]]
    #: The phrases that opt out at the beginning of a longer text too, each with the blank behind it.
    stop_openings: tuple[str, ...]
    #: Likewise of the wrong number.
    wrong_openings: tuple[str, ...]
    #: Of "we can't come": each with a blank behind it; and each with one before it.
    cannot_openings: tuple[str, ...]
    cannot_endings: tuple[str, ...]
    #: What may follow "we can't come", each with a blank behind it.
    reasons: tuple[str, ...]
    #: A text in plain words -> the same without "please", "thanks", "can you" before and behind.
    without_courtesies: Callable[[str], str]

    def means(self, text: str, meaning: str) -> bool:
        """Whether the whole text is one of the words of this meaning, in any language, case or spelling."""
        if len(text) > 4 * _LONGEST:
            return False
        whole = spellings(text)
        return whole.accented in self.exact[meaning] or whole.plain in self.loose[meaning]

    def is_stop(self, text: str) -> bool:
        """An opt-out: the whole text is a stop word or a phrase like "stop texting me", or begins with such a phrase.

        A stop word inside a longer text ("can't stop crying") never is one. "Please" and the like may stand around a
        phrase, not around a word. "Take my number off" counts alone: "borren mi numero viejo" is about another one.
        """
        if any(self.means(text, meaning) for meaning in ("stop", "stop_phrases", "stop_wholes")):
            return True
        said = self._bare(text)
        is_phrase = " " in said and (said in self.loose["stop_phrases"] or said in self.loose["stop_wholes"])
        return is_phrase or said.startswith(self.stop_openings)

    def hints(self, text: str, meaning: str) -> bool:
        """A word of this meaning with no more than courtesies around it: "stop please thanks", "ok start again"."""
        return len(text) <= _LONGEST and self._bare(text) in self.loose[meaning] and not self.means(text, meaning)

    def says(self, text: str, meaning: str) -> bool:
        """A word of this meaning and nothing else, or no more than courtesies around it."""
        return self.means(text, meaning) or self.hints(text, meaning)

    def is_wrong_number(self, text: str) -> bool:
        """The wrong person is told of: by the whole text, by its first or last part, or by how it begins."""
        if self.means(text, "wrong_number") or self.means(text, "wrong_number_phrases"):
            return True
        parts = [self._bare(part) for part in _CLAUSE.split(text[: 4 * _LONGEST]) if part.strip()]
        if self.loose["wrong_number_phrases"].intersection(parts[:1] + parts[-1:]):
            return True
        said = self._bare(text)
        opening = next((phrase for phrase in self.wrong_openings if said.startswith(phrase)), "")
        return bool(opening) and said.removeprefix(opening).partition(" ")[0] not in _ABOUT

    def cannot_come(self, text: str) -> bool:
        """Not coming to the visit that is being asked about: the whole text, its beginning or its end."""
        said = self._bare(text.translate(_APOSTROPHES))
        ending = next((phrase for phrase in self.cannot_endings if said.endswith(phrase)), "")
        if said in self.loose["cannot_come"] or ending:
            return said.removesuffix(ending).rpartition(" ")[2] not in _OTHERS
        opening = next((phrase for phrase in self.cannot_openings if said.startswith(phrase)), "")
        return bool(opening) and f"{said} ".removeprefix(opening).startswith(self.reasons)

    def begins_cannot(self, text: str) -> bool:
        """It begins like "we can't come", whatever it turns out to say: "we can't make it stop"."""
        return self._bare(text.translate(_APOSTROPHES)).startswith(self.cannot_openings)

    def is_late(self, text: str) -> bool:
        """On the way, and late: "running 10 min late"."""
        said = " ".join(_MINUTES.sub(" ", self._bare(text)).split())
        return len(text) <= _LONGEST and said in self.loose["late"]

    def needs_help(self, text: str) -> bool:
        """A ride or an interpreter is wanted, somewhere in a reply: "yes but i need a ride"."""
        said = f" {plain(text[: 4 * _LONGEST].translate(_APOSTROPHES))} "
        for phrase in self.loose["needs_help"]:
            before, found, _ = said.partition(f" {phrase} ")
            if found and before.rpartition(" ")[2] not in _NEGATORS:
                return True
        return False

    def disowns(self, text: str, name: str) -> bool:
        """Whoever has the phone says that it is not theirs who is meant: "im not rosa", "this isnt her phone anymore".

        name: as the contact is called. Nothing else may be said: "I'm not Rosa, I'm her sister" is for a person.
        """
        if len(text) > 2 * _LONGEST:
            return False
        said = {self._unnamed(part, name) for part in _CLAUSE.split(text)} - _BESIDE
        for meaning in ("wrong_number", "wrong_number_phrases", "stop_phrases", "who"):
            said -= self.loose[meaning]
        return bool(said) and said <= self.loose["not_me"]

    def asks_who(self, text: str, name: str) -> bool:
        """ "Who is this?", or "who is rosa?" from the phone that should be hers."""
        return self.says(text, "who") or self._unnamed(text, name) in self.loose["who"]

    def _unnamed(self, text: str, name: str) -> str:
        """The text without courtesies and apostrophes, with "name" where the contact is named in full or first."""
        said, whole = self._bare(text.translate(_APOSTROPHES)), plain(name)
        for known in (whole, whole.partition(" ")[0]):
            said = re.sub(rf"\b{re.escape(known)}s?\b", _NAME, said) if known and known in said else said
        return said.removeprefix("no ") if said.startswith("no no ") else said

    def _bare(self, text: str) -> str:
        """The beginning of a text, without the courtesies that stand before and behind."""
        return self.without_courtesies(text[: 4 * _LONGEST])

    def language(self, text: str) -> str | None:
        """The language that the whole text names, courtesies aside: "english please"."""
        return self.languages.get(self._bare(text)) if len(text) <= _LONGEST else None

    @property
    def reserved(self) -> frozenset[str]:
        """Plain words that no option or keyword of a form may equal: opt-out, opt-in and help of every language."""
        return frozenset().union(*(self.loose[name] for name in ("stop", "start", "help", "ambiguous", "visit_cancel")))


def parse(texts: Mapping[str, str]) -> Keywords:
    """`texts`: language -> TOML. Raises ContentError with place and what to change."""
    exact: dict[str, set[str]] = {name: set() for name in _LISTS}
    loose: dict[str, set[str]] = {name: set() for name in _LISTS}
    languages: dict[str, str] = {}
    options: dict[str, dict[str, tuple[str, ...]]] = {}
    for language, text in texts.items():
        place = f"locales/{language}/keywords.toml"
        lists = _loaded(place, text)
        ordinary = {plain(word) for word in lists.pop("ordinary_without_accents", ())}
        options[language] = {code: tuple(words) for code, words in lists.pop("options", {}).items()}
        # who cannot come wants another day
        options[language]["change"] = (*options[language].get("change", ()), *lists.get("cannot_come", ()))
        for name, words in lists.items():
            if name not in _LISTS:
                raise ContentError(place, f"'{name}' is no list of ours; there are: {', '.join(_LISTS)}")
            exact[name].update(accented(word) for word in words)
            loose[name].update(plain(word) for word in words if plain(word) not in ordinary)
            if name == "language":
                languages.update({plain(word): language for word in words})
    # An ambiguous word is asked about; it never stops by itself.
    if overlap := exact["ambiguous"] & exact["stop"]:
        raise ContentError("locales", f"'{min(overlap)}' is both an opt-out and ambiguous: choose one")
    courtesies = (f" {word} " for word in loose["courtesy"])
    return Keywords(
        {name: frozenset(found) for name, found in exact.items()},
        {name: frozenset(found) for name, found in loose.items()},
        languages,
        options,
        _openings(loose["stop_phrases"]),
        _openings(loose["wrong_number_phrases"]),
        tuple(sorted(f"{phrase} " for phrase in loose["cannot_come"])),
        # The longest first: "we can't make it" ends with "can't make it", too.
        tuple(sorted((f" {phrase}" for phrase in loose["cannot_come"]), key=len, reverse=True)),
        tuple(sorted(f"{phrase} " for phrase in loose["reasons"])),
        # Asked a dozen times within one turn.
        lru_cache(maxsize=256)(partial(_without, tuple(sorted(courtesies, key=len, reverse=True)))),
    )


def _without(courtesies: tuple[str, ...], text: str) -> str:
    """The text in plain words without those around it. `courtesies`: each between blanks, the longest first."""
    said = f" {plain(text)} "
    while said.startswith(courtesies):
        said = said.removeprefix(next(each for each in courtesies if said.startswith(each)).rstrip())
    while said.endswith(courtesies):
        said = said.removesuffix(next(each for each in courtesies if said.endswith(each)).lstrip())
    return said.strip()


def words_of(text: str) -> Iterator[str]:
    """Every word of a file of keywords or commands, but those that mean EMERGENCY."""
    for name, words in tomllib.loads(text).items():
        if name != "emergency":
            yield from chain.from_iterable(words.values()) if isinstance(words, dict) else words


def _openings(phrases: set[str]) -> tuple[str, ...]:
    return tuple(sorted(phrase + " " for phrase in phrases if phrase.count(" ") >= _PHRASE_SPACES))


def _loaded(place: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(place, f"is not valid TOML: {error}") from None
