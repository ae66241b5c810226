"""A form walked as a family would by text, with nobody there and nothing stored: in the terminal and in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from bot.clock import new_id
from dialogs import segments
from dialogs.content import Content
from dialogs.forms import happenings, transitions
from dialogs.forms.interview import Context, GoOn, Interview, Reply
from dialogs.forms.model import Form
from dialogs.forms.texts import asked_text, labels_of, note_text, position_text

#: Who the texts name here; nobody is.
NAMES = {
    "child": "Alex", "contact": "Sam", "coordinator": "Ana", "clinician": "Dr. Lee", "program": "the clinic",
    "phone": "555-0100", "emergency": "911", "poison": "1-800-222-1222", "crisis": "988",
    "who": "other", "need": "this",
}  # fmt: skip


class Line(Struct, frozen=True):
    """One text to the family. `labels`: what may be pressed; `cost`: by SMS; `is_aside`: only told here."""

    text: str
    labels: tuple[str, ...] = ()
    cost: segments.Segments | None = None
    is_aside: bool = False


class Rehearsal:
    """One walk. Give it the same replies at the same time, and it says the same."""

    def __init__(self, form: Form, content: Content, language: str, now: datetime) -> None:
        """now: aware, in the zone in which "tomorrow" counts."""
        self.form, self._content, self._language, self._now = form, content, language, now
        interview = Interview(new_id(now), form.name, form.version, new_id(now), language, now)
        self._step = transitions.begin(form, interview, self._context())
        self.first = list(self._said())

    @property
    def interview(self) -> Interview:
        return self._step.interview

    @property
    def is_over(self) -> bool:
        return self.interview.status != "in-progress"

    def reply(self, text: str) -> list[Line]:
        """What the family is told to a reply."""
        if self._content.keywords.is_stop(text):
            self._step = transitions.stop(self.interview)
            return [Line("(To a family, this ends all texts.)", is_aside=True)]
        self._step = transitions.reply(self.form, self.interview, Reply(text=text), self._context())
        return [*self._said(), *self._resting()]

    def _context(self) -> Context:
        return Context(self._now, self._content.wording, self._content.words, self._content.commands, NAMES)

    def _said(self) -> Iterator[Line]:
        """One happening after the other."""
        wording, language = self._content.wording, self._language

        def say(key: str) -> Line:
            return _sms(wording.say(language, key, **NAMES))

        for entry in self._step.happenings:
            match entry:
                case happenings.Asked():
                    yield self._asked(entry)
                case happenings.Completed(notes=notes):
                    for note in (note for note in self.form.notes if note.link_id in notes):
                        if text := note_text(self.form, note, language, wording, NAMES):
                            yield _sms(text)
                    yield say("interview-done")
                case happenings.Paused(by="family"):
                    yield say("paused")
                case happenings.PersonWanted():
                    yield say("person-coming")
                case happenings.QuestionBack() | happenings.SentOn() | happenings.NotAnAnswer():
                    yield say("sent-on")
                case happenings.NothingToCorrect():
                    yield say("nothing-to-correct")
                case happenings.LeftToCall(link_ids=left):
                    yield Line(f"(Left to a call: {', '.join(left)})", is_aside=True)
                case _:
                    pass

    def _resting(self) -> Iterator[Line]:
        """What is open while it rests: what the family is asked once a person hands it back, or a day has passed."""
        if isinstance(self.interview.pending, GoOn):
            yield Line("(It rests. Later the family is asked:)", is_aside=True)
            self._step = transitions.ask_again(self.form, self.interview, self._context())
            yield from self._said()

    def _asked(self, asked: happenings.Asked) -> Line:
        wording, language = self._content.wording, self._language
        text = asked_text(self.form, asked, language, wording, NAMES)
        place = position_text(asked, language, wording) + " " if asked.number and asked.link_id else ""
        labels = labels_of(self.form, asked, language, wording, NAMES) if asked.link_id else ()
        return Line(place + text, labels, segments.count(place + text))


def _sms(text: str) -> Line:
    return Line(text, cost=segments.count(text))
