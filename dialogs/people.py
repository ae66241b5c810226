"""Who and what a family's story is made of: frozen values, as a voice may know them.

Each value is one row of the table of the same name (storage/tables); times are aware UTC unless named local.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

from msgspec import Struct

from dialogs.forms.interview import Interview
from dialogs.forms.needs import Severity
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


class Walk(Struct, frozen=True):
    """An interview as kept: who is asked about whom, and the engine's own state."""

    id: Id
    contact_id: Id
    child_id: Id | None
    form: str
    version: str
    #: FHIR: in-progress, completed, stopped; ours beside it: queued, paused
    status: str
    interview: Interview
    started_at: datetime
    changed_at: datetime
    nudges: int = 0
    #: The form to go on with when this one is done, e.g. `prefs` after `first8`.
    then: tuple[str, ...] = ()
    #: When staff have read the answers and the family was told so, and who.
    read_at: datetime | None = None
    read_by: Id | None = None


class Appointment(Struct, frozen=True):
    """A visit. `local_start` is wall time in the visit's own `zone`; `starts_at` the instant."""

    id: Id
    child_id: Id
    local_start: datetime
    zone: str
    starts_at: datetime
    place: str
    clinic: str = ""
    preparation: str = ""
    #: FHIR Appointment.status
    status: str = "booked"
    #: FHIR participant status of the family: needs-action, accepted, declined, tentative
    reply: str = "needs-action"
    needs_help: bool = False
    change_wanted: bool = False
    version: int = 1


class Reminder(Struct, frozen=True):
    """A promise to write at a time. `series` names the step: entry, t3, t1, happened, missed1 …"""

    id: Id
    contact_id: Id
    child_id: Id | None
    appointment_id: Id | None
    series: str
    local_at: datetime
    zone: str
    due_at: datetime
    latest_useful: datetime
    once_key: str
    #: planned, sent, suppressed, cleared
    state: str = "planned"
    reason: str = ""
    interview_id: Id | None = None


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


class Item(Struct, frozen=True):
    """Something a person on the team must do: a call, a same-day check, a letter to read."""

    id: Id
    contact_id: Id | None
    child_id: Id | None
    kind: str
    severity: Severity
    note: str
    due_at: datetime
    opened_at: datetime
    state: str = "open"
    closed_at: datetime | None = None
    closed_by: Id | None = None
    reason: str = ""


class Need(Struct, frozen=True):
    """A concern found, with the answers behind it. `wants_help`: '' not asked yet, yes, not_now, have_help.

    status: active; inactive once another answer took it back or put a graver need in its place.
    """

    id: Id
    child_id: Id | None
    contact_id: Id
    sector: str
    severity: Severity
    code: str
    about: str
    is_private: bool
    is_discreet: bool
    behind: tuple[str, ...]
    interview_id: Id
    found_at: datetime
    wants_help: str = ""
    status: str = "active"
    #: Where the family ranks it among its needs, from 1; 0 while it has not.
    rank: int = 0
    #: '' not asked yet, i-will, together, for-me: who acts first, as the family wishes.
    acts_first: str = ""
    #: Codes of plan templates that the rule proposes. Nothing of it is agreed yet.
    proposed: tuple[str, ...] = ()


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


class Answer(Struct, frozen=True):
    """An answer as given and as understood. `value` is JSON of the typed value, '' where there is none."""

    id: Id
    interview_id: Id
    contact_id: Id
    child_id: Id | None
    form: str
    version: str
    link_id: str
    #: child, household, caregiver, contact
    about: str
    is_private: bool
    #: answered, skipped, declined, voice
    state: str
    raw: str
    value: str
    language: Language
    #: text, phone, person, paper
    mode: str
    at: datetime
    message_id: Id | None = None
    recorder_id: Id | None = None
    #: When another answer took its place or its question fell away; the row stays.
    replaced_at: datetime | None = None


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
