"""The single moves that the transition table is made of: record, pass over, ask again, go back, rest, send on."""

from __future__ import annotations

from typing import Literal, assert_never

from msgspec.structs import replace

from dialogs.forms import expressions
from dialogs.forms.answers import Answer, State, Value
from dialogs.forms.asking import by_slot, move_on, put, settle
from dialogs.forms.commands import Command
from dialogs.forms.happenings import (
    AnswerRecorded,
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
    Listing,
    OtherWanted,
    Step,
    ThreeWay,
    TimeWanted,
    UnitWanted,
)
from dialogs.forms.lists import listing_of
from dialogs.forms.model import Form, Question
from dialogs.forms.slots import path_of

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
    slot = interview.position
    broken = broken_rule(form, interview, slot, value) if value is not None else None
    if broken is not None:
        return unclear(form, interview, raw, f"rule:{broken}")
    before = interview.answer(slot)
    answer = replace(answer_of(interview, slot, question, value, raw, state, context), attachments=attachments)
    interview, changed = settle(form, interview, answer)
    return move_on(form, interview, context, (AnswerRecorded(answer, before), *changed))


def broken_rule(form: Form, interview: Interview, slot: str, value: Value) -> int | None:
    """The place of the first of the question's rules that the value would break."""
    question = form.question(slot)
    if not question.limits.rules:
        return None
    answers = {**by_slot(interview), slot: Answer(slot, "answered", interview.started_at, value)}
    path = path_of(slot, question.link_id, len(question.scopes))
    return next(
        (
            place
            for place, rule in enumerate(question.limits.rules)
            if expressions.evaluate(form, rule.expression, question, path, answers) == [False]
        ),
        None,
    )


def pass_over(
    form: Form, interview: Interview, question: Question, text: str, command: Command, context: Context
) -> Step:
    """Skip or decline. Skipping a required question is declining it; skipping an answered one keeps its answer."""
    if command is Command.SKIP and not question.is_required:
        if interview.answer(interview.position) is not None:
            return move_on(form, interview, context)
        return record(form, interview, question, None, text, context, state="skipped")
    return record(form, interview, question, None, text, context, state="declined")


def unclear(form: Form, interview: Interview, text: str, reason: str) -> Step:
    """Once more and clearer, then the three-way offer, in the end a person."""
    texts = (*interview.unclear, text)
    listing = listing_of(interview.pending)
    interview = replace(interview, unclear=texts, pending=None)
    if len(texts) >= _UNCLEAR_LIMIT:
        return send_on(interview)
    if len(texts) > 1:
        return put(form, replace(interview, pending=ThreeWay()), interview.position, How.THREE_WAY, reason=reason)
    if listing != Listing():
        interview = replace(interview, pending=listing)
    return put(form, interview, interview.position, How.AGAIN, reason=reason)


def three_way(form: Form, interview: Interview, question: Question, choice: int, context: Context) -> Step:
    if choice == 1:
        return put(form, replace(interview, pending=None), interview.position, How.AGAIN)
    if choice == 2:
        return pass_over(form, interview, question, "2", Command.SKIP, context)
    return send_on(interview)


def question_back(form: Form, interview: Interview, text: str) -> Step:
    told = (QuestionBack(interview.position, text),)
    return put(form, replace(interview, pending=None), interview.position, How.SAME, told)


def which(form: Form, interview: Interview, pending: OtherWanted | UnitWanted | TimeWanted) -> Step:
    """Ask for the rest of an answer: the words of "other", a unit, a time of day."""
    match pending:
        case OtherWanted():
            how = How.OTHER
        case UnitWanted():
            how = How.UNIT
        case TimeWanted():
            how = How.TIME
        case _:
            assert_never(pending)
    return put(form, replace(interview, pending=pending), interview.position, how)


def turn_page(form: Form, interview: Interview, listing: Listing) -> Step:
    """Another page of a long list, or the options that a word fits."""
    return put(form, replace(interview, pending=listing, unclear=()), interview.position, How.PAGE)


def back(form: Form, interview: Interview) -> Step:
    """The question asked before this one; at the first, the same again."""
    place = interview.trail.index(interview.position)
    interview = replace(interview, pending=None, unclear=())
    if place == 0:
        return put(form, interview, interview.position, How.SAME)
    earlier = interview.trail[place - 1]
    return put(form, interview, earlier, How.SAME, (WentBack(earlier),))


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
        return put(form, replace(interview, pending=None), interview.position, How.SAME, told)
    interview = replace(interview, pending=None, unclear=())
    return put(form, interview, wanted, How.SAME, (Correcting(wanted),))


def pause(interview: Interview, by: Literal["family", "person", "clock", "staff"]) -> Step:
    """Rest with the place kept."""
    return Step(replace(interview, is_paused=True, pending=GoOn()), (Paused(by),))


def send_on(interview: Interview) -> Step:
    """Give what was not understood to a person and rest: "3", or silence for an hour."""
    rested = pause(replace(interview, unclear=()), "person")
    return Step(rested.interview, (SentOn(interview.position, "\n".join(interview.unclear)), *rested.happenings))


def answer_of(
    interview: Interview,
    slot: str,
    question: Question,
    value: Value | None,
    raw: str,
    state: State,
    context: Context,
) -> Answer:
    return Answer(
        link_id=slot,
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
