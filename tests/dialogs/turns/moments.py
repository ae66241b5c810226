"""One family at one moment, as values: what a voice is given when no database is asked. Ana, Leo, a Wednesday."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from dialogs.rows.people import Family
from dialogs.snapshot import Snapshot, Turn
from tests.dialogs.reminders.people import ANA, ANA_LEO, ANA_SMS, LEO, NOON, PROGRAM, SMS, THREAD, new_ids, some_id

FAMILY = Family(some_id(90), 1, "F-1")


def snapshot(*rows: Struct) -> Snapshot:
    """Ana, Leo, her phone and her thread, and what is said besides; a later row takes the place of an earlier one."""
    kept: dict[type, dict[Any, Any]] = {}
    for row in (ANA, LEO, ANA_LEO, ANA_SMS, THREAD, *rows):
        kept.setdefault(type(row), {})[row.id] = row  # type: ignore[attr-defined]
    return Snapshot(PROGRAM, (), (SMS,), FAMILY, kept)


def turn(*rows: Struct, now: datetime = NOON) -> Turn:
    return Turn(snapshot(*rows), now, new_ids())


def told(done: Turn) -> list[tuple[str, dict[str, Any]]]:
    """What the audit says of each row, and which of its values differ from before (of a new row: none)."""
    return [(" ".join(entry.what), {} if entry.is_new else _differs(done, entry.row)) for entry in done.happened]


def _differs(done: Turn, row: Any) -> dict[str, Any]:
    before = done.snapshot.family if isinstance(row, Family) else done.snapshot.rows[type(row)][row.id]
    fields = ((name, getattr(row, name)) for name in row.__struct_fields__)
    return {name: value for name, value in fields if value != getattr(before, name)}
