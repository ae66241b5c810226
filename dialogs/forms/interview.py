"""One walk through a form: its state between two messages, what comes in, and what a step gives back.

The moves themselves are in `transitions`. The state survives a JSON round trip at every point:
`msgspec.json.decode(msgspec.json.encode(interview), type=Interview) == interview`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from dialogs.forms.answers import Answer, Mode, Value
from dialogs.forms.commands import Command, Commands
from dialogs.forms.happenings import Happening
from dialogs.forms.model import Carriage
from dialogs.forms.speaking import Speaks
from dialogs.ids import Id
from dialogs.reading.words import Words

ALL_CARRIED: frozenset[Carriage] = frozenset({"plain", "details", "private"})


class Confirming(Struct, frozen=True, tag="confirming"):
    """A value was read back and waits for a yes."""

    value: Value
    raw: str


class ThreeWay(Struct, frozen=True, tag="three-way"):
    """1 try again 2 skip 3 send what I wrote."""


class OtherWanted(Struct, frozen=True, tag="other-wanted"):
    """ "Other" was chosen, beside these options; its words come next."""

    codes: tuple[str, ...] = ()


class UnitWanted(Struct, frozen=True, tag="unit-wanted"):
    """A number was given; its unit comes next."""

    number: Decimal
    raw: str


class TimeWanted(Struct, frozen=True, tag="time-wanted"):
    """A day was given; its time of day comes next."""

    day: str
    raw: str


class Keeping(Struct, frozen=True, tag="keeping"):
    """1 keep what the form brings along 2 change it."""

    value: Value


class Listing(Struct, frozen=True, tag="listing"):
    """A page of a long list: of all options, or of those `found` by a word; and what was chosen on earlier pages."""

    page: int = 0
    #: Places of options, from 0.
    found: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()


class Ticking(Struct, frozen=True, tag="ticking"):
    """Options ticked by button so far."""

    codes: tuple[str, ...]


class GoOn(Struct, frozen=True, tag="go-on"):
    """1 go on 2 later 3 I'd rather talk: before the first question, and while the interview rests."""


Pending = Confirming | ThreeWay | OtherWanted | UnitWanted | TimeWanted | Keeping | Listing | Ticking | GoOn


class Interview(Struct, frozen=True, omit_defaults=True):
    """Where one interview stands. Pinned to the form's name and version that it began with."""

    id: Id
    form: str
    version: str
    contact_id: Id
    language: str
    started_at: datetime
    child_id: Id | None = None
    mode: Mode = "text"
    status: Literal["in-progress", "completed", "stopped"] = "in-progress"
    is_paused: bool = False
    #: Slot of the question that is open; empty before the first and after the last.
    position: str = ""
    #: In the order in which they were first given.
    answers: tuple[Answer, ...] = ()
    #: Slots asked so far and still open, in order, the open one included: what "back" and "change 2" walk.
    trail: tuple[str, ...] = ()
    pending: Pending | None = None
    #: Replies to the open question that were not understood, oldest first.
    unclear: tuple[str, ...] = ()
    #: Slots that may not be asked by text here.
    left: tuple[str, ...] = ()
    #: Headings and displays up to this place in the form have been said.
    said_up_to: int = 0
    voice_answers: int = 0
    #: Answers of earlier interviews; each stands as soon as its question opens.
    reserve: tuple[Answer, ...] = ()

    def answer(self, slot: str) -> Answer | None:
        """The answer to one question; None when it has none."""
        return next((answer for answer in self.answers if answer.link_id == slot), None)

    @property
    def last_given(self) -> Answer | None:
        """What was answered last, but for what is worked out."""
        given = (answer for answer in self.answers if not answer.is_computed)
        return max(given, key=lambda answer: answer.at, default=None)


class Attached(Struct, frozen=True):
    """A voice note, picture or document, by the id under which it is kept."""

    id: str
    kind: Literal["voice", "photo", "document"]
    #: Empty, and None, where it is not known.
    content_type: str = ""
    size: int | None = None


class Reply(Struct, frozen=True):
    """What the family, or staff in its place, answered. A button gives `picked`, `command` or `is_done`."""

    text: str = ""
    #: Option positions from a button, counted from 0, in the order shown: on the page that is open.
    picked: tuple[int, ...] = ()
    #: True when the button only ticks or unticks an option of several.
    is_tick: bool = False
    #: The Done button under ticked options.
    is_done: bool = False
    command: Command | None = None
    attachments: tuple[Attached, ...] = ()


class Context(Struct, frozen=True):
    """What a step may know beside the interview.

    now: aware, in the contact's own zone; "yesterday" is counted from it. names: for the wording's variables.
    carries: what may travel to this phone by this channel. takes_files: whether a file can be sent to us by it.
    recorder_id: staff who write an answer down.
    """

    now: datetime
    wording: Speaks
    words: Words
    commands: Commands
    names: Mapping[str, str]
    carries: frozenset[Carriage] = ALL_CARRIED
    recorder_id: Id | None = None
    takes_files: bool = True


class Step(Struct, frozen=True):
    """The interview after a move, and what the move did, in order."""

    interview: Interview
    happenings: tuple[Happening, ...] = ()


class InterviewClosedError(Exception):
    """The interview is stopped, or pinned to another form or version: nothing was changed."""
