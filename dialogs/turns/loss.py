"""After a death: everything about the child is held until staff confirm it, or undo it."""

from __future__ import annotations

from dialogs.rows.care import Item
from dialogs.rows.desk import Alert, Thread
from dialogs.rows.people import Child, Contact, Staff
from dialogs.snapshot import Turn
from dialogs.turns import alerts, handoff
from dialogs.turns.roles import has_role
from dialogs.turns.speaking import ALWAYS, cancel_queued, children_of


def hold(turn: Turn, contact: Contact) -> None:
    """Everything about the child is held at once; siblings' automatic texts wait until staff decide.

    One child: that one. Several: all, because a text rarely says which, and a wrong one must not be written about.
    Someone without a say for the child, or in conflict, holds nothing: the alarm is raised and a person looks.
    """
    handoff.open_item(turn, contact, "loss", "same_day", "confirm_or_undo", due_at=turn.now)
    if not has_role(turn, contact, "may_answer", "gets_reminders"):
        return
    for child in children_of(turn, contact):
        turn.change(child, "loss-provisional", suppressed="loss")
    for other in turn.each(Contact):
        if not other.silence:
            turn.change(other, "loss-held", silence="loss")
        cancel_queued(turn, other, "child_suppressed", keep=ALWAYS | {"person"})


def told(turn: Turn, contact: Contact, staff: Staff) -> None:
    """Staff heard of it, as in a call: all is held as after a text, and they say of whom. Nobody is alerted."""
    handoff.to_human(turn, contact, staff.id, "urgent", urgent="death")
    if not any(item.kind == "loss" and item.state == "open" for item in turn.each(Item)):
        hold(turn, contact)


def confirm(turn: Turn, child: Child, staff: Staff) -> None:
    """Staff confirm: the child stays suppressed; siblings' texts go on once staff lift each contact's hold.

    Who decides has the alert: nobody else is called about a death that the team has looked at.
    """
    turn.change(child, "loss-confirmed", suppressed="loss")
    for alert in turn.each(Alert):
        if alert.kind == "death" and alert.state == "open":
            alerts.acknowledge(turn, alert, staff)


def undo(turn: Turn, staff: Staff) -> None:
    """It was a misunderstanding: everything goes on as before."""
    for child in turn.each(Child):
        if child.suppressed == "loss":
            turn.change(child, "loss-undone", suppressed="")
    for contact in turn.each(Contact):
        if contact.silence == "loss":
            turn.change(contact, "loss-undone", silence="")
    for alert in turn.each(Alert):
        if alert.kind == "death" and alert.state in ("open", "acknowledged"):
            alerts.close(turn, alert, "loss-undone", staff.id)
    for thread in turn.each(Thread):
        if thread.urgent == "death":
            turn.change(thread, "loss-undone", urgent="")
