"""A compiled form: what a Questionnaire means to an interview, flat, frozen and cheap to walk.

Items keep the order of the document. A question knows the gates of itself and of every group around it, so that
walking needs no tree. No part points back at another, so the garbage collector need not follow them (`gc=False`).
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from dialogs.forms.answers import About, Value
from dialogs.forms.gates import Expression, Gate, Variable
from dialogs.forms.needs import NeedRule, Severity
from dialogs.forms.slots import link_of

Carriage = Literal["plain", "details", "private"]
#: found: its options are the needs that this interview found; needs: those that the family has; row: it is asked
#: once for each of the first few needs.
Offers = Literal["", "found", "needs", "row"]


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
    #: any number of the options, and own words
    OPEN_SEVERAL = "open-several"
    #: a whole number
    INTEGER = "integer"
    #: a number with a fraction
    DECIMAL = "decimal"
    #: a number with a unit
    QUANTITY = "quantity"
    #: a day; where the form allows it a month or a year
    DATE = "date"
    #: a day with a time of day
    DATE_TIME = "dateTime"
    #: a time of day
    TIME = "time"
    #: a web address
    URL = "url"
    #: a recording, a picture or a document
    ATTACHMENT = "attachment"
    #: a line of own words
    STRING = "string"
    #: own words
    TEXT = "text"


#: Questions with options to choose from.
CHOOSING = frozenset({Kind.CHOICE, Kind.SEVERAL, Kind.OPEN_CHOICE, Kind.OPEN_SEVERAL})
#: Of those, where more than one may be chosen.
SEVERAL = frozenset({Kind.SEVERAL, Kind.OPEN_SEVERAL})
#: Of those, where own words may stand for an option.
WITH_OTHER = frozenset({Kind.OPEN_CHOICE, Kind.OPEN_SEVERAL})
#: Questions that a number answers.
NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.QUANTITY})
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


class Rule(Struct, frozen=True, gc=False):
    """What an answer must keep to (questionnaire-constraint); `text` says so to the family."""

    key: str
    expression: Expression
    text: Text = NO_TEXT


class Unit(Struct, frozen=True, gc=False):
    """A unit that a quantity may be given in."""

    code: str
    text: Text = NO_TEXT
    system: str = ""


class Choice(Struct, frozen=True, gc=False):
    """One option. `text` is empty in a built-in form, whose labels live in the locales."""

    code: str
    text: Text = NO_TEXT
    #: "none of these": stands alone
    is_exclusive: bool = False
    #: accepted words per language
    keywords: tuple[tuple[str, str], ...] = ()
    system: str = ""
    #: valueCoding, valueString, valueInteger, valueDate or valueTime, as the response must repeat it
    source: str = "valueCoding"
    #: What the option counts for in a score: itemWeight or ordinalValue.
    weight: Decimal | None = None
    #: The address of the extension that the weight came by.
    weight_from: str = ""


class Limits(Struct, frozen=True, gc=False):
    """The rarer bounds of an answer. Most questions have none and share one value."""

    min_length: int | None = None
    #: The whole answer must match it (Python's `re`, checked to be harmless).
    pattern: str = ""
    #: How an answer is to look, in the form's words: "YYYY-MM-DD".
    entry_format: str = ""
    #: Digits after the decimal point.
    decimals: int | None = None
    #: Bytes.
    max_size: Decimal | None = None
    #: "image/*", "application/pdf"; empty where any file will do.
    mime_types: tuple[str, ...] = ()
    #: How many answers, or options, at least and at most.
    fewest: int | None = None
    most: int | None = None
    rules: tuple[Rule, ...] = ()


NO_LIMITS = Limits()

#: Options that one message lists; of a longer list it shows a page, and the ninth digit turns it.
PAGE = 8

#: What a note is: the text of a group; words before the next question; help; the label of the question it stands under.
Role = Literal["heading", "display", "help", "label"]


class Note(Struct, frozen=True, gc=False):
    """A heading (the text of a group) or a display item: glued to the next question, never a message of its own."""

    link_id: str
    order: int
    text: Text
    gates: tuple[Gate, ...] = ()
    #: The link ids of the items around it, outermost first; for a heading its own group too.
    groups: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    role: Role = "display"
    #: True where the last of `gates` is its own.
    has_own_gate: bool = False
    #: The code of its itemControl.
    control: str = ""
    #: A row of a grid: its label is repeated before every question of the row.
    is_row: bool = False

    @property
    def is_heading(self) -> bool:
        """True for the text of a group."""
        return self.role == "heading"


class Group(Struct, frozen=True, gc=False):
    """A group item, kept for the shape of the response and of the Questionnaire."""

    link_id: str
    parent: str | None
    text: Text = NO_TEXT
    order: int = 0
    own_gate: Gate | None = None
    is_hidden: bool = False
    is_read_only: bool = False
    is_required: bool = False
    control: str = ""
    variables: tuple[Variable, ...] = ()


class Scope(Struct, frozen=True, gc=False):
    """Questions that are asked once per instance of something that repeats.

    kind: "group" repeats as a whole; "answers" is a question that takes one answer after the other, with what stands
    under it; "picks" is what stands under each of the options chosen at `link_id`. The first two end with the question
    "add another?".
    """

    link_id: str
    kind: Literal["group", "answers", "picks"]
    #: Positions in the form's questions: from `start` up to, not including, `end`.
    start: int
    end: int
    #: How many scopes are around it.
    depth: int
    fewest: int
    most: int
    #: minOccurs and maxOccurs as the form gives them.
    given: tuple[int | None, int | None] = (None, None)

    @property
    def more(self) -> str:
        """The link id of "add another?"."""
        return more_of(self.link_id)


def more_of(link_id: str) -> str:
    """The link id of the question "add another?" about what repeats under `link_id`."""
    return f"{link_id}+"


class Section(Struct, frozen=True, gc=False):
    """Questions that open and close together; sections stand in an order in which they can be decided."""

    #: Position of the first of them.
    first: int
    link_ids: frozenset[str]


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
    #: The items around it, outermost first: groups, and questions under whose answer it stands.
    groups: tuple[str, ...] = ()
    #: Of those, and itself, what repeats: an instance of this question has one number for each.
    scopes: tuple[str, ...] = ()
    is_required: bool = False
    #: Hidden, read-only or computed: part of the response, never asked.
    is_silent: bool = False
    minimum: Decimal | str | None = None
    maximum: Decimal | str | None = None
    max_length: int | None = None
    limits: Limits = NO_LIMITS
    units: tuple[Unit, ...] = ()
    #: What the form brings along: offered to the family; at a silent question the answer itself.
    initial: tuple[Value, ...] = ()
    #: Computed after every answer, by an expression or as the sum of the weights chosen under these items.
    calculation: Expression | None = None
    score: tuple[str, ...] = ()
    #: "Add another?" about the last of its scopes.
    is_more: bool = False
    #: A month or a year will do for a day.
    is_partial: bool = False
    about: About = "child"
    carriage: Carriage = "plain"
    is_discreet: bool = False
    #: True where the question names dangers itself, so that an answer that names one is asked about, not alarmed over.
    names_danger: bool = False
    sector: str = ""
    severity: Severity | None = None
    #: True where "do you want help with it?" is asked at the end of the part.
    has_help_pair: bool = False
    #: True when a label begins with a digit, so that "1" may mean the label as well as the place.
    has_digit_labels: bool = False
    #: The form whose wording this question uses, where it is not its own.
    wording_from: str = ""
    #: The key of wording that it shares with others, where it has none of its own.
    wording_as: str = ""
    offers: Offers = ""
    #: As the item itself says, whatever stands around it.
    is_hidden: bool = False
    is_read_only: bool = False
    #: True where the last of `gates` is its own enableWhen.
    has_own_gate: bool = False
    #: The code of its itemControl.
    control: str = ""
    variables: tuple[Variable, ...] = ()

    @property
    def is_private(self) -> bool:
        """True when only staff, and the person who answers, may ever see the answer."""
        return self.carriage == "private"

    @property
    def is_computed(self) -> bool:
        """True where the answer is worked out, never given."""
        return self.calculation is not None or bool(self.score) or (self.is_silent and bool(self.initial))

    @property
    def option_count(self) -> int:
        """How many options there are, "other" included."""
        return len(self.choices) + (self.kind in WITH_OTHER)

    @property
    def is_long(self) -> bool:
        """True when the options do not fit on one page."""
        return self.kind in CHOOSING and self.option_count > PAGE

    @property
    def is_zero_an_answer(self) -> bool:
        """True where `0` means none, not "skip"."""
        if self.kind in CHOOSING:
            return any(choice.code == "0" or choice.text.base.strip() == "0" for choice in self.choices)
        return self.kind in NUMERIC and (not isinstance(self.minimum, Decimal) or self.minimum <= 0)


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
    #: link id -> positions of all that its answer may open, close, repeat or change, in the order of `in_turn`
    behind: dict[str, tuple[int, ...]] = {}
    #: What can be asked, by what opens it.
    sections: tuple[Section, ...] = ()
    #: link id of what repeats -> its stretch of questions
    scopes: dict[str, Scope] = {}
    #: positions of the questions whose answers are worked out
    computed: tuple[int, ...] = ()
    #: positions of the questions made of the family's own needs
    offering: tuple[int, ...] = ()
    variables: tuple[Variable, ...] = ()
    #: What an imported form raises; the rules of a built-in one stand beside it, in its own file.
    needs: tuple[NeedRule, ...] = ()
    #: Expressions that nothing is done with, a sentence each: for the author, not for the walk.
    read_past: tuple[str, ...] = ()

    def question(self, slot: str) -> Question:
        """The question of a link id, or of a slot (`dialogs.forms.slots`); KeyError when there is none."""
        position = self.index.get(slot)
        return self.questions[self.index[link_of(slot)] if position is None else position]

    @property
    def asked(self) -> int:
        """How many questions it may put to somebody."""
        return sum(not question.is_silent for question in self.questions)

    def has(self, slot: str) -> bool:
        """True when the form has the question that the link id or slot names."""
        return slot in self.index or link_of(slot) in self.index
