"""What staff do with a number that nobody knew: it is a contact's, and what it wrote stands in their thread."""

from __future__ import annotations

from typing import cast

from dialogs.content import Content
from dialogs.rows.messages import Attachment, Message
from dialogs.rows.people import Address, Channel, Contact, Staff
from dialogs.snapshot import Turn
from dialogs.turns import handoff
from dialogs.turns.acting.people import agreed
from dialogs.turns.acts import CHECKED, Done, LinkNumber, Refused, Result
from dialogs.turns.hearing import thread_of
from dialogs.turns.joining import METHODS


def link(turn: Turn, content: Content, act: LinkNumber, staff: Staff) -> Result:
    """The number is theirs from now on. What they wrote waits for a person: nobody has answered it."""
    contact = turn.get(Contact, act.contact_id)
    if act.checked not in CHECKED or act.method not in METHODS or not act.messages:
        return Refused("nothing")
    last = act.messages[-1]
    channel, _, value = last.address.partition(":")
    if any((address.line_id, address.value) == (last.line_id, value) for address in turn.each(Address)):
        return Refused("taken")
    if not act.keeps_old:
        _leave(turn, contact, channel)
    address = Address(next(turn.ids), contact.id, last.line_id, cast(Channel, channel), value)
    turn.add(address, f"number-linked-{act.checked}")
    agreed(turn, contact, address.channel, act.method, staff)
    hand_over(turn, contact, act.messages)
    return Done(contact.id)


def _leave(turn: Turn, contact: Contact, channel: str) -> None:
    """Somebody else may have the old number by now: nothing is written there any more."""
    for address in turn.each(Address):
        if address.contact_id == contact.id and address.channel == channel:
            turn.change(address, "number-left", state="wrong_number")


def hand_over(turn: Turn, contact: Contact, messages: tuple[Message, ...]) -> None:
    """What the number wrote as a stranger's, oldest first, stands in the contact's thread and waits for a person."""
    for message in messages:
        _hand_over(turn, contact, message)
    handoff.needs_reply(turn, contact, is_asked=False)
    thread, last = thread_of(turn, contact), messages[-1]
    if thread.last_in_at is None or thread.last_in_at < last.at:
        turn.change(thread, "heard", last_in_at=last.at, last_in_id=last.id)


def _hand_over(turn: Turn, contact: Contact, message: Message) -> None:
    turn.change(message, "message-linked", contact_id=contact.id)
    # A stranger's files were left with the provider: nobody could have opened them.
    for source, content_type in message.attachments:
        turn.add(Attachment(next(turn.ids), message.id, content_type, source, message.at), "file-came")
