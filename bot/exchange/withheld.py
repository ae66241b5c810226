"""What of a record stays in the house unless it is asked for by name: a caregiver's private answers, what is discreet,
what a contact said in confidence, and everything that follows from any of these.
"""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.content import Content
from dialogs.desk.privacy import asks_privately
from dialogs.forms.model import Form, Question
from dialogs.forms.slots import link_of
from dialogs.ids import Id
from dialogs.rows.care import Item
from storage.whole import Whole


def withheld(whole: Whole, content: Content) -> frozenset[Id]:
    """The ids of the rows that leave only by name."""
    found = set(_answers(whole, content)) | set(whole.private)
    found |= {answer.message_id for answer in whole.answers if answer.id in found and answer.message_id}
    found |= {message.id for message in whole.heard if message.screened == "red_discreet"}
    found |= set(_needs(whole, found))
    keys = _close_keys(content)
    found |= {message.id for message in whole.said if message.key in keys or asks_privately(content, message)}
    found |= {item.id for item in whole.items if _tells(item, whole, content, found)}
    return frozenset(found | set(_in_confidence(whole)))


def close_questions(form: Form) -> frozenset[str]:
    """The link ids whose answers are private or discreet, and those asked or worked out because of such an answer."""
    close: set[str] = set()
    for place in form.in_turn:
        question = form.questions[place]
        if question.is_private or question.is_discreet or _follows(question, close):
            close.add(question.link_id)
    return frozenset(close)


def _follows(question: Question, close: set[str]) -> bool:
    """Whether a question stands under, depends on, or is computed from one of these."""
    gates = [gate.expression for gate in question.gates if gate.expression]
    expressions = [*gates, *([question.calculation] if question.calculation else [])]
    sources = {condition.source for gate in question.gates for condition in gate.conditions}
    sources |= {*question.groups, *question.score}
    sources |= {source for expression in expressions for source in expression.sources}
    # An expression that names nothing may look at any answer.
    return bool(sources & close) or (bool(close) and any(not expression.sources for expression in expressions))


def close_of(content: Content, name: str, version: str) -> frozenset[str] | None:
    """The same by name and version; None where the form is no longer at hand."""
    form = content.find(name, version)
    return close_questions(form) if form is not None else None


def _answers(whole: Whole, content: Content) -> Iterator[Id]:
    close = {(a.form, a.version): close_of(content, a.form, a.version) for a in whole.answers}
    for answer in whole.answers:
        questions = close[answer.form, answer.version]
        if answer.is_private or questions is None or link_of(answer.link_id) in questions:
            yield answer.id


def _needs(whole: Whole, found: set[Id]) -> Iterator[Id]:
    close = {link_of(answer.link_id) for answer in whole.answers if answer.id in found}
    for need in whole.needs:
        if need.is_private or need.is_discreet or close & {link_of(slot) for slot in need.behind}:
            yield need.id


def _close_keys(content: Content) -> frozenset[str]:
    """The wording keys of our own texts that ask for, or read back, what leaves only by name."""
    return frozenset(
        f"form-{name}-{link_id}" for (name, _), form in content.forms.items() for link_id in close_questions(form)
    )


def _tells(item: Item, whole: Whole, content: Content, found: set[Id]) -> bool:
    """Whether something to do was opened by a withheld answer or need: its note names it."""
    place, _, named = item.note.partition(": ")
    match item.kind:
        case "need":
            return any(need.id in found and (need.sector, need.code) == (place, named) for need in whole.needs)
        case "declined" | "call_questions":
            close = close_of(content, place, "")
            return close is None or bool(close & {link_of(slot) for slot in named.split(", ")})
        case _:
            return any(message.id in found and message.text == item.note for message in whole.heard if item.note)


def _in_confidence(whole: Whole) -> Iterator[Id]:
    """Everything of a contact who was promised confidence: a youth with a thread of their own."""
    trusting = {link.contact_id for link in whole.home.links if link.is_confidential}
    if not trusting:
        return
    rows = (whole.walks, whole.answers, whole.needs, whole.items, whole.heard, whole.said)
    for row in (row for kind in rows for row in kind):
        if row.contact_id in trusting:
            yield row.id
