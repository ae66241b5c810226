"""Texts from numbers that nobody has linked to a family: one neutral answer a day, and a place where staff see them."""

from __future__ import annotations

from dialogs.content import Content
from dialogs.reading.text import plain
from dialogs.rows.messages import Message, Outgoing
from dialogs.safety.screen import Kind
from dialogs.turns import handoff
from dialogs.turns.hearing import Hearing
from dialogs.turns.hours import written_hours

#: Amber cannot be asked about where no reply can be tied to anybody: the fixed text with the emergency line answers.
_ANSWERS = {
    "red": ("danger", "safety"),
    "red_discreet": ("danger-discreet", "safety"),
    "death": ("death", "safety"),
    "amber": ("danger", "safety"),
}


def likely_language(text: str, content: Content) -> str:
    """The language of which the text holds most: of what families answer in it, and of our own words; else English."""
    said = set(plain(text[:300]).split())
    best, most = "en", 0
    for language in content.wording.languages:
        options = content.keywords.options.get(language, {}).values()
        texts = [word for words in options for word in words]
        texts += [content.wording.say(language, key, **_NOBODY) for key in ("stranger", "help", "receipt-open")]
        known = len(said & {part for each in texts for part in plain(each).split()})
        if known > most:
            best, most = language, known
    return best


#: The wording's names left empty: only its words are looked at.
_NOBODY = dict.fromkeys(("program", "phone", "emergency", "coordinator", "hours"), "")


def answer(hearing: Hearing) -> None:
    """Ask for name and clinic, once a day; danger, EMERGENCY and HELP are answered each time.

    After a stop word nothing else is sent until START: safety and EMERGENCY answer, stopped or not.
    """
    turn, heard, content = hearing.turn, hearing.heard, hearing.content
    has_stopped = _has_stopped(hearing)
    kind = heard.screened.kind
    if content.keywords.means(heard.text, "help"):
        kind = "none"
    is_urgent = kind in ("red", "red_discreet", "death") or content.keywords.means(heard.text, "emergency")
    if not (heard.is_block or heard.handled) and (is_urgent or not has_stopped):
        _say(hearing, _language(hearing), kind)
    if kind != "none":
        handoff.open_item(turn, None, "stranger_danger", "same_day", kind, due_at=turn.now)


def _has_stopped(hearing: Hearing) -> bool:
    """Whether this number must be left alone; a stop or start word is marked, to be found with the next text."""
    turn, heard, keywords = hearing.turn, hearing.heard, hearing.content.keywords
    message = turn.get(Message, heard.message_id)
    if heard.handled == "STOP" or keywords.is_stop(heard.text):
        turn.change(message, "stranger-stopped", mark="stranger-stop")
        return True
    if heard.handled == "START" or keywords.means(heard.text, "start"):
        turn.change(message, "stranger-started", mark="stranger-start")
        return False
    return heard.has_stopped


def _say(hearing: Hearing, language: str, kind: Kind) -> None:
    turn, heard, content = hearing.turn, hearing.heard, hearing.content
    key, purpose = _ANSWERS.get(kind, ("stranger", "help"))
    if content.keywords.means(heard.text, "emergency"):
        key, purpose = "emergency", "emergency"
    elif content.keywords.means(heard.text, "help"):
        key, purpose = "help", "help"
    program = turn.program
    text = content.wording.say(
        language, key, program=program.name, phone=program.phone, emergency=program.emergency_number,
        poison=program.poison_number, crisis=program.crisis_number, coordinator=program.name,
        hours=written_hours(program.policies.business, content.wording, language),
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


def _language(hearing: Hearing) -> str:
    """In which to answer, as nobody knows a stranger's language yet: the one in which the danger was found (each rule
    begins with it), else the likeliest."""
    found = hearing.heard.screened.rule.partition(".")[0]
    languages = hearing.content.wording.languages
    return found if found in languages else likely_language(hearing.text, hearing.content)
