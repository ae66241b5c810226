"""Families as their latest turns here left them, so that a talk under way is not read anew for every text.

What is kept counts only while the family's version is still that of the database: any other write, by whichever
process, and the rows are read again. See docs/decisions/0016.
"""

from __future__ import annotations

import threading
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from dialogs.ids import Id
from dialogs.rows.people import Family
from dialogs.snapshot import Rows, Snapshot, Turn
from storage import snapshot as snapshots
from storage.directory import ProgramDirectory
from storage.sealing import Keys

#: So many families talk within minutes; the one that was silent longest is forgotten first.
_ROOM = 1000


class _Kept(Struct, frozen=True):
    version: int
    rows: Rows


class Recent:
    """Safe from any thread: what is kept is never changed, only replaced."""

    def __init__(self, keys: Keys, room: int = _ROOM) -> None:
        self._keys, self._room = keys, room
        self._kept: dict[Id, _Kept] = {}
        self._lock = threading.Lock()

    def of_family(
        self,
        connection: Connection,
        directory: ProgramDirectory,
        family_id: Id,
        now: datetime,
        *,
        version: int | None = None,
    ) -> Snapshot:
        """As `storage.snapshot.of_family`, which is asked when what is kept no longer holds.

        version: of the family, where this very read has seen it already.
        """
        kept = self._kept.get(family_id)
        if kept is None or kept.version != (
            version or snapshots.version_of(connection, directory.program.id, family_id)
        ):
            return snapshots.of_family(connection, directory, family_id, self._keys, now)
        rows = snapshots.left_alive(directory.program, kept.rows, now)
        return Snapshot(directory.program, directory.staff, directory.lines, rows[Family][family_id], rows)

    def keep(self, turn: Turn) -> None:
        """A turn that was written, whole, on the version that it saw."""
        if turn.family is None:
            return
        family = replace(turn.family, version=turn.family.version + 1)
        with self._lock:
            self._kept.pop(family.id, None)
            self._kept[family.id] = _Kept(family.version, {**turn.rows, Family: {family.id: family}})
            if len(self._kept) > self._room:
                del self._kept[next(iter(self._kept))]
