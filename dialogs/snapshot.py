"""What a voice may know, and what it decided: a snapshot goes in, a turn comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from dialogs.ids import Id, Ids
from dialogs.reminders.verdict import WrittenFirst
from dialogs.rows.people import Address, Child, Contact, Family, Line, Link, Program, Staff

Kind = TypeVar("Kind", bound=Struct)
Made = TypeVar("Made")
Rows = dict[type, dict[Id, Any]]
#: Who a family is, as far as `Turn.once` goes.
_PEOPLE = frozenset({Family, Child, Contact, Address, Link})


class Lately(Struct, frozen=True):
    """What went on around a family that its living rows do not show; read only when something is to leave."""

    #: What the line wrote of its own accord to anyone of the household in the last seven days.
    written_first: tuple[WrittenFirst, ...] = ()
    #: contact -> since when someone on the staff has been typing to them
    typing: dict[Id, datetime] = {}


class Snapshot(Struct, frozen=True):
    """One family as it stood at `family.version`; an unknown sender has no family. Never changed after reading."""

    program: Program
    staff: tuple[Staff, ...]
    lines: tuple[Line, ...]
    family: Family | None
    rows: Rows
    lately: Lately = Lately()

    def contact(self, contact_id: Id) -> Contact:
        """The contact with this id. Raises KeyError."""
        return cast(Contact, self.rows[Contact][contact_id])


class Happened(Struct, frozen=True):
    """A row added to or changed in a family's story; `what` says in past tense why, for the audit."""

    row: Any
    is_new: bool
    what: tuple[str, ...]


class Turn:
    """One voice's work in progress: a private copy of the snapshot on which what happened is noted down.

    Nothing outside sees it change; its result is `happened`, one entry a row, in the order of first mention.
    """

    def __init__(self, snapshot: Snapshot, now: datetime, ids: Ids) -> None:
        self.snapshot = snapshot
        self.program = snapshot.program
        self.now = now
        self.ids = ids
        self.family = snapshot.family
        self._rows: Rows = {kind: dict(rows) for kind, rows in snapshot.rows.items()}
        self._happened: dict[Id, Happened] = {}
        self._known: dict[tuple[Any, ...], Any] = {}

    # reading
    def each(self, kind: type[Kind]) -> Iterator[Kind]:
        """All rows of a kind, as they stand in this turn."""
        return iter(list(self._rows.get(kind, {}).values()))

    def get(self, kind: type[Kind], row_id: Id | None) -> Kind:
        """The row with this id. Raises KeyError."""
        row: Kind = self._rows[kind][row_id]  # type: ignore[index]
        return row

    def find(self, kind: type[Kind], row_id: Id | None) -> Kind | None:
        """The row with this id, or None."""
        row: Kind | None = self._rows.get(kind, {}).get(row_id) if row_id is not None else None
        return row

    def line(self, line_id: Id) -> Line:
        return next(line for line in self.snapshot.lines if line.id == line_id)

    def staff(self, staff_id: Id | None) -> Staff | None:
        return next((person for person in self.snapshot.staff if person.id == staff_id), None)

    def once(self, key: tuple[Any, ...], work: Callable[[], Made]) -> Made:
        """What `work` makes of the family's people alone: worked out again only after one of them changed.

        key: what is worked out, and of whom.
        """
        if key not in self._known:
            self._known[key] = work()
        made: Made = self._known[key]
        return made

    # deciding
    def add(self, row: Kind, what: str) -> Kind:
        """Note a new row."""
        row_id: Id = row.id  # type: ignore[attr-defined]
        self._put(row_id, row)
        self._happened[row_id] = Happened(row, True, (what,))
        return row

    def change(self, row: Kind, what: str, /, **fields: Any) -> Kind:
        """Note a row's new values; several changes of one row in a turn become one."""
        changed = replace(row, **fields)
        row_id: Id = row.id  # type: ignore[attr-defined]
        before = self._happened.get(row_id)
        self._put(row_id, changed)
        is_new, said = (before.is_new, before.what) if before else (False, ())
        self._happened[row_id] = Happened(changed, is_new, (*said, what))
        if isinstance(changed, Family):
            self.family = changed
        return changed

    def _put(self, row_id: Id, row: Struct) -> None:
        self._rows.setdefault(type(row), {})[row_id] = row
        if type(row) in _PEOPLE:
            self._known.clear()

    @property
    def rows(self) -> Rows:
        """Every row as it stands in this turn."""
        return self._rows

    @property
    def happened(self) -> tuple[Happened, ...]:
        return tuple(self._happened.values())
