"""A frozen value <-> a row of its table: the same names on both sides, sealing and JSON as explicit steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
        self._id_at = self.names.index("id")
        self._json_at = [(self.names.index(name), msgspec.json.Decoder(kind)) for name, kind in self._json]
        # An empty sealed column stands for the empty text, or for the default of what would be sealed JSON.
        defaults = {field.name: field.default for field in fields(kind)}
        self._sealed_at = [
            (
                self.names.index(name),
                name,
                None if of is str else msgspec.json.Decoder(of),
                "" if of is str else defaults[name],
            )
            for name, of in self._sealed
        ]
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
        return self.from_values([row[name] for name in self.names], program, keys)

    def from_values(self, values: Sequence[Any], program: Id, keys: Keys) -> Value:
        """The value from its columns in the order of `names`. Raises storage.sealing.WrongKey."""
        found = list(values)
        for index, reads in self._json_at:
            found[index] = reads.decode(found[index])
        for index, name, opener, default in self._sealed_at:
            sealed = found[index]
            if not sealed:
                found[index] = default
                continue
            plain = keys.open(sealed, program, self.table.name, name, values[self._id_at])
            found[index] = plain.decode() if opener is None else opener.decode(plain)
        return self.kind(*found)
