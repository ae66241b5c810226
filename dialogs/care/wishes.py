"""What a family says of its own needs: which it wants help with, which come first, who acts first.

Help is asked about once at the end of a part, only for what the part found; same-day needs are with a person already.
A need goes by its topic: the link id of the question that found it. `md2h` is that question's wish in the response.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from dialogs.care.needs import NeedFound
from dialogs.forms.answers import Answer, Picked
from dialogs.forms.conditions import is_open
from dialogs.forms.model import Form, Question
from dialogs.forms.tailoring import FIXED, HAVE_HELP

#: `wants_help` of the product: yes, not now, we have help already.
Wish = Literal["yes", "not_now", "have_help"]
#: More would not fit one text.
_MOST_TO_RANK = 5
_MOST_RANKED = 3
_MOST_REVIEWED = 4
_NUMBER = re.compile(r"\d+")


def offered(
    form: Form, found: Iterable[NeedFound], own: Sequence[str], answers: Mapping[str, Answer]
) -> dict[str, tuple[str, ...]]:
    """What each question about the family's own needs offers now: see `tailoring.tailored`.

    found: what this interview raised. own: topics of the family's needs, the most pressing first. What offers nothing
    yet is not asked, and not counted among the questions to come.
    """
    topics = [need.topic for need in found if need.topic and need.severity != "same_day" and not need.is_carried]
    rows = ranked(form, own, answers)
    narrowed: dict[str, tuple[str, ...]] = {}
    for question in (form.questions[place] for place in form.offering):
        match question.offers:
            case "found" if question.choices:
                narrowed[question.link_id] = tuple(c.code for c in question.choices if c.code in topics)
            case "found" if not is_open(form, question, question.link_id, answers):
                narrowed[question.link_id] = ()
            case "needs":
                narrowed[question.link_id] = tuple(own[:_MOST_TO_RANK]) if len(own) > 1 else ()
            case "row" if row_of(question.link_id) > len(rows):
                narrowed[question.link_id] = ()
            case _:
                pass
    return narrowed


def wishes(question: Question, answer: Answer) -> dict[str, Wish]:
    """Topic -> wish, for every topic that the help question offered; empty where it was passed over."""
    if answer.state != "answered" or not isinstance(answer.value, Picked):
        return {}
    picked = set(answer.value.codes)
    rest: Wish = "have_help" if HAVE_HELP in picked else "not_now"
    topics = [choice.code for choice in question.choices if choice.code not in FIXED]
    return {topic: "yes" if topic in picked else rest for topic in topics}


def ranked(form: Form, own: Sequence[str], answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The topics that the form's rows are about, first things first; as many as may come while nothing is chosen."""
    asking = (form.questions[place] for place in form.offering)
    choosing = next((question for question in asking if question.offers == "needs"), None)
    if choosing is None:
        return tuple(own[:_MOST_REVIEWED])
    answer = answers.get(choosing.link_id)
    if answer is None:
        return tuple(own[:_MOST_RANKED])
    return in_order(answer, own[:_MOST_TO_RANK])[:_MOST_RANKED]


def in_order(answer: Answer, own: Sequence[str]) -> tuple[str, ...]:
    """The picked topics in the order in which they were named; in the list's order where no digits tell."""
    if answer.state != "answered" or not isinstance(answer.value, Picked):
        return ()
    named = [own[int(digits) - 1] for digits in _NUMBER.findall(answer.raw) if 0 < int(digits) <= len(own)]
    said = tuple(dict.fromkeys(topic for topic in named if topic in answer.value.codes))
    return said if set(said) == set(answer.value.codes) else answer.value.codes


def row_of(link_id: str) -> int:
    """`rk2-3` is about the third row; 0 for a question about none."""
    number = link_id.rpartition("-")[2]
    return int(number) if number.isdigit() else 0
