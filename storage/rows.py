"""A frozen value <-> a row of its table: the same names on both sides, sealing and JSON as explicit steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import fields
from sqlalchemy import RowMapping, Table

from dialogs.ids import Id
from storage.sealing import Keys

Value = TypeVar("Value", bound=Struct)
Row = dict[str, Any]
Extra = Callable[[Any, Keys, Id], Row]


class Codec(Generic[Value]):
    """Translates one kind of value. Built once per kind at import.

    fixed: columns that never change after the insert, so that an update neither seals nor writes them again.
    extra: columns that the value does not have (lookup hashes), computed from it.
    """

    def __init__(
        self, kind: type[Value], table: Table, *, fixed: tuple[str, ...] = (), extra: Extra | None = None
    ) -> None:
        self.kind, self.table, self._extra = kind, table, extra
        self.has_family = "family_id" in table.c
        types = {field.name: field.type for field in fields(kind)}
        missing = set(types) - set(table.c.keys())
        if missing:
            raise TypeError(f"{table.name} lacks columns for {sorted(missing)} of {kind.__name__}")
        self.names = tuple(types)
        self._sealed = tuple((name, types[name]) for name in types if table.c[name].info.get("sealed"))
        self._json = tuple((name, types[name]) for name in types if table.c[name].info.get("json"))
        self._plain = tuple(
            name for name in types if not (table.c[name].info.get("sealed") or table.c[name].info.get("json"))
        )
        self._fixed = frozenset(fixed)
        self.updated = tuple(name for name in types if name != "id" and name not in self._fixed)

    def to_row(self, value: Value, program: Id, family: Id | None, keys: Keys, *, is_new: bool) -> Row:
        """All columns for an insert; for an update only those that may change, with the id as `row_id`."""
        row: Row = {name: getattr(value, name) for name in self._plain if is_new or name not in self._fixed}
        row_id: Id = value.id  # type: ignore[attr-defined]
        for name, _ in self._json:
            if is_new or name not in self._fixed:
                row[name] = msgspec.json.encode(getattr(value, name)).decode()
        for name, kind in self._sealed:
            if is_new or name not in self._fixed:
                raw = getattr(value, name)
                text = raw if kind is str else msgspec.json.encode(raw)
                row[name] = keys.seal(text, program, self.table.name, name, row_id) if text else b""
        if not is_new:
            row["row_id"] = row.pop("id")
            return row
        row["program_id"] = program
        if self.has_family:
            row["family_id"] = family
        if self._extra:
            row.update(self._extra(value, keys, program))
        return row

    def from_row(self, row: Mapping[str, Any] | RowMapping, program: Id, keys: Keys) -> Value:
        """The value again. Raises storage.sealing.WrongKey."""
        found = {name: row[name] for name in self._plain}
        for name, kind in self._json:
            found[name] = msgspec.json.decode(row[name], type=kind)
        for name, kind in self._sealed:
            sealed = row[name]
            plain = keys.open(sealed, program, self.table.name, name, row["id"]) if sealed else b""
            if kind is str:
                found[name] = plain.decode()
            elif plain:
                found[name] = msgspec.json.decode(plain, type=kind)
        return self.kind(**found)
