"""Forms as they were published, walks through them, and every answer ever given."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from storage.tables.base import FamilyTable, ProgramTable, instant, json, maybe_instant, maybe_ref, partial, ref, sealed


class FormRow(ProgramTable, table=True):
    """One version of a questionnaire, kept word for word; an interview is pinned to it."""

    __tablename__ = "form"
    __table_args__ = (UniqueConstraint("program_id", "name", "version"),)
    name: str
    version: str
    sha256: str
    source: str
    state: str = "active"
    created_at: datetime = instant()


class InterviewRow(FamilyTable, table=True):
    __tablename__ = "interview"
    __table_args__ = (partial("ix_interview_open", "family_id", where="status IN ('queued', 'in-progress', 'paused')"),)
    contact_id: UUID = ref()
    child_id: UUID | None = maybe_ref()
    form: str
    version: str
    status: str
    interview: bytes = sealed()
    started_at: datetime = instant()
    changed_at: datetime = instant()
    nudges: int = 0
    then: str = json(default="[]")
    read_at: datetime | None = maybe_instant()
    read_by: UUID | None = maybe_ref()


class AnswerRow(FamilyTable, table=True):
    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_interview", "interview_id", "link_id"),)
    interview_id: UUID = ref()
    contact_id: UUID = ref()
    child_id: UUID | None = maybe_ref()
    form: str
    version: str
    link_id: str
    about: str
    is_private: bool
    state: str
    raw: bytes = sealed()
    value: bytes = sealed()
    language: str
    mode: str
    at: datetime = instant()
    message_id: UUID | None = maybe_ref()
    recorder_id: UUID | None = maybe_ref()
    replaced_at: datetime | None = maybe_instant()
