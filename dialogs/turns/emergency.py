"""EMERGENCY: the 911 line and the family's own lines in plain text, at any hour; and an alert."""

from __future__ import annotations

from dialogs.rows.desk import Alert
from dialogs.turns import alerts, handoff
from dialogs.turns.hearing import Hearing, thread_of
from dialogs.turns.roles import has_role
from dialogs.turns.speaking import names, send


def look(hearing: Hearing) -> bool:
    """The word in any language. True when dealt with."""
    if not hearing.content.keywords.means(hearing.text, "emergency"):
        return False
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    send(turn, contact, _text(hearing), "emergency", key="emergency", address=hearing.address)
    alerts.call_if_stopped(hearing)
    if not alerts.is_untaken(turn, contact):
        alert = turn.add(
            Alert(next(turn.ids), contact.id, "emergency", "open", turn.now, message_id=hearing.heard.message_id,
                  next_at=turn.now),
            "alert-raised",
        )  # fmt: skip
        alerts.step(turn, content, alert)
        handoff.needs_reply(turn, contact, is_asked=False)
        if thread_of(turn, contact).urgent in ("", "amber"):
            turn.change(thread_of(turn, contact), "urgent", urgent="emergency")
    return True


def _text(hearing: Hearing) -> str:
    """One text. Who has no right to the child's lines, or whose number is not the family's any more, gets 911 alone."""
    turn, contact, say_in = hearing.turn, hearing.contact, hearing.content.wording.say
    language, named = contact.language, names(turn, contact)
    parts = [say_in(language, "emergency", **named), say_in(language, "emergency-phone", **named)]
    is_theirs = contact.silence not in ("wrong_number", "placement", "forget")
    if turn.family and is_theirs and has_role(turn, contact, "gets_emergency"):
        parts.insert(1, turn.family.emergency_lines)
        if turn.family.sheet_kept:
            place = say_in(language, f"sheet-{turn.family.sheet_kept}")
            parts.append(say_in(language, "emergency-sheet", place=place))
    return " ".join(part for part in parts if part)
