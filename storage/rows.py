"""A frozen value <-> a row of its table: the same names on both sides, sealing and JSON as explicit steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import fields
from sqlalchemy import RowMapping, Table

from dialogs.ids import Id
from storage.sealing import Keys
from storage.tables.base import Table as Model
from storage.tables.base import as_table

Value = TypeVar("Value", bound=Struct)
Row = dict[str, Any]
Extra = Callable[[Any, Keys, Id], Row]


class Codec(Generic[Value]):
    """Translates one kind of value. Built once per kind at import.

    fixed: columns that never change after the insert, so that an update neither seals nor writes them again.
    extra: columns that the value does not have (lookup hashes), computed from it.
    may_move: a row of nobody's may become a family's later.
    """

    def __init__(
        self,
        kind: type[Value],
        model: type[Model],
        *,
        fixed: tuple[str, ...] = (),
        extra: Extra | None = None,
        may_move: bool = False,
    ) -> None:
        table = as_table(model)
        self.kind, self.table, self._extra = kind, table, extra
        self.has_family, self._may_move = "family_id" in table.c, may_move
        types = {field.name: field.type for field in fields(kind)}
        missing = set(types) - set(table.c.keys())
        if missing:
            raise TypeError(f"{table.name} lacks columns for {sorted(missing)} of {kind.__name__}")
        self.names = tuple(types)
        self._id_at = self.names.index("id")
        self._to_read, self._to_open = self._json_readers(types), self._openers(types)
        self._new = _Lane(kind, table, self.names, id_as="id")
        changing = tuple(name for name in types if name != "id" and name not in fixed)
        self._changed = _Lane(kind, table, changing, id_as="row_id")
        #: The columns that an update writes.
        self.updated = (*changing, "family_id") if may_move else changing

    def _json_readers(self, types: dict[str, Any]) -> list[tuple[int, Callable[[str], Any]]]:
        return [
            (self.names.index(name), msgspec.json.Decoder(of).decode)
            for name, of in types.items()
            if self.table.c[name].info.get("json")
        ]

    def _openers(self, types: dict[str, Any]) -> list[tuple[int, str, Callable[[bytes], Any], Any]]:
        """Place, name, how to read it, and what an empty column stands for: the empty text, or the field's default."""
        defaults = {field.name: field.default for field in fields(self.kind)}
        return [
            (self.names.index(name), name, bytes.decode, "")
            if of is str
            else (self.names.index(name), name, msgspec.json.Decoder(of).decode, defaults[name])
            for name, of in types.items()
            if self.table.c[name].info.get("sealed")
        ]

    def to_row(self, value: Value, program: Id, family: Id | None, keys: Keys, *, is_new: bool) -> Row:
        """All columns for an insert; for an update only those that may change, with the id as `row_id`."""
        if not is_new:
            changed = self._changed.columns(value, program, keys)
            return changed | {"family_id": family} if self._may_move else changed
        row = self._new.columns(value, program, keys)
        row["program_id"] = program
        if self.has_family:
            row["family_id"] = family
        if self._extra:
            row.update(self._extra(value, keys, program))
        return row

    def from_row(self, row: Mapping[str, Any] | RowMapping, program: Id, keys: Keys) -> Value:
        """The value again. Raises storage.sealing.WrongKey."""
        return self.from_values([row[name] for name in self.names], program, keys)

    def from_values(self, values: list[Any], program: Id, keys: Keys) -> Value:
        """The value from its columns in the order of `names`; the list is used up. Raises storage.sealing.WrongKey."""
        for place, read in self._to_read:
            values[place] = read(values[place])
        for place, name, read_open, default in self._to_open:
            sealed = values[place]
            if sealed:
                values[place] = read_open(keys.open(sealed, program, self.table.name, name, values[self._id_at]))
            else:
                values[place] = default
        return self.kind(*values)


class _Lane:
    """The columns that an insert, or an update, takes from a value."""

    def __init__(self, kind: type[Struct], table: Table, names: Sequence[str], *, id_as: str) -> None:
        types = {field.name: field.type for field in fields(kind)}
        others = [name for name in names if name != "id"]
        self._json = [name for name in others if table.c[name].info.get("json")]
        self._sealed = [(name, types[name] is str) for name in others if table.c[name].info.get("sealed")]
        plain = [name for name in others if not (table.c[name].info.get("json") or table.c[name].info.get("sealed"))]
        self._plain, self._values = (id_as, *plain), attrgetter("id", *plain)
        self._table = table.name

    def columns(self, value: Any, program: Id, keys: Keys) -> Row:
        row: Row = dict(zip(self._plain, self._values(value), strict=True))
        for name in self._json:
            row[name] = msgspec.json.encode(getattr(value, name)).decode()
        for name, is_text in self._sealed:
            raw = getattr(value, name)
            text = raw if is_text else msgspec.json.encode(raw)
            row[name] = keys.seal(text, program, self._table, name, value.id) if text else b""
        return row
