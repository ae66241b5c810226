""" "We are home", in the words of a family whose child was in hospital."""

from __future__ import annotations

from dialogs.turns import handoff, hospital, visits
from dialogs.turns.hearing import Hearing
from dialogs.turns.speaking import names


def look(hearing: Hearing) -> bool:
    """Noted, and a person hears of it. True when dealt with: who is talking with them reads it in their own words."""
    if hearing.heard.button or not hearing.content.keywords.means(hearing.text, "home"):
        return False
    turn, contact = hearing.turn, hearing.contact
    inside = hospital.inside(turn, contact)
    if not inside:
        return False
    for child in inside:
        hospital.came_home(turn, contact, child)
        handoff.open_item(turn, contact, "came_home", "request", "", child_id=child.id)
    if hearing.thread.owner_kind == "human":
        return False
    visits.say_and_go_on(hearing, "home-again", names(turn, contact), "")
    return True
