"""The transition table: an interview and what came in -> the interview after it, and what happened.

    what is open      comes in                       leads to
    ----------------  -----------------------------  -------------------------------------------------------
    question          label, digit, word, button     answer recorded, next question
                      9 at a long list, a word       the next page, the options that it fits
                      a number without its unit      "which unit?"
                      a day without its time         "at what time?"
                      a file, where one is asked     answer recorded, next question
                      likely answer                  read back
                      an answer, "but" and a remark  taken, and sent on as well
                      not understood, first time     asked again, clearer
                      not understood, second time    three-way offer
                      question of their own          sent on, asked once more in the same words
                      voice note; photo, if open     answered by voice or photo, next question
                      skip, decline                  skipped or declined, next question
                      back, change 2                 that question; its answer stays until replaced
                      later, a person                rests, place kept
                      "not now"                      read back where it may be a no; else rests
                      "no thanks"                    the no of two; read back, of several; declined in own words
    read back         yes                            answer recorded, next question
                      no                             asked again
                      anything else                  as for the question
    three-way         1 / 2 / 3                      asked again / skipped / sent on and rests
                      an answer                      answer recorded, next question
    "which other?"    any words                      answer recorded, next question
    "which unit?"     a unit                         answer recorded, next question
    "what time?"      a time; skip                   answer recorded with it; without it
    "1 keep: X"       1, yes / 2, no                 answer recorded, next question / asked in full
                      anything else                  as for the question
    "add another?"    yes / no                       the same questions again / next question
    at rest           1 / 2 / 3                      goes on / rests / a person
                      back, change 2                 goes on with that question
                      an answer that is sure         goes on with it
                      anything else                  nothing for the interview: to a person
    completed         back, change 2                 open again at that question

What a text does at an open question: `replying`. Whatever is recorded: what hangs on it is worked out anew
(`calculation`); an answer that breaks a rule of the form's own is asked again with the rule's words.

Nothing here raises for what a family writes. A move on a stopped interview, or with another form or version than
it is pinned to, raises InterviewClosedError and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from dialogs.forms.answers import Answer, Picked, Said, Value
from dialogs.forms.asking import begin_with, by_slot, left_from_the_start, move_on, progress, put, settle
from dialogs.forms.commands import Command, Order
from dialogs.forms.fitting import fits
from dialogs.forms.happenings import (
    AnswerRecorded,
    AnswersCarried,
    Asked,
    Happening,
    How,
    LeftToCall,
    NotAnAnswer,
    Paused,
    PersonWanted,
    Resumed,
    Stopped,
)
from dialogs.forms.interview import (
    Context,
    GoOn,
    Interview,
    InterviewClosedError,
    Keeping,
    Reply,
    Step,
)
from dialogs.forms.model import OPEN, Form
from dialogs.forms.presses import attached, button
from dialogs.forms.replying import finish, take, words
from dialogs.forms.steps import (
    answer_of,
    back,
    broken_rule,
    check,
    correct,
    pause,
    send_on,
)
from dialogs.forms.understanding import (
    is_yes,
    understand,
)
from dialogs.reading.outcome import Certain

#: All that a turn may do to an interview. Two of them are moves of the table too, and live with those.
__all__ = ["add_words", "ask_again", "begin", "pause", "reconsider", "reply", "resume", "send_on", "stop", "type_in"]


#: What happens before the first question, whether the interview is offered or asked.
_BEFORE_THE_OFFER = AnswersCarried | AnswerRecorded | LeftToCall


def begin(
    form: Form,
    interview: Interview,
    context: Context,
    *,
    known: Iterable[Answer] = (),
    is_offered: bool = False,
    is_phone_known: bool = False,
) -> Step:
    """Ask the first question, or first offer the interview: 1 go on 2 later 3 I'd rather talk.

    known: answers of earlier interviews; those with a linkId of this form are carried over and never asked again.
    is_phone_known: no answer of the form will change what this phone may carry: a call is told of the rest at once.
    """
    interview, worked_out = begin_with(form, replace(interview, reserve=_reserve(form, known)), context)
    left = left_from_the_start(form, interview, context) if is_phone_known else ()
    told = (*worked_out, LeftToCall(left)) if left else worked_out
    first = move_on(form, replace(interview, left=left), context, told)
    if not is_offered or first.interview.status == "completed":
        return first
    carried = tuple(entry for entry in first.happenings if isinstance(entry, _BEFORE_THE_OFFER))
    rested = replace(interview, answers=first.interview.answers, left=left, is_paused=True, pending=GoOn())
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
    step = finish(form, interview, question, reply.text, order, context)
    return step or words(form, interview, question, reply.text, order, context)


def ask_again(form: Form, interview: Interview, context: Context) -> Step:
    """The open question once more in the same words: a nudge, or after a safety text."""
    check(form, interview)
    if not interview.position or isinstance(interview.pending, GoOn):
        number, of = progress(form, interview)
        return Step(interview, (Asked("", How.OFFER, number, of),))
    if isinstance(interview.pending, Keeping):
        return put(form, interview, interview.position, How.KEEP, value=interview.pending.value)
    return put(form, replace(interview, pending=None), interview.position, How.SAME)


def reconsider(form: Form, interview: Interview, context: Context) -> Step:
    """Choose the question anew: what this phone may carry has changed, or answers were typed in."""
    check(form, interview)
    left = tuple(slot for slot in interview.left if form.question(slot).carriage not in context.carries)
    trail = tuple(slot for slot in interview.trail if slot in by_slot(interview))
    return move_on(form, replace(interview, left=left, trail=trail), context)


def resume(form: Form, interview: Interview, context: Context) -> Step:
    """Go on where it rested."""
    check(form, interview)
    interview = replace(interview, is_paused=False, pending=None, unclear=())
    if not interview.position:
        return move_on(form, interview, context, (Resumed(),))
    return put(form, interview, interview.position, How.SAME, (Resumed(),))


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
    interview, changed = settle(form, interview, longer)
    return Step(interview, (AnswerRecorded(longer, answer), *changed))


def type_in(form: Form, interview: Interview, slot: str, value: Value, raw: str, context: Context) -> Step:
    """Write down the value of any question, as staff do after a call or a voice note.

    The open question stays open unless it is this one, or this closes it. Raises ValueError for a value that does
    not fit the question.
    """
    check(form, interview)
    question = form.question(slot)
    if not fits(question, value) or broken_rule(form, interview, slot, value) is not None:
        raise ValueError(f"the value does not fit question '{slot}'")
    before = interview.answer(slot)
    answer = replace(
        answer_of(interview, slot, question, value, raw, "answered", context),
        attachments=before.attachments if before else (),
    )
    interview, changed = settle(form, interview, answer)
    told: tuple[Happening, ...] = (AnswerRecorded(answer, before), *changed)
    if isinstance(interview.pending, GoOn):
        # It goes on with the next question, not with the one that staff have answered.
        position = "" if interview.position == slot else interview.position
        return Step(replace(interview, position=position), told)
    if interview.status == "completed":
        return Step(interview, told)
    if interview.position == slot or interview.position not in interview.trail:
        return move_on(form, interview, context, told)
    return Step(interview, told)


def _at_rest(form: Form, interview: Interview, reply: Reply, order: Order | None, context: Context) -> Step:
    """1 go on 2 later 3 I'd rather talk; else only what is surely an answer."""
    said = str(reply.picked[0] + 1) if reply.picked else reply.text.strip()
    command = order.command if order else None
    # "Ya" ends a list elsewhere; here it says yes.
    is_said = command in (None, Command.DONE) and said not in "123"
    answered = is_yes(reply.text, interview.language, context) if is_said else None
    if said == "1" or command is Command.GO_ON or answered is True:
        return resume(form, interview, context)
    if said == "2" or command in (Command.LATER, Command.NOT_NOW, Command.SKIP) or answered is False:
        return Step(interview, (Paused("family"),))
    if said == "3" or command is Command.PERSON:
        return Step(interview, (PersonWanted(), Paused("person")))
    if order is not None and command in (Command.BACK, Command.CORRECT) and interview.trail:
        awake = replace(interview, is_paused=False, pending=None)
        gone = (
            back(form, awake) if command is Command.BACK and interview.position else correct(form, awake, order.number)
        )
        return Step(gone.interview, (Resumed(), *gone.happenings))
    if interview.position and reply.text.strip():
        question = form.question(interview.position)
        outcome = understand(form, question, reply.text, interview.language, context)
        is_own_words = isinstance(outcome, Certain) and isinstance(outcome.value, Picked) and bool(outcome.value.other)
        if question.kind not in OPEN and isinstance(outcome, Certain) and not is_own_words:
            awake = replace(interview, is_paused=False, pending=None)
            answered_step = take(form, awake, question, outcome, reply.text, context)
            return Step(answered_step.interview, (Resumed(), *answered_step.happenings))
    return Step(interview, (NotAnAnswer(reply.text),))


def _after_the_end(form: Form, interview: Interview, reply: Reply, order: Order | None) -> Step:
    """Only going back opens a completed interview again."""
    if order is not None and order.command in (Command.BACK, Command.CORRECT) and interview.trail:
        return correct(form, interview, order.number)
    return Step(interview, (NotAnAnswer(reply.text),))


def _reserve(form: Form, known: Iterable[Answer]) -> tuple[Answer, ...]:
    """Earlier answers, those to questions of this form only where they fit. A skipped one is asked again.

    The others are kept for whatever follows: needs that look further, and the next form of a sitting.
    """
    return tuple(
        replace(answer, is_carried=True)
        for answer in known
        if not answer.is_computed
        and answer.state != "skipped"
        and (not form.has(answer.link_id) or answer.value is None or fits(form.question(answer.link_id), answer.value))
    )
