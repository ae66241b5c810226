"""What happened -> rows. One codec per kind of value; a kind without one is refused at import by the tests."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field
from sqlalchemy import Table

from dialogs.ids import Id
from dialogs.rows import care, desk, interviews, messages, people
from dialogs.snapshot import Happened
from storage import audit, tables
from storage.rows import Codec, Row
from storage.sealing import Keys
from storage.tables.base import as_table


def _address_hash(value: people.Address, keys: Keys, program: Id) -> Row:
    return {"hash": keys.hash(program, "address", f"{value.channel}:{value.value}")}


def _sender_hash(value: messages.Message, keys: Keys, program: Id) -> Row:
    """And no family for whoever is not a contact: a stranger, or somebody on the staff who takes a family's alert."""
    hashed = {"address_hash": keys.hash(program, "address", value.address)}
    return hashed if value.contact_id else hashed | {"family_id": None}


_ALL_BUT_STATE = (
    "contact_id", "staff_id", "line_id", "address", "purpose", "key", "language", "text", "once_key", "created_at",
    "prompt_id", "buttons", "epoch", "is_proactive", "event_at", "child_id", "reminder_id", "alert_id", "author_id",
    "carriage", "exempt",
)  # fmt: skip

#: The order is the order of writing within a batch.
CODECS: dict[type, Codec[Any]] = {
    codec.kind: codec
    for codec in (
        Codec(people.Family, tables.people.FamilyRow, fixed=("version", "code")),
        Codec(people.Child, tables.people.ChildRow),
        Codec(people.Contact, tables.people.ContactRow),
        Codec(people.Address, tables.people.AddressRow, fixed=("value",), extra=_address_hash),
        Codec(people.Link, tables.people.LinkRow),
        Codec(people.Consent, tables.people.ConsentRow),
        Codec(
            messages.Message,
            tables.messages.MessageRow,
            fixed=("text", "address", "attachments"),
            extra=_sender_hash,
            may_move=True,
        ),
        Codec(messages.Attachment, tables.messages.AttachmentRow, fixed=("source",)),
        Codec(messages.Prompt, tables.messages.PromptRow, fixed=("options", "created_at", "held")),
        Codec(interviews.Walk, tables.interviews.InterviewRow, fixed=("started_at",)),
        Codec(
            interviews.Answer,
            tables.interviews.AnswerRow,
            fixed=("raw", "value", "language", "at", "message_id"),
        ),
        Codec(care.Need, tables.care.NeedRow),
        Codec(care.Appointment, tables.care.AppointmentRow),
        Codec(care.Reminder, tables.care.ReminderRow),
        Codec(care.Item, tables.care.ItemRow, fixed=("note",)),
        Codec(desk.Thread, tables.desk.ThreadRow),
        Codec(desk.Alert, tables.desk.AlertRow),
        Codec(desk.Note, tables.desk.NoteRow),
        Codec(desk.CareTime, tables.desk.CareTimeRow, fixed=("started_at", "staff_id", "activity", "mode")),
        Codec(messages.Outgoing, tables.messages.OutgoingRow, fixed=_ALL_BUT_STATE),
        Codec(messages.Attempt, tables.messages.AttemptRow, fixed=("outgoing_id", "number", "started_at")),
    )
}
AUDIT = as_table(tables.desk.AuditRow)


class Change(Struct):
    """What one turn writes: rows to insert and to update per table, and the families whose versions it saw."""

    families: dict[Id, int]
    inserts: dict[Table, list[Row]] = field(default_factory=dict)
    updates: dict[Table, list[Row]] = field(default_factory=dict)
    #: False once written if a row with a known once-key may have been left out.
    is_whole: bool = True


class Happening(Struct, frozen=True):
    """The frame of a turn: in which program and family, by which voice and whom, when."""

    program: Id
    family: people.Family | None
    voice: str
    actor: Id | None
    audit_id: Id
    at: Any


def record(happened: tuple[Happened, ...], frame: Happening, keys: Keys, *, version: int | None) -> Change:
    """The rows of a turn and its one audit row. `version`: of the family when the snapshot was taken."""
    family = frame.family.id if frame.family else None
    change = Change({family: version} if family and version is not None else {})
    for entry in happened:
        codec = CODECS[type(entry.row)]
        row = codec.to_row(entry.row, frame.program, family, keys, is_new=entry.is_new)
        lane = change.inserts if entry.is_new else change.updates
        lane.setdefault(codec.table, []).append(row)
    if happened:
        what = _what(happened)
        change.inserts[AUDIT] = [
            audit.row(frame.audit_id, frame.program, family, frame.voice, frame.actor, what, frame.at)
        ]
    return change


def _what(happened: tuple[Happened, ...]) -> str:
    """`answer-recorded:<id> …`: what and to which row, never a word of anybody's."""
    return " ".join(f"{what}:{entry.row.id.hex}" for entry in happened for what in entry.what)
