"""Which instances there are of what repeats, and which of them a condition means.

The answers say so themselves: there is a second medicine when "add another?" about the first was answered with yes.
So nothing beside the answers has to be kept, corrected or stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dialogs.forms.answers import Answer, Picked, YesNo
from dialogs.forms.model import Form, Note, Question, Scope
from dialogs.forms.slots import Path, link_of, path_of, slot_of

Answers = Mapping[str, Answer]


def walk(form: Form, answers: Answers) -> Iterator[tuple[Question, str]]:
    """Every question with its slot, in the order of the form, as often as it is there."""
    if not form.scopes:
        return ((question, question.link_id) for question in form.questions)
    starts: dict[int, dict[int, Scope]] = {}
    for scope in form.scopes.values():
        starts.setdefault(scope.start, {})[scope.depth] = scope
    return _stretch(form, answers, starts, 0, len(form.questions), ())


def _stretch(
    form: Form, answers: Answers, starts: Mapping[int, Mapping[int, Scope]], start: int, end: int, path: Path
) -> Iterator[tuple[Question, str]]:
    position = start
    while position < end:
        scope = starts.get(position, {}).get(len(path))
        if scope is None:
            question = form.questions[position]
            yield question, slot_of(question.link_id, path)
            position += 1
            continue
        for number in _numbers(form, scope, path, answers):
            yield from _stretch(form, answers, starts, scope.start, scope.end, (*path, number))
        position = scope.end


def _numbers(form: Form, scope: Scope, path: Path, answers: Answers) -> Iterator[int]:
    """The numbers of the instances, found while walking: an answer given on the way adds to them."""
    if scope.kind == "picks":
        yield from _picked(form, scope, path, answers)
        return
    number = 1
    yield number
    while _has_next(scope, (*path, number), answers):
        number += 1
        yield number


def _has_next(scope: Scope, path: Path, answers: Answers) -> bool:
    """True when the instance at `path` is followed by another."""
    if path[-1] < scope.fewest:
        return True
    if path[-1] >= scope.most:
        return False
    more = answers.get(slot_of(scope.more, path))
    return more is not None and more.value == YesNo(True)


def _picked(form: Form, scope: Scope, path: Path, answers: Answers) -> tuple[int, ...]:
    """The places, from 1, of the options chosen; own words come after the last option."""
    question = form.question(scope.link_id)
    answer = answers.get(slot_of(scope.link_id, path))
    if answer is None or not isinstance(answer.value, Picked):
        return ()
    chosen = answer.value
    places = tuple(number for number, choice in enumerate(question.choices, 1) if choice.code in chosen.codes)
    return (*places, len(question.choices) + 1) if chosen.other else places


def is_there(form: Form, question: Question, slot: str, answers: Answers) -> bool:
    """True when the instance that the slot names exists."""
    if not question.scopes:
        return True
    path = path_of(slot, question.link_id, len(question.scopes))
    for depth, link_id in enumerate(question.scopes):
        scope, outer, number = form.scopes[link_id], path[:depth], path[depth]
        if scope.kind == "picks":
            if number not in _picked(form, scope, outer, answers):
                return False
        elif not all(_has_next(scope, (*outer, earlier), answers) for earlier in range(1, number)):
            return False
    return True


def within_bounds(form: Form, slot: str) -> bool:
    """True where "add another?" at this slot is neither settled by minOccurs nor beyond maxOccurs."""
    question = form.question(slot)
    scope = form.scopes[question.scopes[-1]]
    return scope.fewest <= path_of(slot, question.link_id, len(question.scopes))[-1] < scope.most


def may_add(form: Form, slot: str, answers: Answers) -> bool:
    """True where "add another?" is to be asked: within the bounds, and after an instance that has any answer."""
    question = form.question(slot)
    path = path_of(slot, question.link_id, len(question.scopes))
    return within_bounds(form, slot) and any(
        _is_within(form, other, question.scopes[-1], path)
        for other, answer in answers.items()
        if answer.state == "answered" and not answer.is_computed
    )


def _is_within(form: Form, slot: str, link_id: str, path: Path) -> bool:
    question = form.question(slot)
    if question.is_more or link_id not in question.scopes:
        return False
    return path_of(slot, question.link_id, len(question.scopes))[: len(path)] == path


def nearest(form: Form, source: str, asker: Question | Note, path: Path, answers: Answers) -> tuple[Answer, ...]:
    """The answers that a condition of `asker` at `path` means by `source`: of the nearest instance.

    Within what both stand in, the same instance; of what repeats only around the source, the last one where the source
    stands before the asker, else the first (FHIR: the ancestors, then what precedes, then what follows). A question
    that takes several answers offers all of them.
    """
    question = form.question(source)
    if not question.scopes:
        found = answers.get(source)
        return (found,) if found is not None else ()
    shared = 0
    for mine, theirs in zip(asker.scopes[: len(path)], question.scopes, strict=False):
        if mine != theirs:
            break
        shared += 1
    if shared == len(question.scopes):
        found = answers.get(slot_of(source, path[:shared]))
        return (found,) if found is not None else ()
    depth = len(question.scopes)
    paths = sorted(
        at
        for slot in answers
        if link_of(slot) == source and (at := path_of(slot, source, depth))[:shared] == path[:shared]
    )
    if not paths:
        return ()
    chosen = paths[-1] if question.order < asker.order else paths[0]
    if question.scopes[-1] == source:
        return tuple(answers[slot_of(source, at)] for at in paths if at[:-1] == chosen[:-1])
    return (answers[slot_of(source, chosen)],)
