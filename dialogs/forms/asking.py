"""Which question comes next, and how far along it is."""

from __future__ import annotations

from collections.abc import Iterable, Set

from msgspec.structs import replace

from dialogs.forms.answers import Answer, Value
from dialogs.forms.calculation import settled
from dialogs.forms.conditions import are_open, is_open, may_still_open
from dialogs.forms.happenings import (
    AnswerRecorded,
    AnswerRemoved,
    AnswersCarried,
    Asked,
    Completed,
    Happening,
    How,
    LeftToCall,
)
from dialogs.forms.instances import Answers, may_add, walk, within_bounds
from dialogs.forms.interview import ALL_CARRIED, Context, Interview, Keeping, Step
from dialogs.forms.lists import has_pages, listing_of, shown
from dialogs.forms.model import Form, Kind, Note, Question
from dialogs.forms.slots import link_of, path_of


def move_on(form: Form, interview: Interview, context: Context, happened: Iterable[Happening] = ()) -> Step:
    """Ask the first open question that has no answer, or complete the interview."""
    answers = by_slot(interview)
    reserve = {answer.link_id: answer for answer in interview.reserve}
    carried: list[Answer] = []
    left: list[str] = []
    following = ""
    for question, slot in walk(form, answers):
        if slot in answers or (question.is_silent and slot not in reserve):
            continue
        if not is_open(form, question, slot, answers) or (question.is_more and not may_add(form, slot, answers)):
            continue
        if slot in reserve:
            answers[slot] = reserve[slot]
            carried.append(reserve[slot])
        elif not _may_ask(question, context):
            left.append(slot)
        else:
            following = slot
            break
    if carried:
        interview = replace(interview, answers=tuple(answers.values()))
        interview, worked_out = _at_rest(form, interview, answers, context)
        happened = (*happened, AnswersCarried(tuple(carried)), *worked_out)
        if not following or worked_out:
            # What was carried may have opened a question further up, or closed this one.
            return move_on(form, interview, context, happened)
    fresh = tuple(slot for slot in left if slot not in interview.left)
    told: tuple[Happening, ...] = (*happened, LeftToCall(fresh)) if fresh else tuple(happened)
    interview = replace(interview, left=(*interview.left, *fresh), pending=None, unclear=())
    if not following:
        notes = _notes(form, interview, "")
        return Step(replace(interview, position="", status="completed"), (*told, Completed(notes)))
    return put(form, interview, following, How.FIRST, told)


def _may_ask(question: Question, context: Context) -> bool:
    """Whether it may travel to this phone, and the answer from it."""
    return question.carriage in context.carries and (question.kind is not Kind.ATTACHMENT or context.takes_files)


def left_from_the_start(form: Form, interview: Interview, context: Context) -> tuple[str, ...]:
    """What will surely be asked and may not travel to this phone, whatever the answers to come."""
    if context.takes_files and context.carries == ALL_CARRIED:
        return ()
    answers = by_slot(interview)
    known = answers.keys() | {answer.link_id for answer in interview.reserve}
    return tuple(
        slot
        for question, slot in walk(form, answers)
        if slot not in known
        and not (question.is_silent or question.is_more or question.gates or _may_ask(question, context))
    )


def put(
    form: Form,
    interview: Interview,
    slot: str,
    how: How,
    happened: Iterable[Happening] = (),
    *,
    value: Value | None = None,
    reason: str = "",
) -> Step:
    """Ask this question now, in this way. A question asked for the first time joins the trail.

    What the form brings along for it is offered first, unless there is an answer already.
    """
    notes: tuple[str, ...] = ()
    question = form.question(slot)
    kept = initial_for(question, slot) if how is How.FIRST and interview.answer(slot) is None else None
    if how is How.FIRST:
        notes = _notes(form, interview, slot)
        left = tuple(each for each in interview.left if each != slot)
        interview = replace(interview, said_up_to=max(interview.said_up_to, question.order), left=left)
    if kept is not None:
        how, value, interview = How.KEEP, kept, replace(interview, pending=Keeping(kept))
    interview = replace(interview, position=slot, trail=_with(form, interview, slot), status="in-progress")
    number, of = progress(form, interview)
    listing = listing_of(interview.pending)
    page = shown(question, listing)
    has_more = bool(page) and has_pages(question, listing)
    asked = Asked(slot, how, number, of, notes, value, reason, page, has_more)
    return Step(interview, (*happened, asked))


def _with(form: Form, interview: Interview, slot: str) -> tuple[str, ...]:
    """The trail with this slot, in the order of the form: what a changed answer opens is numbered where it stands."""
    trail = interview.trail
    if slot in trail:
        return trail
    if not trail or (not form.scopes and form.question(trail[-1]).order < form.question(slot).order):
        return (*trail, slot)
    order = {there: place for place, (_, there) in enumerate(walk(form, by_slot(interview)))}
    return tuple(sorted((*trail, slot), key=lambda each: order.get(each, len(order))))


def initial_for(question: Question, slot: str) -> Value | None:
    """What the form brings along for this instance."""
    if not question.initial or question.is_silent:
        return None
    is_own = bool(question.scopes) and question.scopes[-1] == question.link_id
    number = path_of(slot, question.link_id, len(question.scopes))[-1] if is_own else 1
    return question.initial[number - 1] if number <= len(question.initial) else None


def progress(form: Form, interview: Interview) -> tuple[int, int]:
    """ "3 of 8": the number of the open question, and how many there are at most.

    A question that depends on one still to come counts, so that the end comes nearer and never farther, unless more
    is added to what repeats.
    """
    answers = {answer.link_id: answer for answer in (*interview.reserve, *interview.answers)}
    number = interview.trail.index(interview.position) + 1 if interview.position in interview.trail else 0
    done = answers.keys() | set(interview.left)
    ahead = _instances_ahead(form, answers, done) if form.scopes else _questions_ahead(form, answers, done)
    return number, len(interview.trail) + len(ahead.difference(interview.trail))


def _questions_ahead(form: Form, answers: Answers, done: Set[str]) -> set[str]:
    """What may still be asked, where nothing repeats."""
    ahead: set[str] = set()
    gone = done | _without_a_row(form)
    for section in form.sections:
        first = form.questions[section.first]
        if not first.gates or may_still_open(form, first, first.link_id, answers, ahead):
            ahead |= section.link_ids - gone
    return ahead


def _without_a_row(form: Form) -> set[str]:
    """Questions about a third need, say, of a family that has two: unlike help with what is found, none will come."""
    of_needs = (form.questions[place] for place in form.offering)
    return {question.link_id for question in of_needs if question.is_silent and question.offers != "found"}


def _instances_ahead(form: Form, answers: Answers, done: Set[str]) -> set[str]:
    """The same by instance, as far as instances are known."""
    there: dict[str, list[str]] = {}
    for question, slot in walk(form, answers):
        there.setdefault(question.link_id, []).append(slot)
    slots: set[str] = set()
    ahead: set[str] = set()
    for question in map(form.questions.__getitem__, form.in_turn):
        for slot in there.get(question.link_id, ()) if not question.is_silent else ():
            if slot in done or (question.is_more and not within_bounds(form, slot)):
                continue
            if may_still_open(form, question, slot, answers, ahead):
                ahead.add(question.link_id)
                slots.add(slot)
    return slots


def settle(
    form: Form, interview: Interview, answer: Answer
) -> tuple[Interview, tuple[AnswerRecorded | AnswerRemoved, ...]]:
    """The interview with the answer in place; what was worked out anew, and the answers that it closed, which leave
    the response."""
    answers = by_slot(interview)
    answers[answer.link_id] = answer
    kept = settled(form, answers, answer.at, answer.link_id)
    interview = replace(interview, answers=tuple(kept.values()))
    if form.computed or link_of(answer.link_id) in form.behind:
        trail, left = (
            tuple(slot for slot in slots if is_open(form, form.question(slot), slot, kept))
            for slots in (interview.trail, interview.left)
        )
        interview = replace(interview, trail=trail, left=left)
    return interview, _changes(answers, kept) if kept != answers else ()


def begin_with(form: Form, interview: Interview, context: Context) -> tuple[Interview, tuple[Happening, ...]]:
    """The interview with what the form itself answers before the first question."""
    return _at_rest(form, interview, by_slot(interview), context)


def _at_rest(
    form: Form, interview: Interview, answers: Answers, context: Context
) -> tuple[Interview, tuple[AnswerRecorded | AnswerRemoved, ...]]:
    if not form.computed:
        return interview, ()
    kept = settled(form, answers, context.now)
    return replace(interview, answers=tuple(kept.values())), _changes(answers, kept)


def _changes(before: Answers, after: Answers) -> tuple[AnswerRecorded | AnswerRemoved, ...]:
    computed = tuple(
        AnswerRecorded(answer, before.get(slot))
        for slot, answer in after.items()
        if answer.is_computed and before.get(slot) is not answer
    )
    return (*computed, *(AnswerRemoved(before[slot]) for slot in before if slot not in after))


def by_slot(interview: Interview) -> dict[str, Answer]:
    """slot -> answer, in the order in which they were first given."""
    return {answer.link_id: answer for answer in interview.answers}


def _notes(form: Form, interview: Interview, slot: str) -> tuple[str, ...]:
    """Headings and displays between what was said last and the question; all that remain, at the end."""
    if not form.notes:
        return ()
    answers = by_slot(interview)
    question = form.question(slot) if slot else None
    return tuple(
        note.link_id for note in form.notes if _is_due(form, note, question, slot, interview.said_up_to, answers)
    )


def _is_due(form: Form, note: Note, question: Question | None, slot: str, said_up_to: int, answers: Answers) -> bool:
    if note.role in ("help", "label") or (question is not None and note.order > question.order):
        return False
    is_around = question is not None and note.link_id in question.groups
    if note.order <= said_up_to and not (note.is_row and is_around):
        return False
    if note.is_heading and not is_around:
        return False
    under = note.groups[-1] if note.groups else ""
    if under in form.index and (question is None or under != question.link_id):
        return False
    path = path_of(slot, question.link_id, len(question.scopes)) if question is not None else ()
    return are_open(form, note, path[: len(note.scopes)], answers)
