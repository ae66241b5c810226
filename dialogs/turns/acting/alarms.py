"""What staff do about an alert and after a death: take it, close it, decide, let go on what was held."""

from __future__ import annotations

from dialogs.content import Content
from dialogs.rows.care import Item
from dialogs.rows.desk import Alert
from dialogs.rows.people import Child, Contact, Staff
from dialogs.snapshot import Turn
from dialogs.turns import alerts, loss
from dialogs.turns.acts import LIFTED_BECAUSE, CloseAlert, Done, LiftHold, Refused, Result, SettleLoss, TakeAlert
from dialogs.turns.speaking import children_of


def take(turn: Turn, content: Content, act: TakeAlert, staff: Staff) -> Result:
    """ "I have it": nobody else is told any more."""
    alerts.acknowledge(turn, turn.get(Alert, act.alert_id), staff)
    return Done(act.alert_id)


def close(turn: Turn, content: Content, act: CloseAlert, staff: Staff) -> Result:
    """It is over."""
    alerts.close(turn, turn.get(Alert, act.alert_id), "alert-closed", staff.id)
    return Done(act.alert_id)


def settle_loss(turn: Turn, content: Content, act: SettleLoss, staff: Staff) -> Result:
    """Confirm for one child, or undo for the family."""
    if act.child_id is None:
        loss.undo(turn, staff)
        return Done(None)
    for child in turn.each(Child):
        if child.id == act.child_id:
            loss.confirm(turn, child, staff)
        elif child.suppressed == "loss":
            turn.change(child, "loss-elsewhere", suppressed="")
    return Done(act.child_id)


def lift_hold(turn: Turn, content: Content, act: LiftHold, staff: Staff) -> Result:
    """After a loss only once it is decided who died: that child stays held. After a placement change only for who has
    a child with them."""
    contact = turn.get(Contact, act.contact_id)
    is_undecided = any(item.kind == "loss" and item.state == "open" for item in turn.each(Item))
    if contact.silence == "placement" and not children_of(turn, contact):
        return Refused("no_role")
    if is_undecided or act.reason not in LIFTED_BECAUSE.get(contact.silence, ()):
        return Refused("nothing")
    is_paused = contact.silence_until is not None and contact.silence_until > turn.now
    silence = "stop" if contact.consent == "withdrawn" else "pause" if is_paused else ""
    turn.change(contact, f"hold-lifted-{act.reason}", silence=silence)
    return Done(contact.id)
