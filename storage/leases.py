"""Leadership over a named piece of work, by a row and the database's own clock: nobody's watch is trusted."""

from __future__ import annotations

from uuid import UUID, uuid5

from sqlalchemy import text

from storage.database import Database

_NAMES = UUID("5f0c2f6e-90a4-5b0e-8a53-4d1f5b9a7c11")
#: Microseconds since 1970, as storage/columns keeps instants on SQLite.
_SQLITE_NOW = "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"
_TAKE = """
INSERT INTO lease (id, name, holder, until) VALUES (:id, :name, :holder, {until})
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE lease.holder = excluded.holder OR lease.until <= {now}
RETURNING 1
"""


def take(database: Database, name: str, holder: str, seconds: float) -> bool:
    """Whether `holder` leads `name` for the next `seconds`. Taking again before the end prolongs it (the heartbeat)."""
    if database.is_sqlite:
        now, until = _SQLITE_NOW, f"{_SQLITE_NOW} + CAST(:seconds * 1000000 AS INTEGER)"
    else:
        now, until = "clock_timestamp()", "clock_timestamp() + make_interval(secs => :seconds)"
    row_id = uuid5(_NAMES, name)
    values = {"id": row_id.bytes if database.is_sqlite else row_id, "name": name, "holder": holder, "seconds": seconds}
    with database.writing() as connection:
        return connection.execute(text(_TAKE.format(now=now, until=until)), values).first() is not None
