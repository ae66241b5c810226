"""Who helps a family already, as it named them: "we have help" -> who? A row of the care team, read off the answers.

Nothing is stored beside the answers: a corrected name is the name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec
from msgspec import Struct

from dialogs.forms.answers import Picked, Value
from dialogs.forms.model import CHOOSING, Form
from dialogs.forms.tailoring import HAVE_HELP
from dialogs.people import Answer
from dialogs.wording import Wording


class Helper(Struct, frozen=True):
    """Somebody, or some place. source: the answer that names them; wishes: "we have help", one for each need."""

    name: str
    source: Answer
    wishes: tuple[Answer, ...]


def named(answers: Iterable[Answer], form_of: Callable[[Answer], Form | None]) -> tuple[Helper, ...]:
    """The helpers that the answers in force name, in the order in which they were named."""
    given = [answer for answer in answers if answer.state == "answered" and answer.replaced_at is None]
    return tuple(
        Helper(answer.raw.strip(), answer, tuple(other for other in given if _has_help(other, answer)))
        for answer in sorted(given, key=lambda answer: answer.at)
        if _names_a_helper(answer, form_of(answer))
    )


def what_for(link_id: str, language: str, wording: Wording) -> str:
    """What the need is called that a wish is about: md2h -> "getting medicine"; "this" for any other question."""
    key = f"topic-{link_id.removesuffix('h')}"
    return wording.say(language, key) if link_id.endswith("h") and wording.has(language, key) else "this"


def _names_a_helper(answer: Answer, form: Form | None) -> bool:
    if form is None or not form.has(answer.link_id):
        return False
    question = form.question(answer.link_id)
    return question.offers == "found" and question.kind not in CHOOSING


def _has_help(wish: Answer, who: Answer) -> bool:
    """Whether it is "we have help", said in the same interview. The question about all needs holds other codes too."""
    if wish.interview_id != who.interview_id or not wish.link_id.endswith("h") or not wish.value:
        return False
    value: Value = msgspec.json.decode(wish.value, type=Value)
    return value == Picked((HAVE_HELP,))
