"""What is said beside the questions: who writes, and what becomes of an answer that a person acts on."""

from __future__ import annotations

from dialogs.care.needs import NeedFound
from dialogs.content import Content
from dialogs.forms.happenings import AnswerRecorded
from dialogs.forms.interview import Step
from dialogs.rows.care import Need
from dialogs.rows.interviews import Walk
from dialogs.rows.people import Contact
from dialogs.snapshot import Turn
from dialogs.turns import effects
from dialogs.turns.speaking import names


def greeting(turn: Turn, content: Content, contact: Contact, form: str) -> str:
    """Who is writing, before an offer that comes out of the blue; some forms have their own."""
    own = f"hello-{form}"
    key = own if content.wording.has(contact.language, own) else "hello"
    return content.wording.say(contact.language, key, **names(turn, contact))


def for_answers(turn: Turn, content: Content, walk: Walk, step: Step, raised: tuple[NeedFound, ...]) -> str:
    """The wording key of what whoever told of something grave, or sent a letter, hears at once; mostly empty.

    raised: what these answers raised. A need's own wording stands before the general one.
    """
    language = turn.get(Contact, walk.contact_id).language
    own = next((f"told-{need.code}" for need in raised if content.wording.has(language, f"told-{need.code}")), "")
    if own:
        return own
    if any(need.severity == "same_day" for need in raised) and not _was_told(turn, walk, raised):
        return "told-same-day"
    given = [entry.answer for entry in step.happenings if isinstance(entry, AnswerRecorded)]
    if any(map(effects.is_stay, given)):
        return "told-hospital"
    return "told-letter" if any(map(effects.is_letter, given)) else ""


def _was_told(turn: Turn, walk: Walk, raised: tuple[NeedFound, ...]) -> bool:
    """This interview found something for today before: to say twice that somebody will be in touch helps nobody."""
    fresh = {need.code for need in raised}
    own = (need for need in turn.each(Need) if need.interview_id == walk.id and need.code not in fresh)
    return any(need.severity == "same_day" for need in own)
