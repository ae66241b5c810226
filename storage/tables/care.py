"""Needs found, visits, what we promised to remind of, and what a person on the team must do."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from storage.tables.base import (
    FamilyTable,
    ProgramTable,
    instant,
    json,
    maybe_instant,
    maybe_ref,
    partial,
    ref,
    sealed,
    wall_time,
)


class NeedRow(FamilyTable, table=True):
    __tablename__ = "need"
    child_id: UUID | None = maybe_ref()
    contact_id: UUID = ref()
    sector: str
    severity: str
    code: str
    about: str
    is_private: bool
    is_discreet: bool
    behind: str = json(default="[]")
    interview_id: UUID = ref()
    found_at: datetime = instant()
    wants_help: str = ""
    status: str = "active"
    rank: int = 0
    acts_first: str = ""
    proposed: str = json(default="[]")


class AppointmentRow(FamilyTable, table=True):
    __tablename__ = "appointment"
    __table_args__ = (Index("ix_appointment_family_start", "family_id", "starts_at"),)
    child_id: UUID = ref()
    local_start: datetime = wall_time()
    zone: str
    starts_at: datetime = instant()
    place: bytes = sealed()
    clinic: bytes = sealed()
    preparation: bytes = sealed()
    status: str = "booked"
    reply: str = "needs-action"
    needs_help: bool = False
    change_wanted: bool = False
    version: int = 1


class ReminderRow(FamilyTable, table=True):
    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("program_id", "once_key"),
        partial("ix_reminder_due", "due_at", where="state = 'planned'"),
        partial("ix_reminder_family_open", "family_id", where="state = 'planned'"),
    )
    contact_id: UUID = ref()
    child_id: UUID | None = maybe_ref()
    appointment_id: UUID | None = maybe_ref()
    series: str
    local_at: datetime = wall_time()
    zone: str
    due_at: datetime = instant()
    latest_useful: datetime = instant()
    once_key: str
    state: str = "planned"
    reason: str = ""
    interview_id: UUID | None = maybe_ref()


class ItemRow(ProgramTable, table=True):
    """Something a person must do. An unknown sender's has no family."""

    __tablename__ = "item"
    __table_args__ = (
        partial("ix_item_open", "program_id", "due_at", where="state = 'open'"),
        Index("ix_item_family", "family_id"),
    )
    family_id: UUID | None = maybe_ref()
    contact_id: UUID | None = maybe_ref()
    child_id: UUID | None = maybe_ref()
    kind: str
    severity: str
    note: bytes = sealed()
    due_at: datetime = instant()
    opened_at: datetime = instant()
    state: str = "open"
    closed_at: datetime | None = maybe_instant()
    closed_by: UUID | None = maybe_ref()
    reason: str = ""
