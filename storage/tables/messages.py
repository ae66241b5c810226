"""What was heard, what is on its way, every try at sending, and the prompt that each contact is being asked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from storage.tables.base import FamilyTable, ProgramTable, instant, json, maybe_instant, maybe_ref, partial, ref, sealed


class MessageRow(ProgramTable, table=True):
    """One text from outside. An unknown sender's has no family yet."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("program_id", "line_id", "provider_id"),
        Index("ix_message_contact_at", "contact_id", "at"),
        Index("ix_message_address_at", "program_id", "address_hash", "at"),
    )
    family_id: UUID | None = maybe_ref()
    contact_id: UUID | None = maybe_ref()
    line_id: UUID = ref()
    address: bytes = sealed()
    address_hash: bytes
    provider_id: str
    text: bytes = sealed()
    at: datetime = instant()
    attachments: bytes = sealed()
    mark: str = ""
    screened: str = ""
    prompt_id: UUID | None = maybe_ref()
    is_private: bool = False


class OutgoingRow(ProgramTable, table=True):
    """One text to somebody, with the conditions on which it may still leave."""

    __tablename__ = "outgoing"
    __table_args__ = (
        UniqueConstraint("program_id", "once_key"),
        # The two hot questions, "what is due?" and "what is unclear?", walk only what is still open.
        partial("ix_outgoing_due", "not_before", where="state = 'queued'"),
        partial("ix_outgoing_check", "check_at", where="state IN ('sending', 'unknown')"),
        partial("ix_outgoing_family_open", "family_id", where="state IN ('queued', 'sending', 'unknown')"),
        Index("ix_outgoing_family_proactive", "family_id", "sent_at"),
        Index("ix_outgoing_contact_at", "contact_id", "created_at"),
        Index("ix_outgoing_provider", "provider_id"),
        partial("ix_outgoing_staff", "staff_id", "created_at", where="staff_id IS NOT NULL"),
    )
    family_id: UUID | None = maybe_ref()
    contact_id: UUID | None = maybe_ref()
    staff_id: UUID | None = maybe_ref()
    line_id: UUID = ref()
    address: bytes = sealed()
    purpose: str
    key: str
    language: str
    text: bytes = sealed()
    once_key: str
    created_at: datetime = instant()
    not_before: datetime = instant()
    latest_useful: datetime | None = maybe_instant()
    prompt_id: UUID | None = maybe_ref()
    buttons: bytes = sealed()
    epoch: int = -1
    is_proactive: bool = False
    event_at: datetime | None = maybe_instant()
    child_id: UUID | None = maybe_ref()
    reminder_id: UUID | None = maybe_ref()
    alert_id: UUID | None = maybe_ref()
    state: str = "queued"
    reason: str = ""
    attempts: int = 0
    claimed_at: datetime | None = maybe_instant()
    provider_id: str = ""
    check_at: datetime | None = maybe_instant()
    sent_at: datetime | None = maybe_instant()
    author_id: UUID | None = maybe_ref()
    carriage: str = "plain"
    exempt: str = ""


class AttemptRow(ProgramTable, table=True):
    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("program_id", "outgoing_id", "number"),)
    family_id: UUID | None = maybe_ref()
    outgoing_id: UUID = ref()
    number: int
    started_at: datetime = instant()
    ended_at: datetime | None = maybe_instant()
    outcome: str = ""
    reason: str = ""


class PromptRow(FamilyTable, table=True):
    __tablename__ = "prompt"
    __table_args__ = (partial("ix_prompt_recent", "family_id", where="state IN ('queued', 'open', 'superseded')"),)
    contact_id: UUID = ref()
    kind: str
    state: str
    options: bytes = sealed()
    interview_id: UUID | None = maybe_ref()
    question: str = ""
    appointment_id: UUID | None = maybe_ref()
    opened_at: datetime | None = maybe_instant()
    closed_at: datetime | None = maybe_instant()
    created_at: datetime | None = maybe_instant()
    held: bytes = sealed()
    others: str = json(default="[]")


class AttachmentRow(ProgramTable, table=True):
    """A sealed file under DATA: what it is and whose message brought it."""

    __tablename__ = "attachment"
    __table_args__ = (partial("ix_attachment_open", "created_at", where="state IN ('waiting', 'stored')"),)
    family_id: UUID | None = maybe_ref()
    message_id: UUID = ref(index=True)
    content_type: str
    size: int = 0
    source: bytes = sealed()
    state: str = "waiting"
    created_at: datetime = instant()
    fetched_at: datetime | None = maybe_instant()
