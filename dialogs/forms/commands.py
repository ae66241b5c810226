"""The words that steer an interview, in every language, as `locales/<lang>/commands.toml` lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from dialogs.errors import ContentError
from dialogs.reading.text import plain

#: Understood beside the contact's own language.
_EVERYWHERE = "en"
#: And beside English: many a family writes both in one breath.
_BESIDE_ENGLISH = "es"
#: No command and no opening of a question is longer; a story need not be looked at.
_LONGEST = 80


class Command(StrEnum):
    """What a whole message can order."""

    SKIP = "skip"
    BACK = "back"
    #: change an earlier answer, by its number or the last one
    CORRECT = "correct"
    WHY = "why"
    LATER = "later"
    #: "not now": later, where it cannot be an answer
    NOT_NOW = "not_now"
    GO_ON = "go_on"
    PERSON = "person"
    #: shows the plan; reserved, nothing in a form may use it
    PLAN = "plan"
    #: the options ticked so far are all
    DONE = "done"
    #: "none of these"
    NONE = "none"
    #: "prefer not to say"
    DECLINE = "decline"
    #: "I don't know": no answer to a question in own words
    UNSURE = "unsure"


class Order(Struct, frozen=True):
    """A recognised command; `number` is the question's, for CORRECT ("change 2")."""

    command: Command
    number: int | None = None


class Commands(Struct, frozen=True):
    """Accepted words per language, in `reading.text.plain` form, and the words that open a question."""

    words: dict[str, dict[str, Command]]
    question_words: dict[str, frozenset[str]]

    def find(self, text: str, language: str) -> Order | None:
        """The command that the whole text is, in the contact's language or English; None for anything else."""
        stripped = text.strip()
        if len(stripped) > _LONGEST:
            return None
        if stripped in ("?", "??", "¿?"):
            return Order(Command.WHY)
        said = plain(stripped)
        known = self._known(language)
        found = known.get(said)
        if found is not None:
            return Order(found)
        head, _, tail = said.rpartition(" ")
        if tail.isdecimal() and len(tail) < 4 and known.get(head) is Command.CORRECT:
            return Order(Command.CORRECT, int(tail))
        return None

    def opens_question(self, text: str, language: str) -> bool:
        """True when the first words of the text ask for something."""
        said = plain(text[:_LONGEST]) + " "
        opening = self.question_words.get(language) or self.question_words.get(language.partition("-")[0], frozenset())
        return any(said.startswith(word + " ") for word in opening)

    def _known(self, language: str) -> Mapping[str, Command]:
        own = self.words.get(language) or self.words.get(language.partition("-")[0])
        return own if own is not None else self.words.get(_EVERYWHERE, {})


def read_commands(files: Mapping[str, str], reserved: frozenset[str] = frozenset()) -> Commands:
    """The commands of `files`, language -> text of its commands.toml.

    reserved: words that the carrier or the line takes for itself, plain. Raises ContentError for a list that is
    missing or unknown, a word in two lists, and a word that is reserved.
    """
    words: dict[str, dict[str, Command]] = {}
    openings: dict[str, frozenset[str]] = {}
    for language, source in files.items():
        lists = _lists(f"locales/{language}/commands.toml", source)
        openings[language] = frozenset(plain(word) for word in lists.pop("question_words", []))
        words[language] = _one_language(f"locales/{language}/commands.toml", lists, reserved)
    base = words.get(_EVERYWHERE, {})
    if _EVERYWHERE in words:
        words[_EVERYWHERE] = words.get(_BESIDE_ENGLISH, {}) | base
    # The contact's own language wins where a word means something else in English.
    return Commands({language: base | own for language, own in words.items()}, openings)


def _lists(place: str, source: str) -> dict[str, list[str]]:
    try:
        tables = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(place, f"is not valid TOML: {error}") from error
    unknown = set(tables) - {command.value for command in Command} - {"question_words"}
    if unknown:
        raise ContentError(place, f"has an unknown list '{min(unknown)}'")
    return tables


def _one_language(place: str, lists: Mapping[str, list[str]], reserved: frozenset[str]) -> dict[str, Command]:
    found: dict[str, Command] = {}
    for command in Command:
        if not lists.get(command.value):
            raise ContentError(place, f"has no words for '{command.value}'")
        for word in map(plain, lists[command.value]):
            if word in reserved:
                raise ContentError(place, f"'{word}' is a word that stops, starts or explains the line")
            if found.setdefault(word, command) is not command:
                raise ContentError(place, f"'{word}' stands under '{found[word].value}' and '{command.value}'")
    return found
