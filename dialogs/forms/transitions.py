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
                      an answer that is sure         goes on with it
                      anything else                  nothing for the interview: to a person
    completed         back, change 2                 open again at that question

Whatever is recorded: what hangs on it is worked out anew (`calculation`); an answer that breaks a rule of the form's
own is asked again with the rule's words.

Nothing here raises for what a family writes. A move on a stopped interview, or with another form or version than
it is pinned to, raises InterviewClosedError and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from msgspec.structs import replace

from dialogs.forms.answers import Amount, Answer, Moment, Picked, Said, Value, YesNo
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
    QuestionBack,
    Resumed,
    Stopped,
)
from dialogs.forms.interview import (
    Confirming,
    Context,
    GoOn,
    Interview,
    InterviewClosedError,
    Keeping,
    OtherWanted,
    Reply,
    Step,
    ThreeWay,
    TimeWanted,
    UnitWanted,
)
from dialogs.forms.measures import moment_of, unit_named
from dialogs.forms.model import OPEN, WITH_OTHER, Form, Question
from dialogs.forms.picking import by_number, by_word, chosen_so_far, done
from dialogs.forms.presses import attached, button, keep, keeps
from dialogs.forms.steps import (
    answer_of,
    back,
    broken_rule,
    check,
    correct,
    pass_over,
    pause,
    question_back,
    record,
    send_on,
    three_way,
    unclear,
    which,
)
from dialogs.forms.understanding import (
    WANTS_OTHER,
    answer_before_remark,
    asks_back,
    begins_with_yes,
    is_yes,
    names_an_option,
    says_a_label,
    understand,
)
from dialogs.reading.outcome import Certain, ReadBack, Unclear

#: All that a turn may do to an interview. Two of them are moves of the table too, and live with those.
__all__ = ["add_words", "ask_again", "begin", "pause", "reconsider", "reply", "resume", "send_on", "stop", "type_in"]


#: What happens before the first question, whether the interview is offered or asked.
_BEFORE_THE_OFFER = AnswersCarried | AnswerRecorded | LeftToCall
#: A yes of so many words is a yes to what was read back, whatever else it says.
_SHORT_YES = 3


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
    step = _rest_of_answer(form, interview, question, reply.text, order, context)
    return step or _words(form, interview, question, reply.text, order, context)


def _rest_of_answer(
    form: Form, interview: Interview, question: Question, text: str, order: Order | None, context: Context
) -> Step | None:
    """A text where something smaller than the question is open; None where it is nothing of the kind."""
    pending, said = interview.pending, text.strip()
    match pending:
        case Confirming(value=value, raw=raw):
            answered = is_yes(text, interview.language, context)
            is_short = len(text.split()) <= _SHORT_YES
            if answered is None and is_short and begins_with_yes(text, interview.language, context):
                # "Si, no tenemos" agrees to what was read back; as an answer of its own it would be a yes.
                answered = True
            if answered is True:
                return record(form, interview, question, value, raw, context)
            if answered is False:
                return put(form, replace(interview, pending=None), interview.position, How.AGAIN)
        case ThreeWay() if said in ("1", "2", "3"):
            return three_way(form, interview, question, int(said), context)
        case Keeping(value=value):
            wants = keeps(text, interview.language, context)
            if wants is not None:
                return keep(form, interview, question, wants=wants, context=context)
        case OtherWanted(codes=codes) if order is None and said:
            return record(form, interview, question, Picked(codes, said), text, context)
        case UnitWanted(number=number, raw=raw):
            unit = unit_named(question, text, interview.language, context.wording)
            if unit is not None:
                return record(form, interview, question, Amount(number, unit.code), f"{raw} {text}", context)
        case TimeWanted(day=day, raw=raw):
            if order is not None and order.command is Command.SKIP:
                return record(form, interview, question, Moment(day), raw, context)
            moment = moment_of(day, text, interview.language, context)
            if isinstance(moment, Certain | ReadBack):
                return _take(form, interview, question, moment, f"{raw} {text}", context)
        case _:
            pass
    return None


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
        return question_back(form, interview, text)
    numbered = by_number(form, interview, question, text, context)
    if numbered is not None:
        return numbered
    outcome = understand(form, question, text, interview.language, context)
    if not isinstance(outcome, Certain) and (remarked := _remarked(form, interview, question, text, context)):
        return remarked
    if isinstance(outcome, Certain) and isinstance(interview.pending, ThreeWay):
        # "ok" may agree to the offer and not answer the question: only its very words are sure.
        is_sure = says_a_label(form, question, text, interview.language, context)
        outcome = outcome if is_sure or not isinstance(outcome.value, YesNo) else ReadBack(outcome.value)
    elif isinstance(outcome, Certain) and isinstance(interview.pending, Confirming):
        # "Yes, her wheelchair" may agree to what was read back, or begin an answer: nobody knows which.
        is_both = begins_with_yes(text, interview.language, context)
        outcome = ReadBack(outcome.value) if is_both else outcome
    if not isinstance(outcome, Unclear):
        return _take(form, interview, question, outcome, text, context)
    if outcome.reason == "question" or asks_back(question, text, interview.language, context):
        return question_back(form, interview, text)
    if found := by_word(form, interview, question, text, context):
        return found
    if question.is_long and question.kind in WITH_OTHER and outcome.reason == "not-an-answer":
        # Only a page of the list was seen: words that no option has are read back before they stand beside it.
        return _take(form, interview, question, ReadBack(Picked((), text.strip())), text, context)
    return unclear(form, interview, text, outcome.reason)


def _remarked(form: Form, interview: Interview, question: Question, text: str, context: Context) -> Step | None:
    """ "Yes, but the ride is not sure": the yes is taken, and all of it goes to a person. Staff write down themselves
    what else was said."""
    if context.recorder_id is not None:
        return None
    answer = answer_before_remark(form, question, text, interview.language, context)
    if answer is None:
        return None
    step = _take(form, interview, question, answer, text, context)
    return Step(step.interview, (QuestionBack(interview.position, text), *step.happenings))


def _take(
    form: Form,
    interview: Interview,
    question: Question,
    outcome: Certain[Value] | ReadBack[Value],
    text: str,
    context: Context,
) -> Step:
    """What was understood: recorded, read back, or asked to the end."""
    match outcome.value:
        case Picked(codes=codes, other=other) if other == WANTS_OTHER:
            return which(form, interview, OtherWanted(codes))
        case Amount(value=number, unit="") if len(question.units) > 1:
            return which(form, interview, UnitWanted(number, text))
        case Moment(value=day) if len(day) == len("YYYY-MM-DD"):
            return which(form, interview, TimeWanted(day, text))
        case value if isinstance(outcome, ReadBack):
            interview = replace(interview, pending=Confirming(value, text))
            return put(form, interview, interview.position, How.READ_BACK, value=value)
        case value:
            return record(form, interview, question, value, text, context)


def _obey(
    form: Form, interview: Interview, question: Question, text: str, order: Order, context: Context
) -> Step | None:
    """Follow a command; None where it is none at this question ("none" without such an option)."""
    match order.command:
        case Command.SKIP | Command.DECLINE:
            return pass_over(form, interview, question, text, order.command, context)
        case Command.BACK:
            return back(form, interview)
        case Command.CORRECT:
            return correct(form, interview, order.number)
        case Command.WHY:
            return put(form, replace(interview, pending=None), interview.position, How.WHY)
        case Command.LATER:
            return pause(interview, "family")
        case Command.NOT_NOW:
            read = understand(form, question, text, interview.language, context)
            return pause(interview, "family") if question.kind in OPEN or isinstance(read, Unclear) else None
        case Command.PERSON:
            rested = pause(interview, "person")
            return Step(rested.interview, (PersonWanted(), *rested.happenings))
        case Command.GO_ON:
            if interview.answer(interview.position) is not None:
                return move_on(form, interview, context)
            return put(form, replace(interview, pending=None), interview.position, How.SAME)
        case Command.DONE:
            return done(form, interview, question, context) if chosen_so_far(interview) else None
        case Command.UNSURE if question.kind in OPEN:
            return unclear(form, interview, text, "not-sure")
        case Command.NONE | Command.PLAN | Command.UNSURE:
            return None
        case _:
            assert_never(order.command)


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
    if interview.position and reply.text.strip():
        question = form.question(interview.position)
        outcome = understand(form, question, reply.text, interview.language, context)
        is_own_words = isinstance(outcome, Certain) and isinstance(outcome.value, Picked) and bool(outcome.value.other)
        if question.kind not in OPEN and isinstance(outcome, Certain) and not is_own_words:
            awake = replace(interview, is_paused=False, pending=None)
            answered_step = _take(form, awake, question, outcome, reply.text, context)
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
