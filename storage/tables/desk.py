"""The coordinators' side: threads and who holds them, alerts, notes, drafts, sign-in, audit, leases."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import (
    FamilyTable,
    ProgramTable,
    Table,
    instant,
    maybe_instant,
    maybe_ref,
    partial,
    ref,
    sealed,
)


class ThreadRow(FamilyTable, table=True):
    __tablename__ = "thread"
    __table_args__ = (
        UniqueConstraint("program_id", "contact_id"),
        Index("ix_thread_status", "program_id", "status", "waiting_since"),
    )
    contact_id: UUID = ref()
    owner_kind: str = "bot"
    owner_id: UUID | None = maybe_ref()
    epoch: int = 0
    status: str = "bot"
    urgent: str = ""
    waiting_since: datetime | None = maybe_instant()
    due_at: datetime | None = maybe_instant()
    receipt_sent: bool = False
    last_in_at: datetime | None = maybe_instant()
    last_in_id: UUID | None = maybe_ref()
    last_staff_at: datetime | None = maybe_instant()
    unclear_since: datetime | None = maybe_instant()
    unclear_count: int = 0
    last_unclear: bytes = sealed()
    braked_until: datetime | None = maybe_instant()


class AlertRow(ProgramTable, table=True):
    __tablename__ = "alert"
    __table_args__ = (
        partial("ix_alert_next", "next_at", where="state IN ('waiting', 'open')"),
        partial("ix_alert_family_open", "family_id", where="state IN ('waiting', 'open', 'acknowledged')"),
    )
    family_id: UUID | None = maybe_ref()
    contact_id: UUID | None = maybe_ref(index=True)
    kind: str
    state: str
    raised_at: datetime = instant()
    message_id: UUID | None = maybe_ref()
    is_present: bool = True
    step: int = 0
    next_at: datetime | None = maybe_instant()
    acknowledged_by: UUID | None = maybe_ref()
    acknowledged_at: datetime | None = maybe_instant()
    closed_by: UUID | None = maybe_ref()
    closed_at: datetime | None = maybe_instant()


class NoteRow(FamilyTable, table=True):
    """A private note: its own table, with no path to any channel."""

    __tablename__ = "note"
    contact_id: UUID = ref(index=True)
    staff_id: UUID = ref()
    text: bytes = sealed()
    at: datetime = instant()


class CareTimeRow(FamilyTable, table=True):
    """Minutes spent with a family, by whom and how."""

    __tablename__ = "care_time"
    contact_id: UUID = ref()
    child_id: UUID | None = maybe_ref()
    staff_id: UUID = ref()
    activity: str
    mode: str
    started_at: datetime = instant()
    until: datetime = instant()
    minutes: int
    interview_id: UUID | None = maybe_ref()


class DraftRow(ProgramTable, table=True):
    """What someone is typing, so that nothing another person does can wipe it."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("program_id", "staff_id", "contact_id"),)
    staff_id: UUID = ref()
    contact_id: UUID = ref(index=True)
    text: bytes = sealed()
    changed_at: datetime = instant()


class SessionRow(ProgramTable, table=True):
    """A signed-in browser; only the hash of its token is stored."""

    __tablename__ = "session"
    __table_args__ = (UniqueConstraint("token_hash"),)
    staff_id: UUID = ref(index=True)
    token_hash: bytes
    csrf: str
    created_at: datetime = instant()
    seen_at: datetime = instant()
    is_confirmed: bool = False


class AuditRow(ProgramTable, table=True):
    """Who did what to which rows, never the words. A sealer numbers and chains the rows later."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_family_at", "family_id", "at"),
        partial("ix_audit_tail", "program_id", "id", where="number IS NULL"),
        partial("ix_audit_number", "program_id", "number", where="number IS NOT NULL", unique=True),
    )
    family_id: UUID | None = maybe_ref()
    at: datetime = instant()
    voice: str
    actor_id: UUID | None = maybe_ref()
    what: str
    number: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    chain: str = ""


class LeaseRow(Table, table=True):
    """Leadership over one piece of work, on the database's clock."""

    __tablename__ = "lease"
    __table_args__ = (UniqueConstraint("name"),)
    name: str
    holder: str
    until: datetime = instant()


class InstallationRow(Table, table=True):
    """One row: demo or real, decided when the database was made, and a value that only the right key opens."""

    __tablename__ = "installation"
    is_demo: bool
    check: bytes
    created_at: datetime = instant()
    #: Demo only: how far the clock was moved, in seconds.
    clock_shift: int = 0
