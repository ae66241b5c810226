"""An alert of a family: raised, passed on along the chain, taken, closed.

Someone could be harmed if anything here is wrong (policies §2).
"""

from __future__ import annotations

from dialogs.content import Content
from dialogs.desk import chain
from dialogs.ids import Id
from dialogs.rows.desk import Alert
from dialogs.rows.people import Contact, Staff
from dialogs.snapshot import Turn
from dialogs.turns import handoff, prompts
from dialogs.turns.hearing import Hearing, thread_of
from dialogs.turns.speaking import can_mail, coordinator_of, tell_staff

#: The kinds of alert, the lightest first.
_GRAVITY = ("emergency", "amber", "red_discreet", "red", "death")


def is_untaken(turn: Turn, contact: Contact) -> bool:
    """An alarm of theirs sounds, and nobody on the team has taken it."""
    return any(alert.contact_id == contact.id and alert.is_untaken for alert in turn.each(Alert))


def raise_alarm(turn: Turn, content: Content, contact: Contact, kind: str, message_id: Id | None = None) -> Alert:
    """Thread urgent, a person owns it, the open question is not asked again; the first alert goes out at once.

    message_id: the text that alarms, where it was one.
    """
    coordinator = coordinator_of(turn)
    urgent = "death" if kind == "death" else "red"
    for prompt in prompts.under_way(turn, contact):
        prompts.close(turn, prompt, "withdrawn")
    handoff.needs_reply(turn, contact, is_asked=False)
    handoff.to_human(turn, contact, coordinator.id if coordinator else None, "urgent", urgent=urgent)
    turn.change(thread_of(turn, contact), "urgent", urgent=urgent)
    known = next((a for a in turn.each(Alert) if a.contact_id == contact.id and a.state in ("waiting", "open")), None)
    if known is not None and known.state == "open":
        return turn.change(known, "alert-repeated", kind=graver(known.kind, kind))
    if known is not None:
        alert = turn.change(known, "alert-raised", kind=kind, state="open", step=0, next_at=turn.now)
    else:
        alert = turn.add(
            Alert(next(turn.ids), contact.id, kind, "open", turn.now, message_id=message_id, next_at=turn.now),
            "alert-raised",
        )
    return step(turn, content, alert)


def step(turn: Turn, content: Content, alert: Alert) -> Alert:
    """Tell the next in the chain on their own phone and by e-mail, without a word of health; then wait."""
    team = chain.chain_of(coordinator_of(turn), turn.snapshot.staff, by_mail=can_mail(turn))
    code = turn.family.code if turn.family else ""
    for person in chain.called(team, alert.step):
        key = f"alert:{alert.id.hex}:{alert.step}:{person.id.hex}"
        tell_staff(
            turn, content, person, "staff-alert", alert_id=alert.id, once_key=key, code=code,
            mark=chain.mark_of(alert.id),
        )  # fmt: skip
    then = chain.next_at(team, alert.step, turn.now, turn.program)
    return turn.change(alert, "alert-stepped", step=alert.step + 1, next_at=then)


def acknowledge(turn: Turn, alert: Alert, staff: Staff) -> Alert:
    """Somebody has it: the chain stops."""
    return turn.change(
        alert, "alert-acknowledged", state="acknowledged", next_at=None, acknowledged_by=staff.id,
        acknowledged_at=turn.now,
    )  # fmt: skip


def close(turn: Turn, alert: Alert, what: str, by: Id | None = None) -> Alert:
    """It is over. by: who on the team said so; None where the family did.

    With an EMERGENCY its thread is no longer urgent: the word alone gave the thread to nobody who would hand it back.
    """
    contact = turn.find(Contact, alert.contact_id)
    if contact is not None and alert.kind == thread_of(turn, contact).urgent == "emergency":
        turn.change(thread_of(turn, contact), "emergency-over", urgent="")
    return turn.change(alert, what, state="closed", next_at=None, closed_by=by, closed_at=turn.now)


def graver(first: str, second: str) -> str:
    """The class that counts of two."""
    return max(first, second, key=lambda kind: _GRAVITY.index(kind) if kind in _GRAVITY else 0)


def call_if_stopped(hearing: Hearing) -> None:
    """The carrier blocks our reply after STOP: only a call reaches them."""
    if hearing.contact.silence == "stop" and hearing.address.channel == "sms":
        handoff.open_item(
            hearing.turn, hearing.contact, "call_now", "same_day", "stopped_but_urgent", due_at=hearing.turn.now
        )
