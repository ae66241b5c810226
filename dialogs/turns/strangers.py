"""Texts from numbers that nobody has linked to a family: one neutral answer a day, and a place where staff see them."""

from __future__ import annotations

from dialogs.content import Content
from dialogs.people import Outgoing
from dialogs.reading.text import plain
from dialogs.turns import handoff
from dialogs.turns.hearing import Hearing
from dialogs.turns.safety import Screened, screen

#: Amber cannot be asked about where no reply can be tied to anybody: the fixed text with the emergency line answers.
_ANSWERS = {
    "red": ("danger", "safety"),
    "red_discreet": ("danger-discreet", "safety"),
    "death": ("death", "safety"),
    "amber": ("danger", "safety"),
}
_GRAVITY = ("none", "amber", "death", "red", "red_discreet")


def likely_language(text: str, content: Content) -> str:
    """The language whose accepted words the text holds most of; English when none."""
    said = set(plain(text[:300]).split())
    best, most = "en", 0
    for language in content.wording.languages:
        words = content.keywords.options.get(language, {}).values()
        known = len(said & {part for each in words for word in each for part in plain(word).split()})
        if known > most:
            best, most = language, known
    return best


def answer(hearing: Hearing) -> None:
    """Ask for name and clinic, once a day; a stop word gets nothing. Danger, EMERGENCY and HELP are always answered."""
    turn, heard, content = hearing.turn, hearing.heard, hearing.content
    if heard.is_block or heard.handled or content.keywords.is_stop(heard.text):
        return
    language = likely_language(heard.text, content)
    kind = _screened(hearing).kind
    key, purpose = _ANSWERS.get(kind, ("stranger", "help"))
    if kind == "none" and content.keywords.means(heard.text, "emergency"):
        key, purpose = "emergency", "emergency"
    elif kind == "none" and content.keywords.means(heard.text, "help"):
        key = "help"
    program = turn.program
    text = content.wording.say(
        language, key, program=program.name, phone=program.phone, emergency=program.emergency_number,
        poison=program.poison_number, crisis=program.crisis_number, coordinator=program.name,
    )  # fmt: skip
    once = turn.now.date().isoformat() if key == "stranger" else heard.message_id.hex
    turn.add(
        Outgoing(
            id=next(turn.ids),
            contact_id=None,
            staff_id=None,
            line_id=heard.line_id,
            address=heard.address,
            purpose=purpose,
            key=key,
            language=language,
            text=text,
            once_key=f"stranger:{key}:{heard.address_key}:{once}",
            created_at=turn.now,
            not_before=turn.now,
        ),
        "stranger-answered",
    )
    if kind != "none":
        handoff.open_item(turn, None, "stranger_danger", "same_day", kind, due_at=turn.now)


def _screened(hearing: Hearing) -> Screened:
    """Nobody knows a stranger's language yet: the gravest that any language's list finds."""
    found = [hearing.heard.screened]
    phrases = hearing.content.phrases
    found += [screen(hearing.text, language, phrases) for language in phrases.languages]
    return max(found, key=lambda each: _GRAVITY.index(each.kind))
