"""The staff voice: what a coordinator does. Expected refusals are values; who may do what: dialogs/desk/permission."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from dialogs.content import Content
from dialogs.desk import chain
from dialogs.ids import Id, Ids
from dialogs.rows.people import Staff
from dialogs.snapshot import Snapshot, Turn
from dialogs.turns import acts, talking
from dialogs.turns.acting import alarms, appointments, asking, bonds, conversation, items, numbers, overhearing, people
from dialogs.turns.acts import Done, Refused, Result
from dialogs.turns.speaking import tell_staff

#: How each act is done; every act has its line here.
DEEDS: dict[type, Callable[[Turn, Content, Any, Staff], Result]] = {
    acts.Reply: conversation.reply,
    acts.WriteNote: conversation.note,
    acts.TakeOver: conversation.take_over,
    acts.HandBack: conversation.hand_back,
    acts.Resolve: conversation.resolve,
    acts.TakeAlert: alarms.take,
    acts.CloseAlert: alarms.close,
    acts.RaiseAlert: overhearing.raise_alert,
    acts.SettleLoss: alarms.settle_loss,
    acts.LiftHold: alarms.lift_hold,
    acts.AddVisit: appointments.add,
    acts.MoveVisit: appointments.move,
    acts.CancelVisit: appointments.cancel,
    acts.StartInterview: asking.start,
    talking.TalkThrough: asking.talk,
    talking.TakeDown: asking.talk,
    talking.TypeIn: asking.talk,
    talking.EndTalk: asking.talk,
    talking.MarkRead: asking.talk,
    acts.Invite: people.invite,
    acts.RecordConsent: people.record_consent,
    acts.LinkNumber: numbers.link,
    acts.AddPerson: bonds.add,
    acts.SetRoles: bonds.set_roles,
    acts.EndPlacement: bonds.end_placement,
    acts.ChangeContact: people.change,
    acts.SetCheckIn: people.set_check_in,
    acts.InHospital: people.in_hospital,
    acts.CameHome: people.came_home,
    acts.CloseItem: items.close,
    acts.ReopenItem: items.reopen,
}


def take_turn(
    snapshot: Snapshot, act: acts.Act, staff: Staff, now: datetime, content: Content, ids: Ids
) -> tuple[Turn, Result]:
    """What follows from what a member of staff did; the turn is empty where it was refused."""
    turn, deed = Turn(snapshot, now, ids), DEEDS[type(act)]
    try:
        result = deed(turn, content, act, staff)
    except KeyError:
        result = Refused("gone")
    return (turn, result) if isinstance(result, Done) else (Turn(snapshot, now, ids), result)


def ask_which(turn: Turn, content: Content, staff: Staff, waiting: dict[Id, str], *, once_key: str) -> None:
    """A bare 1 from a colleague's phone while several families wait: which one? waiting: alert -> family code."""
    choices = ", ".join(f"1 {chain.mark_of(alert_id)} = {code}" for alert_id, code in waiting.items())
    tell_staff(turn, content, staff, "staff-alert-which", alert_id=None, once_key=once_key, choices=choices)
