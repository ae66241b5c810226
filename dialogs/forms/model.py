"""A compiled form: what a Questionnaire means to an interview, flat, frozen and cheap to walk.

Items keep the order of the document. A question knows the gates of itself and of every group around it, so that
walking needs no tree. No part points back at another, so the garbage collector need not follow them (`gc=False`).
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from dialogs.forms.answers import About

Carriage = Literal["plain", "details", "private"]
Severity = Literal["need", "request", "same_day"]
Operator = Literal["exists", "=", "!=", ">", "<", ">=", "<="]

#: The product's sectors, in its own order. Needs rules and the sector extension may use no others.
SECTORS: tuple[str, ...] = (
    "medical", "medication", "therapy", "equipment", "home_care", "dental", "behavior_mental", "development", "school",
    "insurance", "money", "work", "housing", "food", "transport", "utilities", "caregiver_wellbeing",
    "family_siblings", "support_network", "culture_language", "caregiver_skills", "advocacy_legal", "recreation",
    "vocational", "adult_transition", "emergency_ready", "other",
)  # fmt: skip


class Kind(StrEnum):
    """What a question takes for an answer."""

    #: 1 yes 2 no
    BOOLEAN = "boolean"
    #: one of the options
    CHOICE = "choice"
    #: any number of the options
    SEVERAL = "several"
    #: one of the options, or own words
    OPEN_CHOICE = "open-choice"
    #: a whole number
    INTEGER = "integer"
    #: a number with a fraction
    DECIMAL = "decimal"
    #: a day, a month or a year
    DATE = "date"
    #: a line of own words
    STRING = "string"
    #: own words
    TEXT = "text"


#: Questions with options to choose from.
CHOOSING = frozenset({Kind.CHOICE, Kind.SEVERAL, Kind.OPEN_CHOICE})
#: Questions that any words answer, a recording or a picture too.
OPEN = frozenset({Kind.STRING, Kind.TEXT})


class Text(Struct, frozen=True, gc=False):
    """Wording that an imported form brings along: the base language and its translations."""

    base: str
    translations: tuple[tuple[str, str], ...] = ()

    def say(self, language: str) -> str:
        """The text in `language` (`es-MX` falls back to `es`), else in the base language."""
        short = language.split("-", 1)[0]
        found = dict(self.translations)
        return found.get(language) or found.get(short) or self.base


NO_TEXT = Text("")


class Condition(Struct, frozen=True, gc=False):
    """One enableWhen: the answer of `source` compared by `operator` with `expected`.

    expected: bool for boolean and `exists`, Decimal for numbers, else the code, text or (partial) day.
    """

    source: str
    operator: Operator
    expected: bool | Decimal | str


class Gate(Struct, frozen=True, gc=False):
    """The enableWhen conditions of one item: all of them must hold, or any of them."""

    conditions: tuple[Condition, ...]
    is_every: bool


class Choice(Struct, frozen=True, gc=False):
    """One option. `text` is empty in a built-in form, whose labels live in the locales."""

    code: str
    text: Text = NO_TEXT
    #: "none of these": stands alone
    is_exclusive: bool = False
    #: accepted words per language
    keywords: tuple[tuple[str, str], ...] = ()
    system: str = ""
    #: valueCoding, valueString, valueInteger or valueDate, as the response must repeat it
    source: str = "valueCoding"


class Note(Struct, frozen=True, gc=False):
    """A heading (the text of a group) or a display item: glued to the next question, never a message of its own."""

    link_id: str
    order: int
    text: Text
    gates: tuple[Gate, ...]
    #: The link ids of the groups around it, outermost first; for a heading its own group too.
    groups: tuple[str, ...]
    is_heading: bool


class Group(Struct, frozen=True, gc=False):
    """A group item, kept for the shape of the response."""

    link_id: str
    parent: str | None
    text: Text = NO_TEXT


class Question(Struct, frozen=True, gc=False):
    """One question and the bounds of its answer."""

    link_id: str
    order: int
    kind: Kind
    text: Text = NO_TEXT
    short: Text = NO_TEXT
    help: Text = NO_TEXT
    choices: tuple[Choice, ...] = ()
    gates: tuple[Gate, ...] = ()
    groups: tuple[str, ...] = ()
    is_required: bool = False
    #: Hidden or read-only: part of the response, never asked.
    is_silent: bool = False
    minimum: Decimal | str | None = None
    maximum: Decimal | str | None = None
    max_length: int | None = None
    about: About = "child"
    carriage: Carriage = "plain"
    is_discreet: bool = False
    sector: str = ""
    severity: Severity | None = None
    #: True where "do you want help with it?" is asked at the end of the part.
    has_help_pair: bool = False
    #: True when a label begins with a digit, so that "1" may mean the label as well as the place.
    has_digit_labels: bool = False
    #: The form whose wording this question uses, where it is not its own.
    wording_from: str = ""

    @property
    def is_private(self) -> bool:
        """True when only staff, and the person who answers, may ever see the answer."""
        return self.carriage == "private"

    @property
    def is_zero_an_answer(self) -> bool:
        """True where `0` means none, not "skip"."""
        if self.kind in CHOOSING:
            return any(choice.code == "0" or choice.text.base.strip() == "0" for choice in self.choices)
        is_number = self.kind in (Kind.INTEGER, Kind.DECIMAL)
        return is_number and (not isinstance(self.minimum, Decimal) or self.minimum <= 0)


class Form(Struct, frozen=True):
    """A questionnaire, compiled. `wording_key` names the locale file of a built-in form; imported forms have none."""

    name: str
    version: str
    url: str
    title: Text
    base_language: str
    wording_key: str | None
    questions: tuple[Question, ...]
    notes: tuple[Note, ...]
    groups: tuple[Group, ...]
    #: link id -> position in `questions`
    index: dict[str, int]
    #: positions in `questions`, every source of a gate before what it gates
    in_turn: tuple[int, ...]

    def question(self, link_id: str) -> Question:
        """The question with this link id; KeyError when there is none."""
        return self.questions[self.index[link_id]]
