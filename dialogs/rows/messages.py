"""What is said and what is asked: messages in and out, files, tries at sending, and the open question."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from dialogs.ids import Id
from dialogs.rows.people import Language


class Message(Struct, frozen=True):
    """One text from a family, as it came (normalised for storage only)."""

    id: Id
    contact_id: Id | None
    line_id: Id
    address: str
    provider_id: str
    text: str
    at: datetime
    #: JSON-able (url, content type) pairs of what came with it.
    attachments: tuple[tuple[str, str], ...] = ()
    #: '' or what it is: voice-failed, unknown-sender, edited, staff (from a colleague's phone); stranger-stop and
    #: stranger-start, of which the last decides whether an unknown number is answered.
    mark: str = ""
    #: What the screen said: '' for nothing.
    screened: str = ""
    prompt_id: Id | None = None
    #: Written while a private question was open, whatever was made of it.
    is_private: bool = False


class Attachment(Struct, frozen=True):
    """A file that came with a message. `source`: where its provider keeps it."""

    id: Id
    message_id: Id
    content_type: str
    source: str
    created_at: datetime
    #: waiting (at the provider), stored (here, and still there), kept (only here), failed
    state: str = "waiting"
    #: Bytes, once it is here.
    size: int = 0
    fetched_at: datetime | None = None


class Option(Struct, frozen=True):
    """One way to answer a prompt: the code it stands for; its position + 1 is the digit."""

    code: str
    label: str


class Prompt(Struct, frozen=True):
    """The one thing a contact is being asked now."""

    id: Id
    contact_id: Id
    kind: str
    #: queued, open, answered, superseded, expired, withdrawn
    state: str = "queued"
    options: tuple[Option, ...] = ()
    interview_id: Id | None = None
    question: str = ""
    appointment_id: Id | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    created_at: datetime | None = None
    #: A text set aside until this prompt is answered ("I meant my answer").
    held: str = ""
    #: The other visits of a digest: it is one question for all of them.
    others: tuple[Id, ...] = ()


class Outgoing(Struct, frozen=True):
    """A message on its way: the exact text and the conditions on which it may still leave."""

    id: Id
    contact_id: Id | None
    staff_id: Id | None
    line_id: Id
    address: str
    #: reply, safety, stop, help, emergency, question, nudge, reminder, person, notice, invite, alert
    purpose: str
    key: str
    language: Language
    text: str
    once_key: str
    created_at: datetime
    not_before: datetime
    latest_useful: datetime | None = None
    prompt_id: Id | None = None
    buttons: tuple[Option, ...] = ()
    #: The thread's epoch when it was queued; -1 where a change of owner does not matter.
    epoch: int = -1
    is_proactive: bool = False
    event_at: datetime | None = None
    child_id: Id | None = None
    reminder_id: Id | None = None
    alert_id: Id | None = None
    #: queued, sending, sent, delivered, read, failed, unknown, cancelled, suppressed
    state: str = "queued"
    reason: str = ""
    attempts: int = 0
    claimed_at: datetime | None = None
    provider_id: str = ""
    check_at: datetime | None = None
    sent_at: datetime | None = None
    author_id: Id | None = None
    #: What the words give away: plain; clinic (names a doctor or clinic); details (health, housing, behavior, legal);
    #: private (details, and never on a shared phone). The gates compare it with what contact and line may carry.
    carriage: Literal["plain", "clinic", "details", "private"] = "plain"
    #: '' or why it may pass window or caps: send_now (a coordinator's logged exception), announcement (approved by
    #: a second person), same_day (a same-day item), sitting (an agreed sitting)
    exempt: Literal["", "send_now", "announcement", "same_day", "sitting"] = ""


class Attempt(Struct, frozen=True):
    """One try at sending, committed before the network call."""

    id: Id
    outgoing_id: Id
    number: int
    started_at: datetime
    ended_at: datetime | None = None
    #: '' while under way; sent, later, refused, unknown
    outcome: str = ""
    reason: str = ""
