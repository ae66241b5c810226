"""Alerts that somebody must see: who was told last, and what is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, func, or_, select

from dialogs.ids import Id
from dialogs.rows.people import Child, Link
from storage.pages import by_id, read, table_of
from storage.sealing import Keys
from storage.tables.base import as_table
from storage.tables.desk import AlertRow
from storage.tables.messages import OutgoingRow
from storage.tables.people import FamilyRow

_ALERT = as_table(AlertRow)
_OUTGOING = as_table(OutgoingRow)
_FAMILY = as_table(FamilyRow)
#: A text in one of these has left, or may have.
_TOLD = ("sent", "delivered", "read", "unknown")
#: Providers tell whole seconds, and cut off the rest.
_SECOND = timedelta(seconds=1)


class Told(Struct, frozen=True):
    """An open alert of which somebody was told: whose it is, and the family's code."""

    family_id: Id
    alert_id: Id
    code: str


def told(connection: Connection, program: Id, staff_id: Id, at: datetime) -> list[Told]:
    """The open alerts of which this member of staff had been told on their own phone at `at`, the newest first.

    at: when the provider says that they answered; a text that left later cannot be meant.
    """
    told_at = func.max(func.coalesce(_OUTGOING.c.sent_at, _OUTGOING.c.claimed_at))
    rows = connection.execute(
        select(_ALERT.c.family_id, _ALERT.c.id, _FAMILY.c.code)
        .join(_OUTGOING, _OUTGOING.c.alert_id == _ALERT.c.id)
        .join(_FAMILY, _FAMILY.c.id == _ALERT.c.family_id)
        .where(
            _ALERT.c.program_id == program,
            _ALERT.c.state == "open",
            _OUTGOING.c.staff_id == staff_id,
            _OUTGOING.c.state.in_(_TOLD),
            func.coalesce(_OUTGOING.c.sent_at, _OUTGOING.c.claimed_at) < at + _SECOND,
        )
        .group_by(_ALERT.c.family_id, _ALERT.c.id, _FAMILY.c.code)
        .order_by(told_at.desc(), _ALERT.c.id.desc())
        .limit(20)
    )
    return [Told(row.family_id, row.id, row.code) for row in rows]


def standing(connection: Connection, program: Id) -> list[Any]:
    """Alerts that nobody has taken yet, the oldest first: id, kind, raised_at, contact and family, its coordinator."""
    return list(
        connection.execute(
            select(
                _ALERT.c.id,
                _ALERT.c.kind,
                _ALERT.c.raised_at,
                _ALERT.c.step,
                _ALERT.c.contact_id,
                _ALERT.c.family_id,
                _FAMILY.c.code,
                _FAMILY.c.coordinator_id,
            )
            .join(_FAMILY, _FAMILY.c.id == _ALERT.c.family_id)
            .where(_ALERT.c.program_id == program, _ALERT.c.state == "open")
            .order_by(_ALERT.c.raised_at)
            .limit(50)
        )
    )


def nicknames(
    connection: Connection, program: Id, keys: Keys, contact_ids: Iterable[Id | None]
) -> dict[Id, tuple[str, ...]]:
    """contact -> the chosen names of the children whom they answer for."""
    wanted = [contact_id for contact_id in contact_ids if contact_id is not None]
    linked = read(connection, Link, program, keys, table_of(Link).c.contact_id.in_(wanted))
    children = by_id(connection, Child, program, keys, (link.child_id for link in linked))
    found: dict[Id, tuple[str, ...]] = {}
    for link in linked:
        if link.child_id in children:
            found[link.contact_id] = (*found.get(link.contact_id, ()), children[link.child_id].nickname)
    return found


def called(connection: Connection, program: Id, staff_id: Id) -> frozenset[Id]:
    """Families with an alert that is not closed, of which this member of staff was told, or which they took."""
    told = select(_OUTGOING.c.alert_id).where(_OUTGOING.c.staff_id == staff_id, _OUTGOING.c.alert_id.is_not(None))
    rows = connection.execute(
        select(_ALERT.c.family_id).where(
            _ALERT.c.program_id == program,
            _ALERT.c.state.in_(("open", "acknowledged")),
            _ALERT.c.family_id.is_not(None),
            or_(_ALERT.c.id.in_(told), _ALERT.c.acknowledged_by == staff_id),
        )
    )
    return frozenset(rows.scalars())
