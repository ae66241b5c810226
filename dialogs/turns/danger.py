"""What follows when a text alarms: the fixed reply, the alert that leaves the building, the held child.

Texts are fixed, never improvised. Someone could be harmed if anything here is wrong (policies §2).
"""

from __future__ import annotations

from dialogs.content import Content
from dialogs.desk import chain
from dialogs.forms.interview import Reply
from dialogs.ids import Id
from dialogs.rows.care import Item
from dialogs.rows.desk import Alert, Thread
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Outgoing, Prompt
from dialogs.rows.people import Child, Contact, Staff
from dialogs.snapshot import Turn
from dialogs.turns import consent, handoff, interviews, prompts
from dialogs.turns.hearing import Hearing, thread_of
from dialogs.turns.roles import has_role
from dialogs.turns.speaking import (
    ALWAYS,
    address_of,
    can_mail,
    cancel_queued,
    children_of,
    coordinator_of,
    names,
    say,
    send,
    tell_staff,
)

#: The fixed reply of each class; amber asks instead.
_REPLY = {"red": "danger", "red_discreet": "danger-discreet", "death": "death"}
#: Kept with the amber question when violence or abuse is behind it.
_DISCREET = "discreet"


def is_untaken(turn: Turn, contact: Contact) -> bool:
    """An alarm of theirs sounds, and nobody on the team has taken it."""
    return any(alert.contact_id == contact.id and alert.is_untaken for alert in turn.each(Alert))


def look(hearing: Hearing) -> bool:
    """Answer an alarming text before anything else is done with it. True when nothing else may be done."""
    if hearing.heard.button or hearing.heard.is_block:
        return False
    keywords = hearing.content.keywords
    if keywords.means(hearing.text, "emergency") or keywords.means(hearing.text, "help"):
        # The word alone has an answer of its own, with the 911 line: the family's lines and an alert, or the HELP text.
        return False
    match hearing.heard.screened.kind:
        case "red" | "red_discreet" | "death" as kind:
            sound(hearing, kind)
            return True
        case "amber":
            # An opt-out is absolute: nobody who sends one is asked anything.
            return not hearing.content.keywords.is_stop(hearing.text) and _ask_whether_now(hearing)
        case "none":
            return False


def sound(hearing: Hearing, kind: str) -> None:
    """The fixed reply, an urgent thread that a person owns, and an alert."""
    turn, contact = hearing.turn, hearing.contact
    say(turn, hearing.content, contact, _REPLY[kind], "safety", address=hearing.address)
    raise_alarm(turn, hearing.content, contact, kind, hearing)
    if kind == "death":
        hold_for_loss(turn, contact)
    if hearing.content.keywords.is_stop(hearing.text) and contact.silence != "stop":
        # Danger answers first and the opt-out holds all the same: whoever hurts them may be reading along.
        consent.stop_contact(turn, hearing.contact, hearing.address, "text", hearing.text)
    _call_if_stopped(hearing)


def _call_if_stopped(hearing: Hearing) -> None:
    """The carrier blocks our reply after STOP: only a call reaches them."""
    if hearing.contact.silence == "stop" and hearing.address.channel == "sms":
        handoff.open_item(
            hearing.turn, hearing.contact, "call_now", "same_day", "stopped_but_urgent", due_at=hearing.turn.now
        )


def raise_alarm(turn: Turn, content: Content, contact: Contact, kind: str, hearing: Hearing | None) -> Alert:
    """Thread urgent, a person owns it, the open question is not asked again; the first alert goes out at once."""
    coordinator = coordinator_of(turn)
    urgent = "death" if kind == "death" else "red"
    for prompt in turn.each(Prompt):
        if prompt.contact_id == contact.id and prompt.state in ("open", "queued"):
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
            Alert(
                next(turn.ids), contact.id, kind, "open", turn.now,
                message_id=hearing.heard.message_id if hearing else None, next_at=turn.now,
            ),
            "alert-raised",
        )  # fmt: skip
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
    order = ("emergency", "amber", "red_discreet", "red", "death")
    return max(first, second, key=lambda kind: order.index(kind) if kind in order else 0)


def _ask_whether_now(hearing: Hearing) -> bool:
    """Amber: what was written still counts as an answer, but the next thing said is "Is this happening now?"."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    is_asked = any(
        prompt.contact_id == contact.id and prompt.kind == "amber" and prompt.state in ("open", "queued")
        for prompt in turn.each(Prompt)
    )
    if is_asked or hearing.thread.urgent in ("red", "death"):
        # It is being asked, or a person is on it already.
        return False
    walk = interviews.open_walk(turn, contact)
    prompt = prompts.open_prompt(turn, contact)
    if walk is not None and prompt is not None and prompt.interview_id == walk.id and walk.status == "in-progress":
        _take_answer_quietly(hearing, walk)
    else:
        handoff.needs_reply(turn, contact, is_asked=False)
    held = _DISCREET if ".red_discreet." in hearing.heard.screened.rule else ""
    prompts.ask(turn, content, contact, "amber", "danger-amber", "safety", address=hearing.address, held=held)
    thread = thread_of(turn, contact)
    if not thread.urgent:
        turn.change(thread, "amber", urgent="amber")
    present = hearing.heard.screened.is_present
    turn.add(
        Alert(
            next(turn.ids), contact.id, "amber", "waiting", turn.now, message_id=hearing.heard.message_id,
            is_present=present, next_at=turn.now + turn.program.policies.amber_silence if present else None,
        ),
        "amber-asked",
    )  # fmt: skip
    handoff.open_item(turn, contact, "amber", "same_day", "")
    _call_if_stopped(hearing)
    return True


def _take_answer_quietly(hearing: Hearing, walk: Walk) -> None:
    """Record the answer; whatever the interview would say now is dropped, and asked again after "not now"."""
    turn, contact = hearing.turn, hearing.contact
    known = {row.id for row in turn.each(Outgoing)}
    interviews.answer(
        turn, hearing.content, walk, Reply(text=hearing.text), address=hearing.address,
        message_id=hearing.heard.message_id,
    )  # fmt: skip
    for row in turn.each(Outgoing):
        is_of_interview = row.id not in known or row.purpose in ("question", "nudge")
        if row.contact_id == contact.id and row.state == "queued" and is_of_interview:
            turn.change(row, "taken-back", state="cancelled", reason="cleared_by_reply")
    for prompt in turn.each(Prompt):
        if prompt.contact_id == contact.id and prompt.interview_id and prompt.state in ("queued", "open"):
            prompts.close(turn, prompt, "withdrawn")


def answered(hearing: Hearing, prompt: Prompt, code: str) -> None:
    """The reply to "Is this happening now?"."""
    turn, contact = hearing.turn, hearing.contact
    prompts.close(turn, prompt, "answered")
    alert = next((a for a in turn.each(Alert) if a.contact_id == contact.id and a.state == "waiting"), None)
    if code == "now":
        sound(hearing, _class_behind(prompt))
        return
    if alert is not None:
        close(turn, alert, "amber-not-now")
    thread = thread_of(turn, contact)
    if thread.urgent == "amber":
        turn.change(thread, "amber-over", urgent="")
    before = hearing.content.wording.say(contact.language, "not-now-thanks", **names(turn, contact))
    walk = interviews.open_walk(turn, contact)
    pushed = next(iter(prompts.superseded(turn, contact)), None)
    is_in_talk = thread_of(turn, contact).owner_kind == "human"
    if walk is not None and walk.status == "in-progress" and not is_in_talk:
        interviews.ask_again(turn, hearing.content, walk, address=hearing.address, before=before)
        return
    if pushed is not None:
        prompts.reopen(turn, pushed)
    say(turn, hearing.content, contact, "not-now-thanks", "reply", address=hearing.address)


def _class_behind(prompt: Prompt | None) -> str:
    """What amber becomes when it is happening now: discreet stays discreet, on a phone that somebody may watch."""
    return "red_discreet" if prompt is not None and prompt.held == _DISCREET else "red"


def emergency(hearing: Hearing) -> bool:
    """EMERGENCY in any language: the 911 line and the family's own lines in plain text, at any hour; and an alert."""
    if not hearing.content.keywords.means(hearing.text, "emergency"):
        return False
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    send(turn, contact, _emergency_text(hearing), "emergency", key="emergency", address=hearing.address)
    _call_if_stopped(hearing)
    if not is_untaken(turn, contact):
        alert = turn.add(
            Alert(next(turn.ids), contact.id, "emergency", "open", turn.now, message_id=hearing.heard.message_id,
                  next_at=turn.now),
            "alert-raised",
        )  # fmt: skip
        step(turn, content, alert)
        handoff.needs_reply(turn, contact, is_asked=False)
        if thread_of(turn, contact).urgent in ("", "amber"):
            turn.change(thread_of(turn, contact), "urgent", urgent="emergency")
    return True


def _emergency_text(hearing: Hearing) -> str:
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


def hold_for_loss(turn: Turn, contact: Contact) -> None:
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


def told_of_death(turn: Turn, contact: Contact, staff: Staff) -> None:
    """Staff heard of it, as in a call: all is held as after a text, and they say of whom. Nobody is alerted."""
    handoff.to_human(turn, contact, staff.id, "urgent", urgent="death")
    if not any(item.kind == "loss" and item.state == "open" for item in turn.each(Item)):
        hold_for_loss(turn, contact)


def confirm_loss(turn: Turn, child: Child, staff: Staff) -> None:
    """Staff confirm: the child stays suppressed; siblings' texts go on once staff lift each contact's hold.

    Who decides has the alert: nobody else is called about a death that the team has looked at.
    """
    turn.change(child, "loss-confirmed", suppressed="loss")
    for alert in turn.each(Alert):
        if alert.kind == "death" and alert.state == "open":
            acknowledge(turn, alert, staff)


def undo_loss(turn: Turn, staff: Staff) -> None:
    """It was a misunderstanding: everything goes on as before."""
    for child in turn.each(Child):
        if child.suppressed == "loss":
            turn.change(child, "loss-undone", suppressed="")
    for contact in turn.each(Contact):
        if contact.silence == "loss":
            turn.change(contact, "loss-undone", silence="")
    for alert in turn.each(Alert):
        if alert.kind == "death" and alert.state in ("open", "acknowledged"):
            close(turn, alert, "loss-undone", staff.id)
    for thread in turn.each(Thread):
        if thread.urgent == "death":
            turn.change(thread, "loss-undone", urgent="")


def due(turn: Turn, content: Content, alert: Alert) -> None:
    """An alert's time has come: amber that was met with silence becomes red, an open one goes to the next person."""
    if alert.state == "waiting":
        contact = turn.find(Contact, alert.contact_id)
        if contact is None:
            close(turn, alert, "alert-closed")
            return
        asked = next((p for p in turn.each(Prompt) if p.contact_id == contact.id and p.kind == "amber"), None)
        kind = _class_behind(asked)
        if contact.silence in consent.SILENT:
            # It would answer nothing that they wrote: after STOP only a call may come of itself.
            handoff.open_item(turn, contact, "call_now", "same_day", "stopped_but_urgent", due_at=turn.now)
        else:
            say(turn, content, contact, _REPLY[kind], "safety", address=address_of(turn, contact))
        raise_alarm(turn, content, contact, kind, None)
    elif alert.state == "open":
        step(turn, content, alert)
