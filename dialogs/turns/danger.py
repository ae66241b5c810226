"""What follows when a text alarms: the fixed reply and the alert, or "is this happening now?".

Texts are fixed, never improvised. Someone could be harmed if anything here is wrong (policies §2).
"""

from __future__ import annotations

from dialogs.content import Content
from dialogs.forms.interview import Reply
from dialogs.rows.desk import Alert
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Outgoing, Prompt
from dialogs.rows.people import Contact
from dialogs.snapshot import Turn
from dialogs.turns import alerts, consent, handoff, interviews, loss, prompts
from dialogs.turns.hearing import Hearing, thread_of
from dialogs.turns.speaking import address_of, names, queued, say, take_back

#: The fixed reply of each class; amber asks instead.
_REPLY = {"red": "danger", "red_discreet": "danger-discreet", "death": "death"}
#: Kept with the amber question when violence or abuse is behind it.
_DISCREET = "discreet"


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
    alerts.raise_alarm(turn, hearing.content, contact, kind, hearing.heard.message_id)
    if kind == "death":
        loss.hold(turn, contact)
    if hearing.content.keywords.is_stop(hearing.text) and contact.silence != "stop":
        # Danger answers first and the opt-out holds all the same: whoever hurts them may be reading along.
        consent.stop_contact(turn, hearing.contact, hearing.address, "text", hearing.text)
    alerts.call_if_stopped(hearing)


def _ask_whether_now(hearing: Hearing) -> bool:
    """Amber: what was written still counts as an answer, but the next thing said is "Is this happening now?"."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    is_asked = any(prompt.kind == "amber" for prompt in prompts.under_way(turn, contact))
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
    alerts.call_if_stopped(hearing)
    return True


def _take_answer_quietly(hearing: Hearing, walk: Walk) -> None:
    """Record the answer; whatever the interview would say now is dropped, and asked again after "not now"."""
    turn, contact = hearing.turn, hearing.contact
    known = {row.id for row in turn.each(Outgoing)}
    interviews.answer(
        turn, hearing.content, walk, Reply(text=hearing.text), address=hearing.address,
        message_id=hearing.heard.message_id,
    )  # fmt: skip
    for row in queued(turn, contact):
        if row.id not in known or row.purpose in ("question", "nudge"):
            take_back(turn, row, "cleared_by_reply")
    for prompt in prompts.under_way(turn, contact):
        if prompt.interview_id:
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
        alerts.close(turn, alert, "amber-not-now")
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


def due(turn: Turn, content: Content, alert: Alert) -> None:
    """An alert's time has come: amber that was met with silence becomes red, an open one goes to the next person."""
    if alert.state == "waiting":
        contact = turn.find(Contact, alert.contact_id)
        if contact is None:
            alerts.close(turn, alert, "alert-closed")
            return
        asked = next((p for p in turn.each(Prompt) if p.contact_id == contact.id and p.kind == "amber"), None)
        kind = _class_behind(asked)
        if contact.silence in consent.SILENT:
            # It would answer nothing that they wrote: after STOP only a call may come of itself.
            handoff.open_item(turn, contact, "call_now", "same_day", "stopped_but_urgent", due_at=turn.now)
        else:
            say(turn, content, contact, _REPLY[kind], "safety", address=address_of(turn, contact))
        alerts.raise_alarm(turn, content, contact, kind)
    elif alert.state == "open":
        alerts.step(turn, content, alert)
