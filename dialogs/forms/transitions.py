"""The transition table: an interview and what came in -> the interview after it, and what happened.

    what is open      comes in                       leads to
    ----------------  -----------------------------  -------------------------------------------------------
    question          label, digit, word, button     answer recorded, next question
                      likely answer                  read back
                      not understood, first time     asked again, clearer
                      not understood, second time    three-way offer
                      question of their own          sent on, asked once more in the same words
                      voice note; photo, if open     answered by voice or photo, next question
                      skip, decline                  skipped or declined, next question
                      back, change 2                 that question; its answer stays until replaced
                      later, a person                rests, place kept
    read back         yes                            answer recorded, next question
                      no                             asked again
                      anything else                  as for the question
    three-way         1 / 2 / 3                      asked again / skipped / sent on and rests
                      an answer                      answer recorded, next question
    "which other?"    any words                      answer recorded, next question
    at rest           1 / 2 / 3                      goes on / rests / a person
                      an answer that is sure         goes on with it
                      anything else                  nothing for the interview: to a person
    completed         back, change 2                 open again at that question

Nothing here raises for what a family writes. A move on a stopped interview, or with another form or version than
it is pinned to, raises InterviewClosedError and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from msgspec.structs import replace

from dialogs.forms.answers import Answer, Picked, Said, Value
from dialogs.forms.asking import by_link_id, move_on, progress, put, settle
from dialogs.forms.commands import Command, Order
from dialogs.forms.happenings import (
    AnswerRecorded,
    AnswersCarried,
    Asked,
    Happening,
    How,
    NotAnAnswer,
    Paused,
    PersonWanted,
    Resumed,
    Stopped,
)
from dialogs.forms.interview import (
    Confirming,
    Context,
    GoOn,
    Interview,
    InterviewClosedError,
    OtherWanted,
    Reply,
    Step,
    ThreeWay,
    Ticking,
)
from dialogs.forms.model import OPEN, Form, Question
from dialogs.forms.presses import attached, button, done
from dialogs.forms.steps import (
    answer_of,
    back,
    check,
    correct,
    pass_over,
    pause,
    question_back,
    record,
    send_on,
    three_way,
    unclear,
    which_other,
)
from dialogs.forms.understanding import asks_back, fits, is_yes, names_an_option, understand
from dialogs.reading.outcome import Certain, ReadBack, Unclear

#: All that a turn may do to an interview. Two of them are moves of the table too, and live with those.
__all__ = ["add_words", "ask_again", "begin", "pause", "reconsider", "reply", "resume", "send_on", "stop", "type_in"]


def begin(
    form: Form, interview: Interview, context: Context, *, known: Iterable[Answer] = (), is_offered: bool = False
) -> Step:
    """Ask the first question, or first offer the interview: 1 go on 2 later 3 I'd rather talk.

    known: answers of earlier interviews; those with a linkId of this form are carried over and never asked again.
    """
    interview = replace(interview, reserve=_reserve(form, known))
    first = move_on(form, interview, context)
    if not is_offered or first.interview.status == "completed":
        return first
    carried = tuple(happened for happened in first.happenings if isinstance(happened, AnswersCarried))
    rested = replace(interview, answers=first.interview.answers, is_paused=True, pending=GoOn())
    return Step(rested, (*carried, Asked("", How.OFFER, 0, progress(form, rested)[1])))


def reply(form: Form, interview: Interview, reply: Reply, context: Context) -> Step:
    """Take one reply of the family, or of staff in its place. See the table above."""
    check(form, interview)
    order = Order(reply.command) if reply.command else context.commands.find(reply.text, interview.language)
    if interview.status == "completed":
        return _after_the_end(form, interview, reply, order)
    if isinstance(interview.pending, GoOn):
        return _at_rest(form, interview, reply, order, context)
    question = form.question(interview.position)
    if reply.attachments:
        return attached(form, interview, question, reply, context)
    if reply.picked or reply.is_done:
        return button(form, interview, question, reply, context)
    pending = interview.pending
    match pending:
        case Confirming():
            answered = is_yes(reply.text, interview.language, context)
            if answered is True:
                return record(form, interview, question, pending.value, pending.raw, context)
            if answered is False:
                return put(form, replace(interview, pending=None), question, How.AGAIN)
        case ThreeWay() if reply.text.strip() in ("1", "2", "3"):
            return three_way(form, interview, question, int(reply.text.strip()), context)
        case OtherWanted() if order is None and reply.text.strip():
            other = Picked((), reply.text.strip())
            return record(form, interview, question, other, reply.text, context)
        case _:
            pass
    return _words(form, interview, question, reply.text, order, context)


def ask_again(form: Form, interview: Interview, context: Context) -> Step:
    """The open question once more in the same words: a nudge, or after a safety text."""
    check(form, interview)
    if not interview.position or isinstance(interview.pending, GoOn):
        number, of = progress(form, interview)
        return Step(interview, (Asked("", How.OFFER, number, of),))
    return put(form, replace(interview, pending=None), form.question(interview.position), How.SAME)


def reconsider(form: Form, interview: Interview, context: Context) -> Step:
    """Choose the question anew: what this phone may carry has changed, or answers were typed in."""
    check(form, interview)
    left = tuple(link for link in interview.left if form.question(link).carriage not in context.carries)
    trail = tuple(link for link in interview.trail if link in by_link_id(interview))
    return move_on(form, replace(interview, left=left, trail=trail), context)


def resume(form: Form, interview: Interview, context: Context) -> Step:
    """Go on where it rested."""
    check(form, interview)
    interview = replace(interview, is_paused=False, pending=None, unclear=())
    if not interview.position:
        return move_on(form, interview, context, (Resumed(),))
    return put(form, interview, form.question(interview.position), How.SAME, (Resumed(),))


def stop(interview: Interview) -> Step:
    """End it before its end; the answers stay."""
    return Step(replace(interview, status="stopped", pending=None, position=""), (Stopped(),))


def add_words(form: Form, interview: Interview, link_id: str, text: str, context: Context) -> Step:
    """Append a text to an answer in own words: it came before the next question had left."""
    answer = interview.answer(link_id)
    if answer is None or not isinstance(answer.value, Said):
        raise InterviewClosedError(f"'{link_id}' holds no words to add to")
    value = Said(f"{answer.value.text}\n{text}")
    longer = replace(answer, value=value, raw=f"{answer.raw}\n{text}", at=context.now)
    interview, removed = settle(form, interview, longer)
    return Step(interview, (AnswerRecorded(longer, answer), *removed))


def type_in(form: Form, interview: Interview, link_id: str, value: Value, raw: str, context: Context) -> Step:
    """Write down the value of any question, as staff do after a call or a voice note.

    The open question stays open unless it is this one, or this closes it. Raises ValueError for a value that does
    not fit the question.
    """
    check(form, interview)
    question = form.question(link_id)
    if not fits(question, value):
        raise ValueError(f"the value does not fit question '{link_id}'")
    before = interview.answer(link_id)
    answer = replace(
        answer_of(interview, question, value, raw, "answered", context),
        attachments=before.attachments if before else (),
    )
    interview, removed = settle(form, interview, answer)
    told: tuple[Happening, ...] = (AnswerRecorded(answer, before), *removed)
    if isinstance(interview.pending, GoOn):
        # It goes on with the next question, not with the one that staff have answered.
        position = "" if interview.position == link_id else interview.position
        return Step(replace(interview, position=position), told)
    if interview.status == "completed":
        return Step(interview, told)
    if interview.position == link_id or interview.position not in interview.trail:
        return move_on(form, interview, context, told)
    return Step(interview, told)


def _words(
    form: Form, interview: Interview, question: Question, text: str, order: Order | None, context: Context
) -> Step:
    """A text at an open question: an option by its very name, then commands, then whatever it reads as."""
    if order is not None and not names_an_option(form, question, text, interview.language, context):
        obeyed = _obey(form, interview, question, text, order, context)
        if obeyed is not None:
            return obeyed
    if text.strip() == "0" and not question.is_zero_an_answer:
        return pass_over(form, interview, question, text, Command.SKIP, context)
    if question.kind in OPEN and asks_back(question, text, interview.language, context):
        return question_back(form, interview, question, text)
    outcome = understand(form, question, text, interview.language, context)
    match outcome:
        case Certain(value=Picked(codes=(), other="")) | ReadBack(value=Picked(codes=(), other="")):
            return which_other(form, interview, question)
        case Certain(value=value):
            return record(form, interview, question, value, text, context)
        case ReadBack(value=value):
            interview = replace(interview, pending=Confirming(value, text))
            number, of = progress(form, interview)
            return Step(interview, (Asked(question.link_id, How.READ_BACK, number, of, value=value),))
        case Unclear(reason=reason):
            if reason == "question" or asks_back(question, text, interview.language, context):
                return question_back(form, interview, question, text)
            return unclear(form, interview, question, text, reason)
        case _:
            assert_never(outcome)


def _obey(
    form: Form, interview: Interview, question: Question, text: str, order: Order, context: Context
) -> Step | None:
    """Follow a command; None where it is none at this question ("none" without such an option)."""
    match order.command:
        case Command.SKIP | Command.DECLINE:
            return pass_over(form, interview, question, text, order.command, context)
        case Command.BACK:
            return back(form, interview, question)
        case Command.CORRECT:
            return correct(form, interview, order.number)
        case Command.WHY:
            number, of = progress(form, interview)
            return Step(replace(interview, pending=None), (Asked(question.link_id, How.WHY, number, of),))
        case Command.LATER:
            return pause(interview, "family")
        case Command.PERSON:
            rested = pause(interview, "person")
            return Step(rested.interview, (PersonWanted(), *rested.happenings))
        case Command.GO_ON:
            if interview.answer(question.link_id) is not None:
                return move_on(form, interview, context)
            return put(form, replace(interview, pending=None), question, How.SAME)
        case Command.DONE:
            return done(form, interview, question, context) if isinstance(interview.pending, Ticking) else None
        case Command.NONE | Command.PLAN:
            return None
        case _:
            assert_never(order.command)


def _at_rest(form: Form, interview: Interview, reply: Reply, order: Order | None, context: Context) -> Step:
    """1 go on 2 later 3 I'd rather talk; else only what is surely an answer."""
    said = str(reply.picked[0] + 1) if reply.picked else reply.text.strip()
    command = order.command if order else None
    answered = is_yes(reply.text, interview.language, context) if command is None and said not in "123" else None
    if said == "1" or command is Command.GO_ON or answered is True:
        return resume(form, interview, context)
    if said == "2" or command in (Command.LATER, Command.SKIP) or answered is False:
        return Step(interview, (Paused("family"),))
    if said == "3" or command is Command.PERSON:
        return Step(interview, (PersonWanted(), Paused("person")))
    if interview.position and reply.text.strip():
        question = form.question(interview.position)
        outcome = understand(form, question, reply.text, interview.language, context)
        if question.kind not in OPEN and isinstance(outcome, Certain):
            awake = replace(interview, is_paused=False, pending=None)
            answered_step = record(form, awake, question, outcome.value, reply.text, context)
            return Step(answered_step.interview, (Resumed(), *answered_step.happenings))
    return Step(interview, (NotAnAnswer(reply.text),))


def _after_the_end(form: Form, interview: Interview, reply: Reply, order: Order | None) -> Step:
    """Only going back opens a completed interview again."""
    if order is not None and order.command in (Command.BACK, Command.CORRECT) and interview.trail:
        return correct(form, interview, order.number)
    return Step(interview, (NotAnAnswer(reply.text),))


def _reserve(form: Form, known: Iterable[Answer]) -> tuple[Answer, ...]:
    """Earlier answers that fit the questions of this form. A skipped one is asked again."""
    return tuple(
        replace(answer, is_carried=True)
        for answer in known
        if answer.link_id in form.index
        and answer.state != "skipped"
        and (answer.value is None or fits(form.question(answer.link_id), answer.value))
    )
