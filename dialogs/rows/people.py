"""The people of a household, the team and the program behind the line, and how each is reached."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

from msgspec import Struct

from dialogs.ids import Id
from dialogs.policies import Policies

#: `email` reaches the team only.
Channel = Literal["sms", "telegram", "phone", "email"]
Language = str  # BCP 47, as the folders in locales/ are named


class Program(Struct, frozen=True):
    """The clinic or agency behind a line."""

    id: Id
    name: str
    phone: str
    zone: str
    emergency_number: str = "911"
    poison_number: str = "1-800-222-1222"
    crisis_number: str = "988"
    policies: Policies = Policies()
    is_demo: bool = False
    #: Proactive sending is off after a restore.
    hold: bool = False


class Line(Struct, frozen=True):
    """A channel plus our own sender on it. It decides the program of whatever arrives."""

    id: Id
    channel: Channel
    sender: str
    phi_allowed: int = 0


class Staff(Struct, frozen=True):
    """A coordinator, supervisor, admin or auditor, as families and alerts need to know them."""

    id: Id
    name: str
    first_name: str
    role: str
    phone: str = ""
    cover_id: Id | None = None
    email: str = ""


class Family(Struct, frozen=True):
    """A household in the program. `version` is bumped by every write to anything of the family."""

    id: Id
    version: int
    code: str
    coordinator_id: Id | None = None
    introduced_by: str = ""
    #: Two lines that the family agreed to for the EMERGENCY reply, and where the sheet is kept.
    emergency_lines: str = ""
    sheet_kept: str = ""


class Child(Struct, frozen=True):
    """A patient. `nickname` is what texts may call the child."""

    id: Id
    nickname: str
    name: str
    birth_date: date | None = None
    #: '' | 'loss' (provisional or confirmed) | 'child_mute' | 'hospital' (check-ins, nudges, "did it happen?" wait)
    suppressed: str = ""


class QuietRange(Struct, frozen=True):
    """Local times in which a contact is never written to first. Past midnight when it ends before it starts."""

    weekdays: tuple[int, ...]
    starts: time
    ends: time


class Contact(Struct, frozen=True):
    """One person we text: a parent, grandparent, guardian, foster parent, caseworker or the youth."""

    id: Id
    name: str
    language: Language
    zone: str | None = None
    is_shared_phone: bool = False
    is_discreet: bool = False
    #: 0 day, time, place · 1 also doctor or clinic · 2 also health details
    detail_level: int = 0
    #: 'none' | 'recorded' (by staff, not yet confirmed) | 'active' | 'refused' | 'withdrawn'
    consent: str = "none"
    #: '' or one of the kinds of silence: stop, pause, forget, loss, placement, wrong_number, ambiguous
    silence: str = ""
    silence_until: datetime | None = None
    answers_by: Literal["text", "voice", "phone", "paper"] = "text"
    text_from: time | None = None
    text_until: time | None = None
    quiet: tuple[QuietRange, ...] = ()
    is_conflict: bool = False
    voice_answers: int = 0
    #: How often they chose to be asked how sure they are of the week; 0: never.
    check_in_days: int = 0


class Address(Struct, frozen=True):
    """Where a contact is reached: channel + id. `value` is `+1555…` or a chat id; both are sealed at rest."""

    id: Id
    contact_id: Id
    line_id: Id
    channel: Channel
    value: str
    #: '' | 'stopped' (this address said stop) | 'blocked' | 'failing' | 'wrong_number'
    state: str = ""
    failures: int = 0


class Link(Struct, frozen=True):
    """A contact's authority and roles for one child, with dates."""

    id: Id
    contact_id: Id
    child_id: Id
    relationship: str
    may_answer: bool = True
    gets_reminders: bool = True
    may_see_plan: bool = True
    gets_emergency: bool = True
    is_confidential: bool = False
    authority: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


class Consent(Struct, frozen=True):
    """Who agreed or withdrew, when, how, and to which exact words. Rows are only ever added."""

    id: Id
    contact_id: Id
    channel: Channel
    #: recorded, given, refused, withdrawn, resumed
    what: str
    #: paper, verbal, text, keyword
    method: str
    text: str
    version: str
    language: Language
    at: datetime
    by_staff: Id | None = None
