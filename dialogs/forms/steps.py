"""The single moves that the transition table is made of: record, pass over, ask again, go back, rest, send on."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from dialogs.forms.answers import Answer, State, Value
from dialogs.forms.asking import move_on, progress, put, settle
from dialogs.forms.commands import Command
from dialogs.forms.happenings import (
    AnswerRecorded,
    Asked,
    Correcting,
    How,
    NothingToCorrect,
    Paused,
    QuestionBack,
    SentOn,
    WentBack,
)
from dialogs.forms.interview import (
    Context,
    GoOn,
    Interview,
    InterviewClosedError,
    OtherWanted,
    Step,
    ThreeWay,
)
from dialogs.forms.model import Form, Question

#: Not understood so often at one question that a person is needed, asked for or not.
_UNCLEAR_LIMIT = 4


def record(
    form: Form,
    interview: Interview,
    question: Question,
    value: Value | None,
    raw: str,
    context: Context,
    *,
    state: State = "answered",
    attachments: tuple[str, ...] = (),
) -> Step:
    """Put the answer in its place, take away what it closes, and ask what comes next."""
    before = interview.answer(question.link_id)
    answer = replace(answer_of(interview, question, value, raw, state, context), attachments=attachments)
    interview, removed = settle(form, interview, answer)
    return move_on(form, interview, context, (AnswerRecorded(answer, before), *removed))


def pass_over(
    form: Form, interview: Interview, question: Question, text: str, command: Command, context: Context
) -> Step:
    """Skip or decline. Skipping a required question is declining it; skipping an answered one keeps its answer."""
    if command is Command.SKIP and not question.is_required:
        if interview.answer(question.link_id) is not None:
            return move_on(form, interview, context)
        return record(form, interview, question, None, text, context, state="skipped")
    return record(form, interview, question, None, text, context, state="declined")


def unclear(form: Form, interview: Interview, question: Question, text: str, reason: str) -> Step:
    """Once more and clearer, then the three-way offer, in the end a person."""
    texts = (*interview.unclear, text)
    interview = replace(interview, unclear=texts, pending=None)
    if len(texts) >= _UNCLEAR_LIMIT:
        return send_on(interview)
    how = How.AGAIN
    if len(texts) > 1:
        how, interview = How.THREE_WAY, replace(interview, pending=ThreeWay())
    number, of = progress(form, interview)
    return Step(interview, (Asked(question.link_id, how, number, of, reason=reason),))


def three_way(form: Form, interview: Interview, question: Question, choice: int, context: Context) -> Step:
    if choice == 1:
        return put(form, replace(interview, pending=None), question, How.AGAIN)
    if choice == 2:
        return pass_over(form, interview, question, "2", Command.SKIP, context)
    return send_on(interview)


def question_back(form: Form, interview: Interview, question: Question, text: str) -> Step:
    told = (QuestionBack(question.link_id, text),)
    return put(form, replace(interview, pending=None), question, How.SAME, told)


def which_other(form: Form, interview: Interview, question: Question) -> Step:
    interview = replace(interview, pending=OtherWanted())
    number, of = progress(form, interview)
    return Step(interview, (Asked(question.link_id, How.OTHER, number, of),))


def back(form: Form, interview: Interview, question: Question) -> Step:
    """The question asked before this one; at the first, the same again."""
    place = interview.trail.index(question.link_id)
    interview = replace(interview, pending=None, unclear=())
    if place == 0:
        return put(form, interview, question, How.SAME)
    earlier = form.question(interview.trail[place - 1])
    return put(form, interview, earlier, How.SAME, (WentBack(earlier.link_id),))


def correct(form: Form, interview: Interview, number: int | None) -> Step:
    """The question with that number, else the last one that has an answer."""
    answered = [link for link in interview.trail if link != interview.position and interview.answer(link)]
    wanted = interview.trail[number - 1] if number and number <= len(interview.trail) else None
    if number is None and answered:
        wanted = answered[-1]
    if wanted is None:
        told = (NothingToCorrect(number or 0),)
        if not interview.position:
            return Step(interview, told)
        return put(form, replace(interview, pending=None), form.question(interview.position), How.SAME, told)
    interview = replace(interview, pending=None, unclear=())
    return put(form, interview, form.question(wanted), How.SAME, (Correcting(wanted),))


def pause(interview: Interview, by: Literal["family", "person", "clock", "staff"]) -> Step:
    """Rest with the place kept."""
    return Step(replace(interview, is_paused=True, pending=GoOn()), (Paused(by),))


def send_on(interview: Interview) -> Step:
    """Give what was not understood to a person and rest: "3", or silence for an hour."""
    rested = pause(replace(interview, unclear=()), "person")
    return Step(rested.interview, (SentOn(interview.position, "\n".join(interview.unclear)), *rested.happenings))


def answer_of(
    interview: Interview, question: Question, value: Value | None, raw: str, state: State, context: Context
) -> Answer:
    return Answer(
        link_id=question.link_id,
        state=state,
        at=context.now,
        value=value,
        raw=raw,
        language=interview.language,
        mode=interview.mode,
        about=question.about,
        is_private=question.is_private,
        recorder_id=context.recorder_id,
    )


def check(form: Form, interview: Interview) -> None:
    if interview.status == "stopped":
        raise InterviewClosedError("the interview was stopped; begin a new one")
    if (form.name, form.version) != (interview.form, interview.version):
        raise InterviewClosedError(f"the interview is pinned to {interview.form} {interview.version}")
