"""Files that families sent: what is still to be fetched, and what lies sealed under DATA."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Table, select, update

from dialogs.ids import Id
from dialogs.rows.messages import Attachment, Message
from storage.database import Database
from storage.pages import read, table_of, value
from storage.sealing import Keys
from storage.tables.base import within

_ATTACHMENT: Table = table_of(Attachment)
_MESSAGE: Table = table_of(Message)


class Open(Struct, frozen=True):
    """A file that is still at its provider: waiting to be fetched, or stored here and not yet deleted there."""

    attachment: Attachment
    program_id: Id
    family_id: Id | None
    line_id: Id


def still_open(connection: Connection, keys: Keys, limit: int = 20) -> list[Open]:
    """The oldest first."""
    rows: Any = connection.execute(
        select(_ATTACHMENT, _MESSAGE.c.line_id)
        .join(_MESSAGE, _MESSAGE.c.id == _ATTACHMENT.c.message_id)
        .where(within(_ATTACHMENT, "ix_attachment_open"))
        .order_by(_ATTACHMENT.c.created_at, _ATTACHMENT.c.id)
        .limit(limit)
    ).mappings()
    return [
        Open(value(Attachment, row, row["program_id"], keys), row["program_id"], row["family_id"], row["line_id"])
        for row in rows
    ]


def settle(database: Database, attachment_id: Id, now: datetime, **fields: Any) -> None:
    """What became of a file. Nothing of the family's story changes, so this small write does not pass the door."""
    with database.writing() as connection:
        connection.execute(
            update(_ATTACHMENT).where(_ATTACHMENT.c.id == attachment_id).values(fetched_at=now, **fields)
        )


def of_messages(connection: Connection, program: Id, keys: Keys, messages: Iterable[Id]) -> dict[Id, list[Attachment]]:
    """message -> its files, in the order in which they came."""
    found: dict[Id, list[Attachment]] = {}
    for row in read(connection, Attachment, program, keys, _ATTACHMENT.c.message_id.in_(list(messages))):
        found.setdefault(row.message_id, []).append(row)
    return found


def keep(folder: Path, keys: Keys, program: Id, attachment_id: Id, content: bytes) -> None:
    """Seal a file under its id; it has its name only once it is whole on disk."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f"{attachment_id.hex}.{os.getpid()}.part"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(keys.seal(content, program, "attachment", "content", attachment_id))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / attachment_id.hex)


def content(folder: Path, keys: Keys, program: Id, attachment_id: Id) -> bytes:
    """A kept file, unsealed. Raises FileNotFoundError."""
    return keys.open((folder / attachment_id.hex).read_bytes(), program, "attachment", "content", attachment_id)
