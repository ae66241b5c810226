"""What one message did to an interview, in the past tense and in order. The turn that called writes the rows."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct

from dialogs.forms.answers import Answer, Value


class How(StrEnum):
    """In which way a question is put."""

    #: for the first time
    FIRST = "first"
    #: once more in the same words: after going back, a pause, or a question of the family's own
    SAME = "same"
    #: once more in clearer words
    AGAIN = "again"
    #: after the reason why it is asked
    WHY = "why"
    #: "You mean X? 1 yes 2 no"
    READ_BACK = "read-back"
    #: "1 try again 2 skip 3 send what I wrote"
    THREE_WAY = "three-way"
    #: "other" was chosen: "which?"
    OTHER = "other"
    #: "which unit?", "at what time?": the rest of an answer
    UNIT = "unit"
    TIME = "time"
    #: "1 keep: X 2 change": for the first time, with what the form brings along
    KEEP = "keep"
    #: another page of a long list, or the options that a word fits
    PAGE = "page"
    #: "6 questions, about 3 minutes. 1 go on 2 later 3 I'd rather talk"
    OFFER = "offer"


class Asked(Struct, frozen=True, tag="asked"):
    """The question at the slot `link_id` is to be put to the family.

    notes: link ids of headings and display items to say before it. value: what is read back, for READ_BACK, or may be
    kept, for KEEP. reason: why the last reply was not understood, for AGAIN and THREE_WAY; `rule:0` for the first of
    the question's own rules. number, of: "3 of 8". shown: places of the options on the page of a long list.
    """

    link_id: str
    how: How
    number: int
    of: int
    notes: tuple[str, ...] = ()
    value: Value | None = None
    reason: str = ""
    shown: tuple[int, ...] = ()
    #: True when the list goes on after the page: "9 more".
    has_more: bool = False


class AnswerRecorded(Struct, frozen=True, tag="answer-recorded"):
    """An answer was given, skipped or declined; `replaced` is what stood there before."""

    answer: Answer
    replaced: Answer | None = None


class AnswersCarried(Struct, frozen=True, tag="answers-carried"):
    """Answers of earlier interviews stand for these questions, which are not asked again."""

    answers: tuple[Answer, ...]


class AnswerRemoved(Struct, frozen=True, tag="answer-removed"):
    """Another answer closed this question: its answer left the response and stays in the audit."""

    answer: Answer


class Ticked(Struct, frozen=True, tag="ticked"):
    """Options are ticked by button, nothing is recorded before Done."""

    link_id: str
    codes: tuple[str, ...]


class WentBack(Struct, frozen=True, tag="went-back"):
    """The family went back to an earlier question."""

    link_id: str


class Correcting(Struct, frozen=True, tag="correcting"):
    """The family wants to change the answer to this question."""

    link_id: str


class NothingToCorrect(Struct, frozen=True, tag="nothing-to-correct"):
    """There is no question with the number that was to be changed."""

    number: int


class Paused(Struct, frozen=True, tag="paused"):
    """The place is kept. by: the family said later, a person takes over, or time passed."""

    by: Literal["family", "person", "clock", "staff"]


class Resumed(Struct, frozen=True, tag="resumed"):
    """The interview goes on."""


class PersonWanted(Struct, frozen=True, tag="person-wanted"):
    """The family would rather talk with a person."""


class QuestionBack(Struct, frozen=True, tag="question-back"):
    """The family asked something, or sent a picture that answers nothing: to be sent on at once."""

    link_id: str
    text: str
    attachments: tuple[str, ...] = ()


class SentOn(Struct, frozen=True, tag="sent-on"):
    """What was not understood goes to a person, word for word, one text a line."""

    link_id: str
    text: str


class LeftToCall(Struct, frozen=True, tag="left-to-call"):
    """These questions may not travel by this channel to this phone: a call item."""

    link_ids: tuple[str, ...]


class PhoneOffered(Struct, frozen=True, tag="phone-offered"):
    """The second answer by voice: offer to ask the rest by phone, once."""


class NotAnAnswer(Struct, frozen=True, tag="not-an-answer"):
    """The interview rests, and the text is nothing for it: to a person."""

    text: str


class Completed(Struct, frozen=True, tag="completed"):
    """Every open question is answered, skipped, declined or left to a call. `notes` close the form."""

    notes: tuple[str, ...] = ()


class Stopped(Struct, frozen=True, tag="stopped"):
    """The interview ended before its end, with its answers kept."""


Happening = (
    Asked
    | AnswerRecorded
    | AnswersCarried
    | AnswerRemoved
    | Ticked
    | WentBack
    | Correcting
    | NothingToCorrect
    | Paused
    | Resumed
    | PersonWanted
    | QuestionBack
    | SentOn
    | LeftToCall
    | PhoneOffered
    | NotAnAnswer
    | Completed
    | Stopped
)
