"""Who helps a family already, as it named them: "we have help" -> who? And which therapy the child gets. Rows of the
care team, read off the answers.

Nothing is stored beside the answers: a corrected name is the name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec import Struct

from dialogs.forms.answers import Picked, Value
from dialogs.forms.model import CHOOSING, Form, Question
from dialogs.forms.tailoring import HAVE_HELP
from dialogs.forms.texts import choice_label
from dialogs.rows.interviews import Answer
from dialogs.wording import Wording


class Helper(Struct, frozen=True):
    """Somebody, or some place. source: the answer that names them; wishes: "we have help", one for each need.

    topic: what it is for where no wish says so, as the wish about it would be called.
    """

    name: str
    source: Answer
    wishes: tuple[Answer, ...] = ()
    topic: str = ""


#: Built-in questions whose options are helpers themselves, and the wish about what they all help with.
_KINDS = {"th1": "th2h"}


def named(
    answers: Iterable[Answer], form_of: Callable[[Answer], Form | None], language: str, wording: Wording
) -> tuple[Helper, ...]:
    """The helpers that the answers in force name, in the order in which they were named."""
    given = [answer for answer in answers if answer.state == "answered" and answer.replaced_at is None]
    found: list[Helper] = []
    for answer in sorted(given, key=lambda answer: answer.at):
        form = form_of(answer)
        if form is None or not form.has(answer.link_id):
            continue
        question = form.question(answer.link_id)
        if question.offers == "found" and question.kind not in CHOOSING:
            wishes = tuple(other for other in given if _has_help(other, answer))
            found.append(Helper(answer.raw.strip(), answer, wishes))
        elif form.wording_key and answer.link_id in _KINDS:
            labels = _chosen(form, question, answer, language, wording)
            found += [Helper(label, answer, topic=_KINDS[answer.link_id]) for label in labels]
    return tuple(found)


def _chosen(form: Form, question: Question, answer: Answer, language: str, wording: Wording) -> Iterator[str]:
    value: Value | None = msgspec.json.decode(answer.value, type=Value) if answer.value else None
    for choice in question.choices:
        if isinstance(value, Picked) and choice.code in value.codes and not choice.is_exclusive:
            yield choice_label(form, question, choice, language, wording, {})


def what_for(link_id: str, language: str, wording: Wording, form: Form | None = None) -> str:
    """What the need is called that a wish is about: md2h -> "getting medicine"; "this" for any other question.

    form: where the wish was told; a program's own has the name of the need among what its help question offers.
    """
    topic = link_id.removesuffix("h")
    if form is not None and not form.wording_key:
        offered = (choice for place in form.offering for choice in form.questions[place].choices)
        own = next((choice.text.say(language) for choice in offered if choice.code == topic), "")
        return own if own and link_id.endswith("h") else "this"
    key = f"topic-{topic}"
    return wording.say(language, key) if link_id.endswith("h") and wording.has(language, key) else "this"


def _has_help(wish: Answer, who: Answer) -> bool:
    """Whether it is "we have help", said in the same interview. The question about all needs holds other codes too."""
    if wish.interview_id != who.interview_id or not wish.link_id.endswith("h") or not wish.value:
        return False
    value: Value = msgspec.json.decode(wish.value, type=Value)
    return value == Picked((HAVE_HELP,))
