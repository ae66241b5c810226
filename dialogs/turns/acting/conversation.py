"""What staff do in a thread: reply, note, take over, hand back, resolve."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b

from dialogs.content import Content
from dialogs.rows.desk import Alert, Note
from dialogs.rows.interviews import Walk
from dialogs.rows.people import Contact, Staff
from dialogs.snapshot import Turn
from dialogs.turns import alerts, consent, handoff, interviews, promises
from dialogs.turns.acts import Done, HandBack, Refused, Reply, Resolve, Result, TakeOver, WriteNote
from dialogs.turns.hearing import thread_of
from dialogs.turns.speaking import address_of, names, send


def reply(turn: Turn, content: Content, act: Reply, staff: Staff) -> Result:
    """A person's words. If something newer came in than the writer saw, nothing is sent until they say so."""
    contact = turn.get(Contact, act.contact_id)
    thread = thread_of(turn, contact)
    if not act.text.strip():
        return Refused("nothing")
    if thread.last_in_id != act.seen_id and not act.is_anyway:
        return Refused("newer")
    if contact.silence in consent.SILENT:
        return Refused("stopped")
    address = address_of(turn, contact)
    if address is None:
        return Refused("gone")
    row = send(
        turn, contact, act.text.strip(), "person", address=address, once_key=_once(staff, act),
        author_id=staff.id,
    )  # fmt: skip
    handoff.to_human(turn, contact, staff.id, "replied")
    handoff.answered(turn, contact)
    turn.change(
        thread_of(turn, contact), "answered", status="waiting_family", waiting_since=None, due_at=None,
        receipt_sent=False, last_staff_at=turn.now, owner_id=staff.id,
    )  # fmt: skip
    _hold(turn, contact)
    if act.then == "resolve" and not alerts.is_untaken(turn, contact):
        _close(turn, content, contact, staff)
    return Done(row.id if row else None)


def _once(staff: Staff, act: Reply) -> str:
    """The same for a second click on the same words; changed words are another message and leave."""
    said = blake2b(f"{act.contact_id.hex}/{act.text.strip()}".encode(), digest_size=8).hexdigest()
    return f"person:{staff.id.hex}:{act.key}:{said}"


def note(turn: Turn, content: Content, act: WriteNote, staff: Staff) -> Result:
    """A private note; it has no path to any channel."""
    written = turn.add(Note(act.row_id or next(turn.ids), act.contact_id, staff.id, act.text, turn.now), "note-written")
    return Done(written.id)


def take_over(turn: Turn, content: Content, act: TakeOver, staff: Staff) -> Result:
    """A person holds the thread; without a word for an hour the bot has it back."""
    contact = turn.get(Contact, act.contact_id)
    handoff.to_human(turn, contact, staff.id, "taken-over")
    _hold(turn, contact)
    return Done(contact.id)


def _hold(turn: Turn, contact: Contact) -> None:
    idle = timedelta(minutes=turn.program.policies.hand_back_idle_minutes)
    promises.promise(turn, contact, "hand_back", turn.now + idle)


def hand_back(turn: Turn, content: Content, act: HandBack, staff: Staff) -> Result:
    """The bot holds the thread again; not while an alert waits."""
    contact = turn.get(Contact, act.contact_id)
    return Refused("danger") if alerts.is_untaken(turn, contact) else give_back(turn, content, contact)


def resolve(turn: Turn, content: Content, act: Resolve, staff: Staff) -> Result:
    """Nothing waits here any more; not while an alert waits."""
    contact = turn.get(Contact, act.contact_id)
    return Refused("danger") if alerts.is_untaken(turn, contact) else _close(turn, content, contact, staff)


def give_back(turn: Turn, content: Content, contact: Contact) -> Result:
    """The bot again; if an interview rests, the family is asked whether to go on."""
    thread = thread_of(turn, contact)
    if thread.owner_kind != "human":
        return Refused("nothing")
    handoff.to_bot(turn, contact, "handed-back")
    promises.clear(turn, contact, "hand_back")
    walk = interviews.open_walk(turn, contact)
    if walk is None or (not walk.interview.position and not interviews.is_resting_offer(walk)):
        return Done(contact.id)
    if walk.interview.mode != "text":
        _leave_talk(turn, content, contact, walk)
        return Done(contact.id)
    if contact.silence:
        return Done(contact.id)
    rested = walk if interviews.is_resting_offer(walk) else interviews.rest(turn, content, walk, "staff")
    before = content.wording.say(contact.language, "handed-back", **names(turn, contact))
    interviews.ask_again(turn, content, rested, before=before)
    return Done(contact.id)


def _leave_talk(turn: Turn, content: Content, contact: Contact, walk: Walk) -> None:
    """Begun in speech or on paper: nobody agreed yet to go on by text, and no text is an answer to it. It rests, and is
    to be gone on with: nobody would be asked the rest otherwise."""
    if walk.status == "in-progress":
        interviews.rest(turn, content, walk, "staff")
    handoff.open_item(turn, contact, "call_questions", "need", walk.form, child_id=walk.child_id)


def _close(turn: Turn, content: Content, contact: Contact, staff: Staff) -> Result:
    """Nothing waits here any more; where a person held the thread, the bot has it back."""
    handoff.answered(turn, contact)
    if thread_of(turn, contact).owner_kind == "human":
        give_back(turn, content, contact)
    turn.change(
        thread_of(turn, contact), "resolved", status="resolved", waiting_since=None, due_at=None, receipt_sent=False,
        urgent="",
    )  # fmt: skip
    for alert in turn.each(Alert):
        if alert.contact_id == contact.id and alert.state == "acknowledged":
            alerts.close(turn, alert, "alert-closed", staff.id)
    return Done(contact.id)
