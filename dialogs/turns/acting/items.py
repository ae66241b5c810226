"""What staff do with the things to do: tick off, and open again."""

from __future__ import annotations

from dialogs.content import Content
from dialogs.people import Contact, Item, Staff
from dialogs.snapshot import Turn
from dialogs.turns import handoff
from dialogs.turns.acts import CloseItem, Done, Refused, ReopenItem, Result

#: Ways in which a call ends that mean that somebody answered it.
_SPOKE = frozenset({"reached_agreed", "declined"})


def close(turn: Turn, content: Content, act: CloseItem, staff: Staff) -> Result:
    """Done, with how it ended; whoever was spoken to waits no more."""
    item = turn.get(Item, act.item_id)
    turn.change(item, "item-closed", state="closed", closed_at=turn.now, closed_by=staff.id, reason=act.reason)
    if item.contact_id is not None and act.reason in _SPOKE:
        handoff.spoke(turn, turn.get(Contact, item.contact_id))
    return Done(item.id)


def reopen(turn: Turn, content: Content, act: ReopenItem, staff: Staff) -> Result:
    """It was ticked off by mistake."""
    if act.item.state != "closed":
        return Refused("nothing")
    turn.change(act.item, "item-reopened", state="open", closed_at=None, closed_by=None, reason="")
    return Done(act.item.id)
