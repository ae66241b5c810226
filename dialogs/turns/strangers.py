"""Texts from numbers that nobody has linked to a family: one neutral answer a day, and a place where staff see them."""

from __future__ import annotations

from dialogs.content import Content
from dialogs.people import Outgoing
from dialogs.reading.text import plain
from dialogs.turns import handoff
from dialogs.turns.hearing import Hearing


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
    """Ask for name and clinic, once a day; a stop word gets nothing, danger gets the emergency line."""
    turn, heard, content = hearing.turn, hearing.heard, hearing.content
    language = likely_language(heard.text, content)
    if heard.is_block or content.keywords.is_stop(heard.text):
        return
    is_danger = heard.screened.kind in ("red", "red_discreet")
    key = "danger" if is_danger else "stranger"
    day = turn.now.date().isoformat()
    program = turn.program
    text = content.wording.say(
        language, key, program=program.name, phone=program.phone, emergency=program.emergency_number,
        poison=program.poison_number, crisis=program.crisis_number, coordinator=program.name,
    )  # fmt: skip
    turn.add(
        Outgoing(
            id=next(turn.ids),
            contact_id=None,
            staff_id=None,
            line_id=heard.line_id,
            address=heard.address,
            purpose="safety" if is_danger else "help",
            key=key,
            language=language,
            text=text,
            once_key=f"stranger:{key}:{heard.address_key}:{day}",
            created_at=turn.now,
            not_before=turn.now,
        ),
        "stranger-answered",
    )
    if is_danger:
        handoff.open_item(turn, None, "stranger_danger", "same_day", "", due_at=turn.now)
