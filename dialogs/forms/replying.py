"""What a text does at the question that is open: finishes an answer, orders, answers, or asks back."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from dialogs.forms.answers import Amount, Moment, Picked, Value, YesNo
from dialogs.forms.asking import move_on, put
from dialogs.forms.commands import Command, Order
from dialogs.forms.happenings import (
    How,
    PersonWanted,
    QuestionBack,
)
from dialogs.forms.interview import (
    Confirming,
    Context,
    Interview,
    Keeping,
    OtherWanted,
    Step,
    ThreeWay,
    TimeWanted,
    UnitWanted,
)
from dialogs.forms.measures import moment_of, unit_named
from dialogs.forms.model import OPEN, WITH_OTHER, Form, Question
from dialogs.forms.picking import by_number, by_word, chosen_so_far, done
from dialogs.forms.presses import keep, keeps
from dialogs.forms.steps import (
    back,
    correct,
    pass_over,
    pause,
    question_back,
    record,
    three_way,
    unclear,
    which,
)
from dialogs.forms.understanding import (
    WANTS_OTHER,
    answer_before_remark,
    asks_back,
    begins_with_yes,
    is_no_thanks,
    is_yes,
    names_an_option,
    says_a_label,
    takes_back,
    understand,
)
from dialogs.reading.outcome import Certain, ReadBack, Unclear

#: A yes of so many words is a yes to what was read back, whatever else it says.
_SHORT_YES = 3


def finish(
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
                return take(form, interview, question, moment, f"{raw} {text}", context)
        case _:
            pass
    return None


def words(
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
    if question.kind in OPEN and is_no_thanks(text, interview.language, context):
        return pass_over(form, interview, question, text, Command.DECLINE, context)
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
        return take(form, interview, question, outcome, text, context)
    if outcome.reason == "question" or asks_back(question, text, interview.language, context):
        return question_back(form, interview, text)
    if found := by_word(form, interview, question, text, context):
        return found
    if question.is_long and question.kind in WITH_OTHER and outcome.reason == "not-an-answer":
        # Only a page of the list was seen: words that no option has are read back before they stand beside it.
        return take(form, interview, question, ReadBack(Picked((), text.strip())), text, context)
    return unclear(form, interview, text, outcome.reason)


def _remarked(form: Form, interview: Interview, question: Question, text: str, context: Context) -> Step | None:
    """ "Yes, but the ride is not sure": the yes is taken, and all of it goes to a person. Staff write down themselves
    what else was said."""
    if context.recorder_id is not None:
        return None
    if takes_back(form, question, text, interview.language, context):
        return question_back(form, interview, text)
    answer = answer_before_remark(form, question, text, interview.language, context)
    if answer is None:
        return None
    step = take(form, interview, question, answer, text, context)
    return Step(step.interview, (QuestionBack(interview.position, text), *step.happenings))


def take(
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
