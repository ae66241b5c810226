"""Between the bot and people: texts that go to a person, who holds the thread, and giving it back.

    bot --a person is wanted · red · death · sent on · staff write or take over--> human
    human --handed back · resolved · idle inside the window--> bot

A change of owner raises the epoch; what the bot had queued before and nobody claimed yet is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from dialogs.content import Content
from dialogs.forms.needs import Severity
from dialogs.ids import Id
from dialogs.reminders.business import business_due, is_business_open, true_hours
from dialogs.reminders.dates import written_back
from dialogs.rows.care import Item
from dialogs.rows.desk import Thread
from dialogs.rows.interviews import Walk
from dialogs.rows.people import Address, Contact
from dialogs.snapshot import Turn
from dialogs.turns import prompts
from dialogs.turns.hearing import thread_of
from dialogs.turns.speaking import BOUND_TO_OWNER, names, queued, send, take_back

_RECEIPTS = frozenset({"receipt-open", "receipt-closed"})


def needs_reply(turn: Turn, contact: Contact, *, is_asked: bool = True) -> bool:
    """The thread waits for a person. True when the family should now get its one receipt of this waiting spell."""
    thread = thread_of(turn, contact)
    policies = turn.program.policies
    fields: dict[str, Any] = {"status": "needs_reply"}
    if thread.waiting_since is None:
        due_at = business_due(turn.now, policies.reply_due_business_hours, turn.program)
        fields |= {"waiting_since": turn.now, "due_at": due_at}
    is_first = not thread.receipt_sent
    if is_asked and is_first:
        fields["receipt_sent"] = True
    turn.change(thread, "reply-needed", **fields)
    return is_asked and is_first


def receipt_key(turn: Turn) -> str:
    return "receipt-open" if is_business_open(turn.now, turn.program) else "receipt-closed"


def receipt(turn: Turn, content: Content, contact: Contact) -> str:
    """ "{coordinator} has your message …" with the true hours, in the contact's language."""
    back = written_back(true_hours(turn.now, turn.program), contact.language, sms=True)
    return content.wording.say(contact.language, receipt_key(turn), back=back, **names(turn, contact))


def told_once(turn: Turn, content: Content, contact: Contact) -> str:
    """The thread waits for a person: the receipt, or a short "sent on" where this spell has had its receipt."""
    if needs_reply(turn, contact):
        return receipt(turn, content, contact)
    return content.wording.say(contact.language, "sent-on", **names(turn, contact))


def to_person(
    turn: Turn,
    content: Content,
    contact: Contact,
    *,
    address: Address | None = None,
    before: str = "",
    delay: timedelta = timedelta(),
) -> None:
    """What the family wrote is for a person: the thread waits, and one receipt a spell says when they read it."""
    key, text = "plain", before
    if needs_reply(turn, contact):
        key, text = receipt_key(turn), f"{before} {receipt(turn, content, contact)}".strip()
    if text:
        send(turn, contact, text, "reply", key=key, address=address, delay=delay)


def in_their_talk(
    turn: Turn, content: Content, contact: Contact, *, address: Address | None = None, asks: bool = False
) -> None:
    """A text while a person holds the thread. While people write to each other a receipt would only be in the way: it
    is for a question that stays without an answer for some minutes. At night, or long after the last word of staff, the
    family is told once, at once, when somebody reads it. Never after danger or a death: there a person calls."""
    thread, policies = thread_of(turn, contact), turn.program.policies
    last = thread.last_staff_at
    # Whoever took over and has not written yet is about to.
    is_fresh = last is None or turn.now - last <= timedelta(minutes=policies.hand_back_idle_minutes)
    is_talking = thread.owner_id is not None and is_fresh and is_business_open(turn.now, turn.program)
    if thread.urgent or (is_talking and not asks):
        needs_reply(turn, contact, is_asked=False)
    else:
        wait = timedelta(minutes=policies.receipt_in_talk_minutes) if is_talking else timedelta()
        to_person(turn, content, contact, address=address, delay=wait)


def answered(turn: Turn, contact: Contact) -> None:
    """A person has answered, or nothing waits any more: a receipt that is still on its way would be late."""
    for row in queued(turn, contact):
        if row.key in _RECEIPTS:
            take_back(turn, row, "cleared_by_reply")


def person_wanted(turn: Turn, contact: Contact, *, child_id: Id | None) -> None:
    """ "I'd rather talk": a person holds the thread from now on, and calls."""
    to_human(turn, contact, None, "person-wanted")
    open_item(turn, contact, "call", "request", "rather_talk", child_id=child_id)


def to_human(turn: Turn, contact: Contact, owner_id: Id | None, why: str, **fields: Any) -> Thread:
    """A person holds the thread now; the interview rests and the bot's queued words are dropped."""
    thread = thread_of(turn, contact)
    if thread.owner_kind == "human":
        return (
            turn.change(thread, why, owner_id=owner_id or thread.owner_id, **fields) if fields or owner_id else thread
        )
    drop_bot_words(turn, contact)
    for walk in turn.each(Walk):
        if walk.contact_id == contact.id and walk.status == "in-progress":
            turn.change(walk, "interview-paused", status="paused", changed_at=turn.now)
    for prompt in prompts.under_way(turn, contact):
        if prompt.kind == "question":
            prompts.close(turn, prompt, "withdrawn")
    return turn.change(thread, why, owner_kind="human", owner_id=owner_id, epoch=thread.epoch + 1, **fields)


def to_bot(turn: Turn, contact: Contact, why: str) -> Thread:
    """The bot holds the thread again. What waits for an answer goes on waiting, whoever talks meanwhile."""
    thread = thread_of(turn, contact)
    values = {"owner_kind": "bot", "owner_id": None, "epoch": thread.epoch + 1, "urgent": ""}
    if thread.status != "needs_reply":
        values |= {"status": "bot", "waiting_since": None, "due_at": None, "receipt_sent": False}
    return turn.change(thread, why, **values)


def spoke(turn: Turn, contact: Contact) -> None:
    """Staff spoke with the family: what comes next has a receipt of its own. Whether a text still waits, staff say."""
    answered(turn, contact)
    thread = thread_of(turn, contact)
    if thread.receipt_sent:
        turn.change(thread, "spoke", receipt_sent=False)


def drop_bot_words(turn: Turn, contact: Contact) -> None:
    """What the bot queued for its own talk with this contact, and nobody claimed yet, is not said any more."""
    for row in queued(turn, contact):
        if row.purpose in BOUND_TO_OWNER:
            turn.change(row, "dropped", state="suppressed", reason="owner_changed")


def open_item(
    turn: Turn,
    contact: Contact | None,
    kind: str,
    severity: Severity,
    note: str,
    *,
    due_at: datetime | None = None,
    child_id: Id | None = None,
) -> Item:
    """Something for a person to do. Same-day items are due within the day's business hours, or at once."""
    if due_at is None:
        hours = {"same_day": 1, "request": 8, "need": 24}[severity]
        due_at = business_due(turn.now, hours, turn.program)
    return turn.add(
        Item(next(turn.ids), contact.id if contact else None, child_id, kind, severity, note, due_at, turn.now),
        f"item-{kind}",
    )


def leave_to_call(turn: Turn, contact: Contact, form: str, slots: Iterable[str], *, child_id: Id | None = None) -> None:
    """Questions that this phone may not carry are asked in a call: one item for all of a form, while it is open."""
    head = f"{form}: "
    for item in turn.each(Item):
        is_theirs = item.kind == "call_questions" and (item.contact_id, item.child_id) == (contact.id, child_id)
        if is_theirs and item.state == "open" and item.note.startswith(head):
            listed = dict.fromkeys((*item.note.removeprefix(head).split(", "), *slots))
            turn.change(item, "item-call_questions", note=head + ", ".join(listed))
            return
    open_item(turn, contact, "call_questions", "need", head + ", ".join(slots), child_id=child_id)
