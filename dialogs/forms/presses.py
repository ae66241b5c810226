"""What is no text: buttons, which are exact, and voice notes, pictures and documents."""

from __future__ import annotations

from fnmatch import fnmatchcase

from msgspec.structs import replace

from dialogs.forms.answers import Amount, File, Files, Said
from dialogs.forms.asking import put
from dialogs.forms.happenings import How, PhoneOffered, QuestionBack
from dialogs.forms.interview import (
    Attached,
    Confirming,
    Context,
    Interview,
    Keeping,
    OtherWanted,
    Reply,
    Step,
    ThreeWay,
    UnitWanted,
)
from dialogs.forms.model import OPEN, SEVERAL, WITH_OTHER, Form, Kind, Question
from dialogs.forms.picking import chosen_so_far, done, place_of_press, tick, turn
from dialogs.forms.steps import record, three_way, unclear, which
from dialogs.forms.understanding import is_yes, picked_value, understand
from dialogs.reading.outcome import Certain
from dialogs.reading.text import plain

#: After so many answers by voice the phone is offered.
_VOICE_LIMIT = 2
#: What a kind of file is where its type is not told.
_TYPES = {"voice": "audio/*", "photo": "image/*", "document": "application/*"}


def attached(form: Form, interview: Interview, question: Question, reply: Reply, context: Context) -> Step:
    """A voice note answers any question, a picture only one in own words; a file one that asks for it; anything else
    is sent on."""
    if question.kind is Kind.ATTACHMENT:
        return _files(form, interview, question, reply, context)
    ids = tuple(attached.id for attached in reply.attachments)
    is_voice = any(attached.kind == "voice" for attached in reply.attachments)
    if question.kind in OPEN or is_voice:
        count = interview.voice_answers + 1 if is_voice else interview.voice_answers
        interview = replace(interview, voice_answers=count)
        words = Said(reply.text) if reply.text.strip() and question.kind in OPEN else None
        step = record(form, interview, question, words, reply.text, context, attachments=ids)
        if is_voice and count == _VOICE_LIMIT:
            return Step(step.interview, (PhoneOffered(), *step.happenings))
        return step
    told = QuestionBack(interview.position, reply.text, ids)
    if reply.text.strip():
        outcome = understand(form, question, reply.text, interview.language, context)
        if isinstance(outcome, Certain):
            step = record(form, interview, question, outcome.value, reply.text, context)
            return Step(step.interview, (told, *step.happenings))
    return put(form, replace(interview, pending=None), interview.position, How.SAME, (told,))


def _files(form: Form, interview: Interview, question: Question, reply: Reply, context: Context) -> Step:
    """Take the files if the form takes their types and sizes."""
    for file in reply.attachments:
        fault = _fault_of(question, file)
        if fault:
            return unclear(form, interview, reply.text, fault)
    value = Files(tuple(File(file.id, file.content_type) for file in reply.attachments))
    ids = tuple(file.id for file in reply.attachments)
    return record(form, interview, question, value, reply.text, context, attachments=ids)


def _fault_of(question: Question, file: Attached) -> str:
    wanted, content_type = question.limits.mime_types, file.content_type.partition(";")[0] or _TYPES[file.kind]
    # A type that is not told may be the right one: `application/*` fits application/pdf.
    if wanted and not any(fnmatchcase(content_type, type_) or fnmatchcase(type_, content_type) for type_ in wanted):
        return "wrong-file"
    most = question.limits.max_size
    return "file-too-large" if most is not None and file.size is not None and file.size > most else ""


def button(form: Form, interview: Interview, question: Question, reply: Reply, context: Context) -> Step:
    """A button is exact: it means the option, or the offer, under which it was shown."""
    if reply.is_done:
        return done(form, interview, question, context)
    first = reply.picked[0]
    match interview.pending:
        case Confirming(value=value, raw=raw):
            if first == 0:
                return record(form, interview, question, value, raw, context)
            return put(form, replace(interview, pending=None), interview.position, How.AGAIN)
        case ThreeWay() if first < 3:
            return three_way(form, interview, question, first + 1, context)
        case Keeping() if first < 2:
            return keep(form, interview, question, wants=first == 0, context=context)
        case UnitWanted(number=number, raw=raw) if first < len(question.units):
            return record(form, interview, question, Amount(number, question.units[first].code), raw, context)
        case _:
            pass
    places = tuple(place_of_press(interview, question, place) for place in reply.picked)
    if -1 in places:
        return turn(form, interview, question)
    if question.kind in WITH_OTHER and places[0] == len(question.choices):
        return which(form, interview, OtherWanted(chosen_so_far(interview)))
    if reply.is_tick and question.kind in SEVERAL:
        return tick(interview, question, places[0])
    value_picked = picked_value(question, places)
    if value_picked is None:
        return unclear(form, interview, reply.text, "out-of-range")
    return record(form, interview, question, value_picked, reply.text, context)


def keeps(text: str, language: str, context: Context) -> bool | None:
    """Whether "1 keep: X 2 change" is answered with keeping; None for anything else."""
    said = plain(text)
    for wants, digit, key in ((True, "1", "form-keep-word"), (False, "2", "form-change-word")):
        if said in (digit, plain(context.wording.say(language, key))):
            return wants
    return is_yes(text, language, context)


def keep(form: Form, interview: Interview, question: Question, *, wants: bool, context: Context) -> Step:
    """Record what the form brought along, or ask the question in full."""
    if wants and isinstance(interview.pending, Keeping):
        return record(form, interview, question, interview.pending.value, "", context)
    return put(form, replace(interview, pending=None), interview.position, How.SAME)
