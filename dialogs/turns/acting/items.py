"""What staff do with the things to do: tick off, with what follows from how it ended, and open again."""

from __future__ import annotations

from dialogs.content import Content
from dialogs.rows.care import Item
from dialogs.rows.people import Contact, Staff
from dialogs.snapshot import Turn
from dialogs.turns import consent, handoff, hospital, loss
from dialogs.turns.acts import CloseItem, Done, Refused, ReopenItem, Result
from dialogs.turns.speaking import address_of, children_of


def close(turn: Turn, content: Content, act: CloseItem, staff: Staff) -> Result:
    """Done, with how it ended; what was heard in a call holds for the line, too."""
    item = turn.get(Item, act.item_id)
    turn.change(item, "item-closed", state="closed", closed_at=turn.now, closed_by=staff.id, reason=act.reason)
    contact = turn.find(Contact, item.contact_id)
    if contact is not None:
        _follow(turn, item, contact, act.reason, staff)
    return Done(item.id)


def _follow(turn: Turn, item: Item, contact: Contact, reason: str, staff: Staff) -> None:
    match reason:
        case "reached_agreed" | "declined":
            # Somebody answered the call: whoever was spoken to waits no more.
            handoff.spoke(turn, contact)
        case "call_later" | "not_responding":
            handoff.open_item(turn, contact, item.kind, "request", item.note, child_id=item.child_id)
        case "wrong_number":
            address = address_of(turn, contact)
            if address is not None and contact.silence != "wrong_number":
                consent.quarantine(turn, contact, address)
        case "hospitalised":
            children = [child for child in children_of(turn, contact) if item.child_id in (None, child.id)]
            if len(children) == 1 and not children[0].suppressed:
                hospital.admitted(turn, children[0])
        case "deceased":
            loss.told(turn, contact, staff)
        case _:
            pass


def reopen(turn: Turn, content: Content, act: ReopenItem, staff: Staff) -> Result:
    """It was ticked off by mistake."""
    if act.item.state != "closed":
        return Refused("nothing")
    turn.change(act.item, "item-reopened", state="open", closed_at=None, closed_by=None, reason="")
    return Done(act.item.id)
