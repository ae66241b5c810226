"""An interview as staff have it before them: the open question in both languages, and what was answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from bot.inbox.answers import STATES
from bot.inbox.showing import OURS
from dialogs.content import Content
from dialogs.forms import texts
from dialogs.forms.answers import Answer
from dialogs.forms.asking import progress
from dialogs.forms.happenings import Asked, How
from dialogs.forms.interview import Confirming, Interview, Keeping, TimeWanted, UnitWanted
from dialogs.forms.limit_texts import limits_text
from dialogs.forms.model import CHOOSING, OPEN, SEVERAL, WITH_OTHER, Form, Kind, Note, Question
from dialogs.forms.speaking import unit_text
from dialogs.ids import Id

_KEYS = 9


class Both(Struct, frozen=True):
    """A text in our language and in the family's; `theirs` is empty where that is the same."""

    ours: str
    theirs: str


class Option(Struct, frozen=True):
    """One option. `key`: the digit that presses it, '' after the ninth; `is_other`: its words are needed, too."""

    place: int
    key: str
    label: Both
    is_other: bool = False


class OpenQuestion(Struct, frozen=True):
    """What to ask now, and how it is answered. takes: one, several, words, line. number, of: 0 where out of turn."""

    slot: str
    number: int
    of: int
    text: Both
    notes: tuple[Both, ...]
    why: Both
    limits: str
    takes: str
    options: tuple[Option, ...]
    is_private: bool


class Given(Struct, frozen=True):
    """An answer that was given. `awaits`: only a recording or a picture is there."""

    slot: str
    question: str
    value: str
    raw: str
    mode: str
    by: str
    awaits: bool
    is_private: bool


def _no_need(_slot: str, _language: str) -> str:
    return ""


class Sheet(Struct, frozen=True):
    """A form with what it needs to be put into words, for one interview or for nobody in particular."""

    content: Content
    form: Form
    names: Mapping[str, str]
    language: str
    #: (slot, language) -> what the need is called that the question is about; '' for most.
    need: Callable[[str, str], str] = _no_need

    def both(self, say: Callable[[str], str]) -> Both:
        """What `say` says in our language and in theirs."""
        is_ours = self.language.partition("-")[0] == OURS
        return Both(say(OURS), "" if is_ours else say(self.language))

    def question(self, slot: str) -> Both:
        return self.both(
            lambda language: texts.slot_text(
                self.form,
                slot,
                language,
                self.content.wording,
                {**self.names, "need": self.need(slot, language)},
                is_aloud=True,
            )
        )

    def asked(self, asked: Asked) -> Both:
        return self.both(
            lambda language: texts.asked_text(self.form, asked, language, self.content.wording, self.names)
        )

    def note(self, note: Note) -> Both:
        return self.both(lambda language: texts.note_text(self.form, note, language, self.content.wording, self.names))

    def why(self, question: Question) -> Both:
        say = partial(texts.why_text, self.form, question, wording=self.content.wording, names=self.names)
        return self.both(lambda language: say(language=language))

    def words(self, keys: Iterable[str]) -> tuple[Both, ...]:
        say = self.content.wording.say
        return tuple(self.both(lambda language, key=key: say(language, key)) for key in keys)  # type: ignore[misc]

    def options(self, question: Question) -> tuple[Option, ...]:
        """All of them; "other" last where there is one."""
        say = partial(texts.option_labels, self.form, question, wording=self.content.wording, names=self.names)
        ours, theirs = say(language=OURS), say(language=self.language)
        others = {len(question.choices)} if question.kind in WITH_OTHER else set()
        labels = [self.both({OURS: a, self.language: b}.__getitem__) for a, b in zip(ours, theirs, strict=True)]
        return tuple(_numbered(labels, others))


def question_at(sheet: Sheet, slot: str) -> OpenQuestion:
    """The question at a slot, out of turn."""
    question = sheet.form.question(slot)
    return OpenQuestion(
        slot=slot, number=0, of=0, text=sheet.question(slot), notes=(), why=sheet.why(question),
        limits=limits_text(question, OURS, sheet.content.wording), takes=takes(question),
        options=sheet.options(question), is_private=question.is_private,
    )  # fmt: skip


def open_question(sheet: Sheet, interview: Interview) -> OpenQuestion | None:
    """The question that is open, or what smaller thing of it is; None before the first and after the last."""
    slot = interview.position
    if not slot or interview.status != "in-progress":
        return None
    plain, question = question_at(sheet, slot), sheet.form.question(slot)
    number, of = progress(sheet.form, interview)
    smaller = _smaller(interview)
    if smaller is None:
        notes = tuple(sheet.note(note) for note in notes_before(sheet.form, question))
        return replace(plain, number=number, of=of, notes=notes)
    options = _smaller_options(sheet, question, smaller.how)
    how = "one" if options else "line"
    return replace(plain, number=number, of=of, text=sheet.asked(smaller), takes=how, options=options)


def given(sheet: Sheet, interview: Interview, staff: Mapping[Id | None, str]) -> Iterator[Given]:
    """What was answered so far, in the order in which it was asked."""
    order = {slot: place for place, slot in enumerate(interview.trail)}
    for answer in sorted(interview.answers, key=lambda one: (order.get(one.link_id, len(order)), one.at)):
        if sheet.form.has(answer.link_id):
            yield _given(sheet, answer, staff)


def labels_of(sheet: Sheet, question: Question, values: Iterable[object]) -> list[Both]:
    """What these answers to a question are called: of options by their codes, else yes, no or the value itself."""
    options = sheet.options(question)
    places = {choice.code: place for place, choice in enumerate(question.choices)}
    places |= {True: 0, False: 1} if question.kind is Kind.BOOLEAN else {}  # type: ignore[dict-item]
    return [options[places[value]].label if value in places else Both(str(value), str(value)) for value in values]


def takes(question: Question) -> str:
    """How staff put down an answer: one, several, words, line."""
    if question.kind in SEVERAL:
        return "several"
    if question.kind in CHOOSING or question.kind is Kind.BOOLEAN:
        return "one"
    return "words" if question.kind in OPEN else "line"


def _given(sheet: Sheet, answer: Answer, staff: Mapping[Id | None, str]) -> Given:
    question, wording = sheet.form.question(answer.link_id), sheet.content.wording
    value = texts.value_text(sheet.form, question, answer.value, OURS, wording, sheet.names) if answer.value else ""
    return Given(
        slot=answer.link_id,
        question=sheet.question(answer.link_id).ours,
        value=STATES["voice" if answer.awaits_typing else answer.state] or value,
        raw=answer.raw if answer.raw != value else "",
        mode=answer.mode,
        by=staff.get(answer.recorder_id, ""),
        awaits=answer.awaits_typing,
        is_private=answer.is_private,
    )


def _smaller(interview: Interview) -> Asked | None:
    """A read-back, something to keep, a unit, a time of day: what is open of a question that has begun."""
    slot = interview.position
    match interview.pending:
        case Confirming(value=value):
            return Asked(slot, How.READ_BACK, 0, 0, value=value)
        case Keeping(value=value):
            return Asked(slot, How.KEEP, 0, 0, value=value)
        case UnitWanted():
            return Asked(slot, How.UNIT, 0, 0)
        case TimeWanted():
            return Asked(slot, How.TIME, 0, 0)
        case _:
            return None


def _smaller_options(sheet: Sheet, question: Question, how: How) -> tuple[Option, ...]:
    match how:
        case How.UNIT:
            labels = [Both(unit_text(unit, OURS), "") for unit in question.units]
        case How.KEEP:
            labels = [*sheet.words(("form-keep-word", "form-change-word"))]
        case How.READ_BACK:
            labels = [*sheet.words(("form-yes", "form-no"))]
        case _:
            labels = []
    return tuple(_numbered(labels, set()))


def _numbered(labels: list[Both], others: set[int]) -> Iterator[Option]:
    for place, label in enumerate(labels):
        yield Option(place, str(place + 1) if place < _KEYS else "", label, place in others)


def notes_before(form: Form, question: Question) -> list[Note]:
    """The texts between the question before it and this one: headings of its own groups, and displays."""
    before = max((other.order for other in form.questions if other.order < question.order), default=-1)
    between = [note for note in form.notes if before < note.order < question.order]
    return [note for note in between if not note.is_heading or note.link_id in question.groups]
