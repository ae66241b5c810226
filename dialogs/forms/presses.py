"""What is no text: buttons, which are exact, and voice notes and pictures, which staff type in."""

from __future__ import annotations

from msgspec.structs import replace

from dialogs.forms.answers import Picked, Said
from dialogs.forms.asking import put
from dialogs.forms.happenings import How, PhoneOffered, QuestionBack, Ticked
from dialogs.forms.interview import Confirming, Context, Interview, Reply, Step, ThreeWay, Ticking
from dialogs.forms.model import OPEN, Form, Kind, Question
from dialogs.forms.steps import record, three_way, unclear, which_other
from dialogs.forms.understanding import picked_value, understand
from dialogs.reading.outcome import Certain

#: After so many answers by voice the phone is offered.
_VOICE_LIMIT = 2


def attached(form: Form, interview: Interview, question: Question, reply: Reply, context: Context) -> Step:
    """A voice note answers any question, a picture only one in own words; anything else is sent on."""
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
    told = QuestionBack(question.link_id, reply.text, ids)
    if reply.text.strip():
        outcome = understand(form, question, reply.text, interview.language, context)
        if isinstance(outcome, Certain):
            step = record(form, interview, question, outcome.value, reply.text, context)
            return Step(step.interview, (told, *step.happenings))
    return put(form, replace(interview, pending=None), question, How.SAME, (told,))


def button(form: Form, interview: Interview, question: Question, reply: Reply, context: Context) -> Step:
    """A button is exact: it means the option, or the offer, under which it was shown."""
    if reply.is_done:
        return done(form, interview, question, context)
    first = reply.picked[0]
    match interview.pending:
        case Confirming(value=value, raw=raw):
            if first == 0:
                return record(form, interview, question, value, raw, context)
            return put(form, replace(interview, pending=None), question, How.AGAIN)
        case ThreeWay() if first < 3:
            return three_way(form, interview, question, first + 1, context)
        case _:
            pass
    if question.kind is Kind.OPEN_CHOICE and first == len(question.choices):
        return which_other(form, interview, question)
    if reply.is_tick and question.kind is Kind.SEVERAL:
        return _tick(interview, question, first)
    value_picked = picked_value(question, reply.picked)
    if value_picked is None:
        return unclear(form, interview, question, reply.text, "out-of-range")
    return record(form, interview, question, value_picked, reply.text, context)


def _tick(interview: Interview, question: Question, place: int) -> Step:
    """Tick or untick one option; an exclusive one unticks the others."""
    ticked = interview.pending.codes if isinstance(interview.pending, Ticking) else ()
    if place >= len(question.choices):
        return Step(interview, (Ticked(question.link_id, ticked),))
    touched = question.choices[place]
    if touched.code in ticked:
        chosen = {code for code in ticked if code != touched.code}
    elif touched.is_exclusive:
        chosen = {touched.code}
    else:
        chosen = {c.code for c in question.choices if c.code in ticked and not c.is_exclusive} | {touched.code}
    codes = tuple(choice.code for choice in question.choices if choice.code in chosen)
    return Step(replace(interview, pending=Ticking(codes)), (Ticked(question.link_id, codes),))


def done(form: Form, interview: Interview, question: Question, context: Context) -> Step:
    ticked = interview.pending.codes if isinstance(interview.pending, Ticking) else ()
    if not ticked:
        return put(form, replace(interview, pending=None), question, How.SAME)
    return record(form, interview, question, Picked(ticked), "", context)
