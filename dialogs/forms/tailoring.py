"""A form as one family is asked it: questions made of its own needs get its own options, or are not asked.

The form itself stays as published; only what is offered is narrowed, so a response fits the published form.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from dialogs.forms.model import Form, Question

#: Link id -> the codes to offer, in order; none: the question is not asked.
Offered = Mapping[str, tuple[str, ...]]


def tailored(form: Form, offered: Offered) -> Form:
    """The form with these questions narrowed; options of fixed meaning (none of these, we have help) stay."""
    if not offered:
        return form
    questions = list(form.questions)
    for place in form.offering:
        questions[place] = _narrowed(questions[place], offered)
    return replace(form, questions=tuple(questions))


def _narrowed(question: Question, offered: Offered) -> Question:
    codes = offered.get(question.link_id)
    if codes is None:
        return question
    if not codes:
        return replace(question, is_silent=True)
    if question.offers == "row":
        return question
    own = {choice.code: choice for choice in question.choices}
    fixed = tuple(choice for choice in question.choices if choice.code in FIXED)
    return replace(question, choices=(*(own[code] for code in codes if code in own), *fixed))


#: Options of a help question that stand for no need.
NONE_NOW, HAVE_HELP = "0", "have-help"
FIXED = frozenset({NONE_NOW, HAVE_HELP})
