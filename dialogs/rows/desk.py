"""What staff see and do: threads, alerts, notes and the minutes of a talk."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from dialogs.ids import Id


class Thread(Struct, frozen=True):
    """A contact's conversation as staff see it, and who holds it. `epoch` rises with every change of owner."""

    id: Id
    contact_id: Id
    owner_kind: Literal["bot", "human"] = "bot"
    owner_id: Id | None = None
    epoch: int = 0
    #: bot, needs_reply, waiting_family, snoozed, resolved
    status: str = "bot"
    #: '' | 'amber' | 'emergency' (they sent the word) | 'red' | 'death'
    urgent: str = ""
    waiting_since: datetime | None = None
    due_at: datetime | None = None
    receipt_sent: bool = False
    last_in_at: datetime | None = None
    last_in_id: Id | None = None
    last_staff_at: datetime | None = None
    unclear_since: datetime | None = None
    unclear_count: int = 0
    last_unclear: str = ""
    braked_until: datetime | None = None


class Alert(Struct, frozen=True):
    """Something that someone must look at now. It leaves the building step by step until acknowledged."""

    id: Id
    contact_id: Id | None
    #: red, red_discreet, amber, death, emergency
    kind: str
    #: waiting (amber being asked), open, acknowledged, closed
    state: str
    raised_at: datetime
    message_id: Id | None = None
    is_present: bool = True
    step: int = 0
    next_at: datetime | None = None
    acknowledged_by: Id | None = None
    acknowledged_at: datetime | None = None
    #: None where no member of staff closed it: the family said "not now".
    closed_by: Id | None = None
    closed_at: datetime | None = None

    @property
    def is_untaken(self) -> bool:
        """It sounds, and nobody on the team has it."""
        return self.state == "open"


class Note(Struct, frozen=True):
    """What only staff see. No path leads from here to a channel."""

    id: Id
    contact_id: Id
    staff_id: Id
    text: str
    at: datetime


class CareTime(Struct, frozen=True):
    """Minutes that a member of staff spent with a contact. `until`: the last thing they did in it."""

    id: Id
    contact_id: Id
    child_id: Id | None
    staff_id: Id
    #: interview
    activity: str
    #: phone, person, paper
    mode: str
    started_at: datetime
    until: datetime
    minutes: int
    interview_id: Id | None = None
