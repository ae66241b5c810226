"""What was answered: the typed value beside the words it came in. Every value survives a JSON round trip."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from dialogs.ids import Id

#: Asked and answered; passed over; "I would rather not say". None of the three ever means "no".
State = Literal["answered", "skipped", "declined"]
Mode = Literal["text", "phone", "person", "paper"]
#: Whose matter it is. A contact's answer is about how to reach that person.
About = Literal["child", "household", "caregiver", "contact"]


class YesNo(Struct, frozen=True, tag="yesno"):
    """The answer to a boolean question."""

    value: bool


class Whole(Struct, frozen=True, tag="whole"):
    """The answer to an integer question."""

    value: int


class Exact(Struct, frozen=True, tag="exact"):
    """The answer to a decimal question: a Decimal, never a float."""

    value: Decimal


class Day(Struct, frozen=True, tag="day"):
    """The answer to a date question: `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where only that much is known."""

    value: str


class Moment(Struct, frozen=True, tag="moment"):
    """The answer to a dateTime question: `YYYY-MM-DDThh:mm:ss+zz:zz`, or the day, month or year alone."""

    value: str


class Clock(Struct, frozen=True, tag="clock"):
    """The answer to a time question: `hh:mm:ss`."""

    value: str


class Amount(Struct, frozen=True, tag="amount"):
    """The answer to a quantity question; `unit` is the code of one of the question's units, or empty."""

    value: Decimal
    unit: str = ""


class Link(Struct, frozen=True, tag="link"):
    """The answer to a url question."""

    value: str


class File(Struct, frozen=True, omit_defaults=True):
    """One file: the id under which it is kept, and its type where that is known."""

    id: str
    content_type: str = ""


class Files(Struct, frozen=True, tag="files"):
    """The answer to an attachment question."""

    files: tuple[File, ...]


class Picked(Struct, frozen=True, tag="picked"):
    """Codes of the chosen options, in the form's order; `other` holds the words of an open choice."""

    codes: tuple[str, ...]
    other: str = ""


class Said(Struct, frozen=True, tag="said"):
    """The family's own words."""

    text: str


Value = YesNo | Whole | Exact | Day | Moment | Clock | Amount | Link | Files | Picked | Said


class Answer(Struct, frozen=True, omit_defaults=True):
    """One answer of an interview.

    `value` is None when it was skipped or declined, and also when it came by voice or photo and staff have yet to
    type it in: then `state` is answered and `attachments` is not empty.
    """

    #: The slot that it answers: the link id, and under repeats which instance (`dialogs.forms.slots`).
    link_id: str
    state: State
    at: datetime
    value: Value | None = None
    #: As given, before any reading.
    raw: str = ""
    language: str = ""
    mode: Mode = "text"
    attachments: tuple[str, ...] = ()
    about: About = "child"
    is_private: bool = False
    #: True when it was given in an earlier interview and only carried over.
    is_carried: bool = False
    #: The member of staff who wrote it down, where the family did not.
    recorder_id: Id | None = None
    #: Worked out from other answers, or set by the form; nobody gave it.
    is_computed: bool = False

    @property
    def awaits_typing(self) -> bool:
        """True while only a recording or a picture stands for the answer."""
        return self.state == "answered" and self.value is None
