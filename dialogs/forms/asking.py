"""Which question comes next, and how far along it is."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from dialogs.forms.answers import Answer
from dialogs.forms.conditions import is_open, may_still_open, prune
from dialogs.forms.happenings import AnswerRemoved, AnswersCarried, Asked, Completed, Happening, How, LeftToCall
from dialogs.forms.interview import Context, Interview, Step
from dialogs.forms.model import Form, Question


def move_on(form: Form, interview: Interview, context: Context, happened: Iterable[Happening] = ()) -> Step:
    """Ask the first open question that has no answer, or complete the interview."""
    answers = by_link_id(interview)
    reserve = {answer.link_id: answer for answer in interview.reserve}
    carried: list[Answer] = []
    left: list[str] = []
    following: Question | None = None
    for question in form.questions:
        if question.link_id in answers or not is_open(question.gates, answers):
            continue
        if question.link_id in reserve:
            answers[question.link_id] = reserve[question.link_id]
            carried.append(reserve[question.link_id])
        elif question.is_silent:
            continue
        elif question.carriage not in context.carries:
            left.append(question.link_id)
        else:
            following = question
            break
    if carried:
        interview = replace(interview, answers=tuple(answers.values()))
        happened = (*happened, AnswersCarried(tuple(carried)))
        if following is None:
            # What was carried may have opened a question further up.
            return move_on(form, interview, context, happened)
    fresh = tuple(link_id for link_id in left if link_id not in interview.left)
    told: tuple[Happening, ...] = (*happened, LeftToCall(fresh)) if fresh else tuple(happened)
    interview = replace(interview, left=(*interview.left, *fresh), pending=None, unclear=())
    if following is None:
        notes = _notes(form, interview, None)
        return Step(replace(interview, position="", status="completed"), (*told, Completed(notes)))
    return put(form, interview, following, How.FIRST, told)


def put(form: Form, interview: Interview, question: Question, how: How, happened: Iterable[Happening] = ()) -> Step:
    """Ask this question now, in this way. A question asked for the first time joins the trail."""
    notes: tuple[str, ...] = ()
    if how is How.FIRST:
        notes = _notes(form, interview, question)
        interview = replace(interview, said_up_to=max(interview.said_up_to, question.order))
    trail = interview.trail
    if question.link_id not in trail:
        trail = (*trail, question.link_id)
    interview = replace(interview, position=question.link_id, trail=trail, status="in-progress")
    number, of = progress(form, interview)
    return Step(interview, (*happened, Asked(question.link_id, how, number, of, notes)))


def progress(form: Form, interview: Interview) -> tuple[int, int]:
    """ "3 of 8": the number of the open question, and how many there are at most.

    A question that depends on one still to come counts, so that the end comes nearer and never farther.
    """
    answers = {answer.link_id: answer for answer in (*interview.reserve, *interview.answers)}
    number = interview.trail.index(interview.position) + 1 if interview.position in interview.trail else 0
    ahead: set[str] = set()
    for position in form.in_turn:
        question = form.questions[position]
        if question.is_silent or question.link_id in answers or question.link_id in interview.left:
            continue
        if not question.gates or may_still_open(question, answers, ahead):
            ahead.add(question.link_id)
    return number, len(interview.trail) + len(ahead.difference(interview.trail))


def settle(form: Form, interview: Interview, answer: Answer) -> tuple[Interview, tuple[AnswerRemoved, ...]]:
    """The interview with the answer in place, and the answers that it closed, which leave the response."""
    answers = by_link_id(interview)
    answers[answer.link_id] = answer
    kept = prune(form, answers)
    removed = tuple(AnswerRemoved(answers[link_id]) for link_id in answers if link_id not in kept)
    trail = tuple(link for link in interview.trail if is_open(form.question(link).gates, kept))
    left = tuple(link for link in interview.left if is_open(form.question(link).gates, kept))
    return replace(interview, answers=tuple(kept.values()), trail=trail, left=left), removed


def by_link_id(interview: Interview) -> dict[str, Answer]:
    """link id -> answer, in the order in which they were first given."""
    return {answer.link_id: answer for answer in interview.answers}


def _notes(form: Form, interview: Interview, question: Question | None) -> tuple[str, ...]:
    """Headings and displays between what was said last and the question; all that remain, at the end."""
    if not form.notes:
        return ()
    answers = by_link_id(interview)
    end = question.order if question is not None else None
    return tuple(
        note.link_id
        for note in form.notes
        if note.order > interview.said_up_to
        and (end is None or note.order < end)
        and (not note.is_heading or (question is not None and note.link_id in question.groups))
        and is_open(note.gates, answers)
    )
