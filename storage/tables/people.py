"""Programs and their lines; staff; families, children, contacts, addresses and what each may do for whom."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.base import (
    FamilyTable,
    ProgramTable,
    Table,
    instant,
    json,
    maybe_day,
    maybe_instant,
    maybe_ref,
    maybe_time,
    ref,
    sealed,
)


class ProgramRow(Table, table=True):
    __tablename__ = "program"
    name: str
    phone: str
    zone: str
    emergency_number: str
    poison_number: str
    crisis_number: str
    is_demo: bool
    hold: bool = False
    created_at: datetime = instant()


class PolicyRow(ProgramTable, table=True):
    """One policy that differs from its default: name and JSON value."""

    __tablename__ = "policy"
    __table_args__ = (UniqueConstraint("program_id", "name"),)
    name: str
    value: str = json()


class LineRow(ProgramTable, table=True):
    __tablename__ = "line"
    __table_args__ = (UniqueConstraint("program_id", "channel", "sender"),)
    channel: str
    sender: str
    phi_allowed: int = 0
    #: Where polling has come to: Telegram's offset, Twilio's high-water mark.
    mark: str = ""


class StaffRow(ProgramTable, table=True):
    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("program_id", "email"),)
    email: str
    name: str
    first_name: str
    role: str
    language: str = "en"
    phone: str = ""
    cover_id: UUID | None = maybe_ref()
    is_active: bool = True
    password_hash: str = ""
    totp_secret: bytes = sealed()
    totp_last_step: int = 0
    recovery_hashes: str = "[]"
    one_time_hash: str = ""
    one_time_until: datetime | None = maybe_instant()
    failures: int = 0
    locked_until: datetime | None = maybe_instant()


class StaffPhoneRow(ProgramTable, table=True):
    """Staff phones, tried first on every inbound message."""

    __tablename__ = "staff_phone"
    __table_args__ = (UniqueConstraint("program_id", "hash"),)
    staff_id: UUID = ref()
    hash: bytes


class FamilyRow(ProgramTable, table=True):
    """The lock: every write to anything of a family bumps `version` in the same transaction."""

    __tablename__ = "family"
    __table_args__ = (UniqueConstraint("program_id", "code"),)
    version: int = 1
    code: str
    coordinator_id: UUID | None = maybe_ref(index=True)
    introduced_by: str = ""
    emergency_lines: bytes = sealed()
    sheet_kept: bytes = sealed()


class ChildRow(FamilyTable, table=True):
    __tablename__ = "child"
    nickname: bytes = sealed()
    name: bytes = sealed()
    birth_date: date | None = maybe_day()
    suppressed: str = ""


class ContactRow(FamilyTable, table=True):
    __tablename__ = "contact"
    name: bytes = sealed()
    language: str
    zone: str | None = Field(default=None, nullable=True)
    is_shared_phone: bool = False
    is_discreet: bool = False
    detail_level: int = 0
    consent: str = "none"
    silence: str = ""
    silence_until: datetime | None = maybe_instant()
    answers_by: str = "text"
    text_from: time | None = maybe_time()
    text_until: time | None = maybe_time()
    quiet: str = json(default="[]")
    is_conflict: bool = False
    voice_answers: int = 0
    check_in_days: int = 0


class AddressRow(FamilyTable, table=True):
    """Unique per line, and of one contact only: `hash` finds it, `value` is sealed."""

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("program_id", "line_id", "hash"),)
    contact_id: UUID = ref()
    line_id: UUID = ref()
    channel: str
    value: bytes = sealed()
    hash: bytes
    state: str = ""
    failures: int = 0


class LinkRow(FamilyTable, table=True):
    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("program_id", "contact_id", "child_id"),)
    contact_id: UUID = ref()
    child_id: UUID = ref()
    relationship: str
    may_answer: bool = True
    gets_reminders: bool = True
    may_see_plan: bool = True
    gets_emergency: bool = True
    is_confidential: bool = False
    authority: str = ""
    starts_on: date | None = maybe_day()
    ends_on: date | None = maybe_day()


class ConsentRow(FamilyTable, table=True):
    __tablename__ = "consent"
    contact_id: UUID = ref()
    channel: str
    what: str
    method: str
    text: bytes = sealed()
    version: str
    language: str
    at: datetime = instant()
    by_staff: UUID | None = maybe_ref()


class InviteRow(FamilyTable, table=True):
    """A one-time code that ties a new address to a contact."""

    __tablename__ = "invite"
    __table_args__ = (UniqueConstraint("program_id", "code_hash"),)
    contact_id: UUID = ref()
    code_hash: bytes
    expires_at: datetime = instant()
    used_at: datetime | None = maybe_instant()
