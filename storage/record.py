"""What happened -> rows. One codec per kind of value; a kind without one is refused at import by the tests."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field
from sqlalchemy import Table

from dialogs import people
from dialogs.ids import Id
from dialogs.snapshot import Happened
from storage.rows import Codec, Row
from storage.sealing import Keys
from storage.tables import care, desk, interviews, messages
from storage.tables import people as people_tables


def _table(model: Any) -> Table:
    found: Table = model.__table__
    return found


def _address_hash(value: people.Address, keys: Keys, program: Id) -> Row:
    return {"hash": keys.hash(program, "address", f"{value.channel}:{value.value}")}


def _sender_hash(value: people.Message, keys: Keys, program: Id) -> Row:
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
        Codec(people.Family, _table(people_tables.FamilyRow), fixed=("version", "code")),
        Codec(people.Child, _table(people_tables.ChildRow)),
        Codec(people.Contact, _table(people_tables.ContactRow)),
        Codec(people.Address, _table(people_tables.AddressRow), fixed=("value",), extra=_address_hash),
        Codec(people.Link, _table(people_tables.LinkRow)),
        Codec(people.Consent, _table(people_tables.ConsentRow)),
        Codec(
            people.Message,
            _table(messages.MessageRow),
            fixed=("text", "address", "attachments"),
            extra=_sender_hash,
            may_move=True,
        ),
        Codec(people.Attachment, _table(messages.AttachmentRow), fixed=("source",)),
        Codec(people.Prompt, _table(messages.PromptRow), fixed=("options", "created_at", "held")),
        Codec(people.Walk, _table(interviews.InterviewRow), fixed=("started_at",)),
        Codec(people.Answer, _table(interviews.AnswerRow), fixed=("raw", "value", "language", "at", "message_id")),
        Codec(people.Need, _table(care.NeedRow)),
        Codec(people.Appointment, _table(care.AppointmentRow)),
        Codec(people.Reminder, _table(care.ReminderRow)),
        Codec(people.Item, _table(care.ItemRow), fixed=("note",)),
        Codec(people.Thread, _table(desk.ThreadRow)),
        Codec(people.Alert, _table(desk.AlertRow)),
        Codec(people.Note, _table(desk.NoteRow)),
        Codec(people.CareTime, _table(desk.CareTimeRow), fixed=("started_at", "staff_id", "activity", "mode")),
        Codec(people.Outgoing, _table(messages.OutgoingRow), fixed=_ALL_BUT_STATE),
        Codec(people.Attempt, _table(messages.AttemptRow), fixed=("outgoing_id", "number", "started_at")),
    )
}
AUDIT = _table(desk.AuditRow)


class Change(Struct):
    """What one turn writes: rows to insert and to update per table, and the families whose versions it saw."""

    families: dict[Id, int]
    inserts: dict[Table, list[Row]] = field(default_factory=dict)
    updates: dict[Table, list[Row]] = field(default_factory=dict)


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
        change.inserts[AUDIT] = [
            {
                "id": frame.audit_id,
                "program_id": frame.program,
                "family_id": family,
                "at": frame.at,
                "voice": frame.voice,
                "actor_id": frame.actor,
                "what": _what(happened),
                "number": None,
                "chain": "",
            }
        ]
    return change


def _what(happened: tuple[Happened, ...]) -> str:
    """`answer-recorded:<id> …`: what and to which row, never a word of anybody's."""
    return " ".join(f"{what}:{entry.row.id.hex}" for entry in happened for what in entry.what)
