"""What every channel for families looks like from inside: what arrives, and how a send can end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from dialogs.ids import Id
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Channel


class Attachment(Struct, frozen=True):
    """A file that came with a message: where the provider keeps it, and what it says it is."""

    url: str
    content_type: str
    size: int | None = None


class Inbound(Struct, frozen=True):
    """One message from an outsider, verified, not yet stored. `provider_id` is unique per line."""

    channel: Channel
    line: str
    address: str
    text: str
    provider_id: str
    at: datetime
    attachments: tuple[Attachment, ...] = ()
    #: A button: the prompt it belongs to and the code it stands for.
    prompt_id: Id | None = None
    button: str = ""
    is_edit: bool = False
    #: The provider handled this keyword itself: STOP, START, HELP.
    handled: str = ""
    #: `/start CODE` of a Telegram deep link.
    start_code: str = ""
    #: The person blocked us (Telegram my_chat_member).
    is_block: bool = False


class Sent(Struct, frozen=True):
    """The provider took it."""

    provider_id: str
    state: str = "sent"


class TryLater(Struct, frozen=True):
    """It certainly did not leave; try again after `after`. `is_channel_wide`: every other send should wait too."""

    reason: str
    after: timedelta
    is_channel_wide: bool = False


class Refused(Struct, frozen=True):
    """It will never leave like this. `meaning`: permanent, opted_out, ours_to_fix, filtered, expired."""

    reason: str
    meaning: str


class Unknown(Struct, frozen=True):
    """It may or may not have left: read timeout, cut connection, 5xx."""

    reason: str


Outcome = Sent | TryLater | Refused | Unknown


class Status(Struct, frozen=True):
    """A later word of the provider about a message of ours. `state`: sent, delivered, read, failed, unknown."""

    channel: Channel
    provider_id: str
    state: str
    at: datetime
    message_id: Id | None = None
    code: str = ""
    #: As in Refused, or `later`: then `after` says when to try again and `retries` how often at most.
    meaning: str = ""
    after: timedelta | None = None
    retries: int = 0


class Rejected(Struct, frozen=True):
    """Something at a webhook that is not what it pretends to be: answered 403, counted, never stored."""

    reason: str


class Media(Struct, frozen=True):
    """A fetched file. `content_type` is what its bytes say, whatever was declared."""

    content: bytes
    content_type: str


class Unusable(Struct, frozen=True):
    """A file that we do not take: too large, from elsewhere, gone. `is_final` is false when asking again may help."""

    reason: str
    is_final: bool = True


class Sender(Protocol):
    """The outgoing half of a channel."""

    channel: Channel

    async def send(self, message: Outgoing) -> Outcome:
        """Try once, within 30 s, with no transaction open. Never raises for a provider's trouble."""
        ...

    async def find(self, message: Outgoing) -> tuple[Status, ...]:
        """Ask the provider for a message of unknown outcome: what may be it, the likeliest first; none where it cannot
        tell."""
        ...
