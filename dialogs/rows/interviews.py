"""An interview as kept, and its answers as rows."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dialogs.forms.interview import Interview
from dialogs.ids import Id
from dialogs.rows.people import Language


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
