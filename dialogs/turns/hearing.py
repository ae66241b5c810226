"""One text of a family as the family voice sees it: who sent it, where from, and what the line may say."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dialogs.content import Content
from dialogs.ids import Id
from dialogs.rows.desk import Thread
from dialogs.rows.people import Address, Channel, Contact
from dialogs.safety.screen import Screened
from dialogs.snapshot import Turn


class Heard(Struct, frozen=True):
    """One text at the door: verified, normalised for storage, screened; its sender looked up.

    contact_id and address_id are None for a stranger. attachments: (url, content type). started: the contact to whom a
    one-time code ties this address.
    """

    message_id: Id
    line_id: Id
    channel: Channel
    address: str
    text: str
    provider_id: str
    at: datetime
    screened: Screened
    contact_id: Id | None = None
    address_id: Id | None = None
    attachments: tuple[tuple[str, str], ...] = ()
    prompt_id: Id | None = None
    button: str = ""
    is_edit: bool = False
    #: The provider dealt with this keyword by itself: STOP, START, HELP.
    handled: str = ""
    is_block: bool = False
    #: A keyed hash of the address: names nobody, and is the same every time.
    address_key: str = ""
    #: A stranger who said STOP and not START since.
    has_stopped: bool = False


class Hearing:
    """The family voice at work on one text."""

    def __init__(self, turn: Turn, heard: Heard, content: Content) -> None:
        self.turn = turn
        self.heard = heard
        self.content = content
        self._thread_id: Id | None = None

    @property
    def text(self) -> str:
        return self.heard.text

    @property
    def contact(self) -> Contact:
        """The one who writes, as they stand in this turn. Only after a stranger was dealt with."""
        return self.turn.get(Contact, self.heard.contact_id)

    @property
    def address(self) -> Address:
        """Where they write from, and where the answer goes."""
        return self.turn.get(Address, self.heard.address_id)

    @property
    def thread(self) -> Thread:
        thread = self.turn.find(Thread, self._thread_id) or thread_of(self.turn, self.contact)
        self._thread_id = thread.id
        return thread


def thread_of(turn: Turn, contact: Contact) -> Thread:
    """The contact's thread; made when first needed."""
    found = next((thread for thread in turn.each(Thread) if thread.contact_id == contact.id), None)
    return found or turn.add(Thread(next(turn.ids), contact.id), "thread-opened")
