"""The forms that a program has brought: each version word for word, at most one of a name in use.

draft -> active -> retired. A version that was ever in use is never changed: interviews are pinned to it. These are
settings of a program, so each function is its own small write, with its row of the audit in the same transaction.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Connection, and_, insert, select, update

from dialogs.ids import Id
from storage.desk import note_audit
from storage.tables.base import as_table
from storage.tables.interviews import FormRow
from storage.tables.people import ProgramRow

_FORM = as_table(FormRow)
_PROGRAM = as_table(ProgramRow)
State = Literal["draft", "active", "retired"]


class Version(Struct, frozen=True):
    """One version of a form, without its text. `sha256`: of the text, in hex."""

    id: Id
    name: str
    version: str
    state: State
    sha256: str
    created_at: datetime


class Kept(Struct, frozen=True):
    """How an import ended: new, same (it was there word for word), or taken: the version exists with other words."""

    how: Literal["new", "same", "taken"]
    id: Id


_COLUMNS = tuple(_FORM.c[name] for name in ("id", "name", "version", "state", "sha256", "created_at"))


def digest(source: str) -> str:
    """The hash that a text is kept under."""
    return hashlib.sha256(source.encode()).hexdigest()


def versions(connection: Connection, program: Id) -> list[Version]:
    """All of a program, the newest first."""
    rows = connection.execute(
        select(*_COLUMNS).where(_FORM.c.program_id == program).order_by(_FORM.c.created_at.desc(), _FORM.c.id.desc())
    )
    return [Version(*row) for row in rows]


def version(connection: Connection, program: Id, form_id: Id) -> Version | None:
    """One of them; None where the program has none with this id."""
    row = connection.execute(select(*_COLUMNS).where(_FORM.c.id == form_id, _FORM.c.program_id == program)).first()
    return Version(*row) if row else None


def sources(connection: Connection, program: Id, ids: list[Id]) -> dict[Id, str]:
    """The Questionnaires of these versions, word for word."""
    if not ids:
        return {}
    rows = connection.execute(
        select(_FORM.c.id, _FORM.c.source).where(_FORM.c.program_id == program, _FORM.c.id.in_(ids))
    )
    return {row.id: row.source for row in rows}


def keep(
    connection: Connection, program: Id, row: tuple[Id, str, str], source: str, actor: Id | None, now: datetime
) -> Kept:
    """Keep a version as a draft. `row`: its id to be, name and version. A draft may still be replaced."""
    form_id, name, number = row
    _lock(connection, program)
    there = connection.execute(
        select(*_COLUMNS).where(
            _FORM.c.program_id == program, _FORM.c.name == name, _FORM.c.version == number
        )
    ).first()  # fmt: skip
    sha256 = digest(source)
    if there is None:
        values = {"program_id": program, "state": "draft", "name": name, "version": number}
        text = {"source": source, "sha256": sha256}
        connection.execute(insert(_FORM).values(id=form_id, created_at=now, **values, **text))
    elif there.sha256 == sha256:
        return Kept("same", there.id)
    elif there.state != "draft":
        return Kept("taken", there.id)
    else:
        form_id = there.id
        _change(connection, form_id, source=source, sha256=sha256, created_at=now)
    note_audit(connection, program, actor, f"form-imported:{form_id.hex} {sha256}", now)
    return Kept("new", form_id)


def publish(connection: Connection, program: Id, form_id: Id, actor: Id | None, now: datetime) -> bool:
    """From now on interviews of this name begin with this version. False where there is nothing to do."""
    _lock(connection, program)
    found = version(connection, program, form_id)
    if found is None or found.state == "active":
        return False
    others = and_(_FORM.c.program_id == program, _FORM.c.name == found.name, _FORM.c.state == "active")
    connection.execute(update(_FORM).where(others).values(state="retired"))
    _change(connection, form_id, state="active")
    note_audit(connection, program, actor, f"form-published:{form_id.hex}", now)
    return True


def retire(connection: Connection, program: Id, form_id: Id, actor: Id | None, now: datetime) -> bool:
    """Nothing new begins with it; what was begun goes on. False where there is nothing to do."""
    _lock(connection, program)
    found = version(connection, program, form_id)
    if found is None or found.state != "active":
        return False
    _change(connection, form_id, state="retired")
    note_audit(connection, program, actor, f"form-retired:{form_id.hex}", now)
    return True


def _change(connection: Connection, form_id: Id, **values: Any) -> None:
    connection.execute(update(_FORM).where(_FORM.c.id == form_id).values(**values))


def _lock(connection: Connection, program: Id) -> None:
    """Two of the staff at once: one after the other. SQLite has one writer anyway."""
    connection.execute(select(_PROGRAM.c.id).where(_PROGRAM.c.id == program).with_for_update())
