"""What people have to do, across families, by the time it is due: walks only what is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, select

from dialogs.desk.permission import Scope
from dialogs.ids import Id
from dialogs.rows.care import Item
from dialogs.rows.people import Child, Contact, Family
from storage.pages import by_id, table_of
from storage.sealing import Keys
from storage.tables.base import within
from storage.threads import reached

_ITEM, _FAMILY = table_of(Item), table_of(Family)
#: A badge says "99+" beyond this: nobody reads the number, and nothing more is counted.
MOST_COUNTED = 100


class Task(Struct, frozen=True):
    """An open item, and whose it is."""

    item: Item
    family_id: Id
    code: str
    coordinator_id: Id | None
    contact: Contact | None
    child: Child | None


def listed(
    connection: Connection, program: Id, keys: Keys, scope: Scope, *, whose: frozenset[Id] | None, limit: int,
    skip: int = 0,
) -> list[Task]:  # fmt: skip
    """Open items, what is due first on top. whose: of the families of these coordinators; None: all within reach."""
    rows = connection.execute(
        select(_ITEM.c.id, _ITEM.c.family_id, _FAMILY.c.code, _FAMILY.c.coordinator_id)
        .join(_FAMILY, _FAMILY.c.id == _ITEM.c.family_id)
        .where(*_open(program, scope, whose))
        .order_by(_ITEM.c.due_at, _ITEM.c.id)
        .limit(limit)
        .offset(skip)
    ).all()
    return _tasks(connection, program, keys, rows)


def count_due(
    connection: Connection, program: Id, scope: Scope, until: datetime, *, whose: frozenset[Id] | None
) -> int:
    """How many open items, of whom as above, are due before `until`; no more than MOST_COUNTED are looked for."""
    found = (
        select(_ITEM.c.id)
        .join(_FAMILY, _FAMILY.c.id == _ITEM.c.family_id)
        .where(*_open(program, scope, whose), _ITEM.c.due_at < until)
        .limit(MOST_COUNTED)
        .subquery()
    )
    return connection.execute(select(func.count()).select_from(found)).scalar_one()


def _open(program: Id, scope: Scope, whose: frozenset[Id] | None) -> tuple[ColumnElement[bool], ...]:
    mine = reached(scope) if whose is None else _FAMILY.c.coordinator_id.in_(whose)
    # No other table of the query has a `state`: the index's own words are clear.
    return _ITEM.c.program_id == program, within(_ITEM, "ix_item_open"), mine  # type: ignore[return-value]


def _tasks(connection: Connection, program: Id, keys: Keys, rows: Sequence[Any]) -> list[Task]:
    items = by_id(connection, Item, program, keys, (row.id for row in rows))
    contacts = by_id(connection, Contact, program, keys, (item.contact_id for item in items.values()))
    children = by_id(connection, Child, program, keys, (item.child_id for item in items.values()))
    return [
        Task(
            item := items[row.id], row.family_id, row.code, row.coordinator_id,
            contacts.get(item.contact_id) if item.contact_id else None,
            children.get(item.child_id) if item.child_id else None,
        )
        for row in rows
    ]  # fmt: skip
