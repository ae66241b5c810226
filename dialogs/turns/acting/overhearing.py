"""Danger in what staff write down of a talk or a voice note: whoever writes it is told at once, and nothing is texted.

words alarm --> a same-day item that the page shows as an emergency card --raise--> the alert, as for a text
                                                                        --looked after--> closed
Why not the alarm itself: docs/decisions/0014.
"""

from __future__ import annotations

from dialogs.content import Content
from dialogs.rows.care import Item
from dialogs.rows.interviews import Walk
from dialogs.rows.people import Contact, Staff
from dialogs.safety.screen import screen
from dialogs.snapshot import Turn
from dialogs.turns import alerts, handoff, loss, needs
from dialogs.turns.acts import Done, RaiseAlert, Refused, Result

#: The kind of its item; the note is the class that the words gave.
HEARD = "heard_danger"


def listen(turn: Turn, content: Content, walk: Walk, slot: str, text: str) -> bool:
    """Whether the words alarm; then there is one open item about it, with the gravest class. slot: what they answer."""
    contact = turn.get(Contact, walk.contact_id)
    form = needs.form_of(turn, content, walk)
    is_invited = form.has(slot) and form.question(slot).names_danger
    kind = screen(text, walk.interview.language, content.phrases, invited=is_invited).kind
    if kind == "none":
        return False
    known = open_item(turn, contact)
    if known is not None and alerts.graver(known.note, kind) != known.note:
        turn.change(known, "heard-graver", state="closed", closed_at=turn.now, reason="heard_graver")
        known = None
    if known is None:
        handoff.open_item(turn, contact, HEARD, "same_day", kind, due_at=turn.now, child_id=walk.child_id)
    return True


def open_item(turn: Turn, contact: Contact) -> Item | None:
    """What was heard from this contact and nobody has looked after yet."""
    items = (item for item in turn.each(Item) if item.contact_id == contact.id and item.kind == HEARD)
    return next((item for item in items if item.state == "open"), None)


def raise_alert(turn: Turn, content: Content, act: RaiseAlert, staff: Staff) -> Result:
    """It is happening: the alert goes its way as for a text, but the family, who is being spoken with, gets none."""
    item = turn.get(Item, act.item_id)
    if item.kind != HEARD or item.state != "open":
        return Refused("nothing")
    contact = turn.get(Contact, item.contact_id)
    kind = "red" if item.note == "amber" else item.note
    alerts.raise_alarm(turn, content, contact, kind)
    if kind == "death":
        loss.hold(turn, contact)
    turn.change(item, "alert-wanted", state="closed", closed_at=turn.now, closed_by=staff.id, reason="alert_raised")
    return Done(contact.id)
