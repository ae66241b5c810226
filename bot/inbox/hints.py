"""What an item is about, in words: its note is short and made of codes."""

from __future__ import annotations

from bot.inbox import answers, showing
from bot.inbox.concerns import sector
from bot.inbox.showing import OURS
from dialogs.content import Content
from dialogs.forms import texts
from dialogs.rows.care import Item

#: Names that a question's text may hold: an item says them beside it.
_NAMES = {"child": "the child", "who": "other", "need": "this", "contact": "", "coordinator": "", "program": ""}


def hint(content: Content, item: Item) -> str:
    """The note of an item as staff read it."""
    head, _, rest = item.note.partition(": ")
    match item.kind:
        case "need" if rest:
            return f"{sector(head)}: {rest.replace('-', ' ')}"
        case "call_questions" if head == "assessment":
            return f"Never asked: {'; '.join(answers.title(content, form) for form in rest.split(', '))}"
        case "call_questions" | "declined" | "letter" if rest:
            asked = (question(content, head, link) for link in rest.split(", "))
            return f"{answers.title(content, head)}: {'; '.join(asked)}"
        case "call_questions" | "interview_silent":
            return answers.title(content, item.note)
        case "heard_danger":
            return "See that they are safe, or raise the alert from the interview."
        case "visits_in_stay":
            return f"Visits in the next two weeks: {item.note}"
        case _:
            return showing.NOTES[item.note] if item.note in showing.NOTES else _sent(head, rest)


def question(content: Content, form_name: str, link_id: str) -> str:
    """A question in a few words: what its need is called, or its text."""
    form = content.find(form_name)
    is_built_in = form is None or bool(form.wording_key)
    if is_built_in and content.wording.has(OURS, f"topic-{link_id}"):
        return content.wording.say(OURS, f"topic-{link_id}")
    if form is None or not form.has(link_id):
        return link_id
    return texts.slot_text(form, link_id, OURS, content.wording, _NAMES)


def _sent(head: str, rest: str) -> str:
    """A message that did not leave: what it was, and why; else the words as they stand."""
    if rest in showing.REASONS:
        return f"{showing.PURPOSES.get(head) or head.capitalize()}: {showing.REASONS[rest]}"
    return " ".join((f"{head}: {rest}" if rest else head).split("_"))
