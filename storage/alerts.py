"""Alerts that somebody must see: who was told last, and what is open."""

from __future__ import annotations

from sqlalchemy import Connection, Table, select

from dialogs.ids import Id
from storage.tables.desk import AlertRow
from storage.tables.messages import OutgoingRow

_ALERT: Table = AlertRow.__table__  # type: ignore[attr-defined]
_OUTGOING: Table = OutgoingRow.__table__  # type: ignore[attr-defined]


def last_told(connection: Connection, program: Id, staff_id: Id) -> tuple[Id, Id] | None:
    """(family, alert) of the newest open alert that this member of staff was told of on their own phone."""
    row = connection.execute(
        select(_ALERT.c.family_id, _ALERT.c.id)
        .join(_OUTGOING, _OUTGOING.c.alert_id == _ALERT.c.id)
        .where(
            _ALERT.c.program_id == program,
            _ALERT.c.state.in_(("waiting", "open")),
            _OUTGOING.c.staff_id == staff_id,
        )
        .order_by(_OUTGOING.c.created_at.desc())
        .limit(1)
    ).first()
    return (row.family_id, row.id) if row and row.family_id else None
