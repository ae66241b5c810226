"""Reading rows for a page: one statement, rows back as values. No decisions; who may see them was asked before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Table, select

from dialogs.ids import Id
from dialogs.rows.people import Family
from storage.record import CODECS
from storage.sealing import Keys

Kind = TypeVar("Kind", bound=Struct)
_FAMILY: Table = CODECS[Family].table


def table_of(kind: type[Struct]) -> Table:
    """The table in which values of this kind are kept."""
    return CODECS[kind].table


def value(kind: type[Kind], row: Mapping[str, Any], program: Id, keys: Keys) -> Kind:
    """A row as its value, unsealed."""
    found: Kind = CODECS[kind].from_row(row, program, keys)
    return found


def read(
    connection: Connection,
    kind: type[Kind],
    program: Id,
    keys: Keys,
    *where: ColumnElement[bool],
    order: tuple[Any, ...] = (),
    limit: int | None = 500,
) -> list[Kind]:
    """Rows of one program as values, in id order unless told otherwise; None: however many there are."""
    codec = CODECS[kind]
    statement = (
        select(*(codec.table.c[name] for name in codec.names))
        .where(codec.table.c.program_id == program, *where)
        .order_by(*(order or (codec.table.c.id,)))
        .limit(limit)
    )
    rows: Any = connection.execute(statement).mappings()
    return [codec.from_row(row, program, keys) for row in rows]


def by_id(
    connection: Connection, kind: type[Kind], program: Id, keys: Keys, ids: Iterable[Id | None]
) -> dict[Id, Kind]:
    """The rows with these ids, by id; what is not there is left out."""
    wanted = {row_id for row_id in ids if row_id is not None}
    if not wanted:
        return {}
    rows = read(connection, kind, program, keys, table_of(kind).c.id.in_(wanted))
    return {row.id: row for row in rows}  # type: ignore[attr-defined]


def families_of(connection: Connection, kind: type[Struct], program: Id, row_id: Id) -> tuple[Id, Id | None] | None:
    """(family, its coordinator) of a row; None where there is no such row, or it has no family."""
    table, family = table_of(kind), _FAMILY
    family_id = table.c.id if table is family else table.c.family_id
    row = connection.execute(
        select(family.c.id, family.c.coordinator_id)
        .select_from(family if table is family else table.join(family, family.c.id == family_id))
        .where(table.c.id == row_id, table.c.program_id == program)
    ).first()
    return (row.id, row.coordinator_id) if row else None
