"""A person on the staff talks with the family: what it writes then is for that person."""

from __future__ import annotations

import re
from datetime import timedelta

from dialogs.forms.commands import Command
from dialogs.turns import (
    handoff,
    interviews,
)
from dialogs.turns.hearing import Hearing
from dialogs.turns.speaking import coordinator_of

#: "Thanks" within this time of a person's reply does not make anybody wait again.
_THANKS_FOR = timedelta(hours=24)


def look(hearing: Hearing) -> bool:
    """A person talks with the family: the text is theirs. "Thanks" does not make anybody wait again."""
    if hearing.thread.owner_kind != "human" or hearing.heard.button:
        return False
    if _goes_on(hearing):
        return True
    if not _is_thanks(hearing):
        handoff.in_their_talk(
            hearing.turn, hearing.content, hearing.contact, address=hearing.address, asks=_asks(hearing)
        )
    return True


def _asks(hearing: Hearing) -> bool:
    """A question, by its mark or its first words."""
    is_marked = any(mark in hearing.text for mark in "?¿？؟")
    return is_marked or hearing.content.commands.opens_question(hearing.text, hearing.contact.language)


def _goes_on(hearing: Hearing) -> bool:
    """GO ON, before anybody on the staff took the talk up: the interview goes on, and a call that was asked for stays.
    Later the words may as well be for that person."""
    turn, contact, content, thread = hearing.turn, hearing.contact, hearing.content, hearing.thread
    walk = interviews.open_walk(turn, contact)
    order = content.commands.find(hearing.text, contact.language)
    if thread.owner_id is not None or thread.urgent or contact.silence or walk is None:
        return False
    if walk.status != "paused" or walk.interview.mode != "text" or order is None or order.command is not Command.GO_ON:
        return False
    handoff.to_bot(turn, contact, "went-on")
    interviews.resume(turn, content, walk, address=hearing.address)
    return True


def _is_thanks(hearing: Hearing) -> bool:
    last, is_waiting = hearing.thread.last_staff_at, hearing.thread.waiting_since is not None
    if last is None or is_waiting or hearing.turn.now - last > _THANKS_FOR:
        return False
    staff = coordinator_of(hearing.turn)
    said = re.sub(rf"\b{re.escape(staff.first_name)}\b", "", hearing.text, flags=re.I) if staff else hearing.text
    return hearing.content.keywords.says(said, "thanks")
