"""The audit's chain: rows are written bare by every turn; one elected sealer numbers and chains them soon after.

A row is unsealed while it has no number, and a number is the next one free: order of sealing, not of ids or of
commits. So nothing can be skipped: a row whose transaction commits late, with an older id, is simply found at the next
look and gets a later number. No margin of seconds is needed and no clock is asked.

The lease saves work; what keeps two sealers apart is the program's row, which a sealer locks and no turn ever does
(SQLite has one writer anyway). A unique index on the numbers stands behind both.

What the chain shows: a row changed, taken out or put in between. What it cannot: the newest rows cut off together. Keep
the head that `verify` returns somewhere else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, func, select, update

from dialogs.ids import Id
from storage import leases
from storage.database import Database
from storage.tables.base import as_table, within
from storage.tables.desk import AuditRow
from storage.tables.people import ProgramRow

_AUDIT = as_table(AuditRow)
_PROGRAM = as_table(ProgramRow)
_LEASE = "audit-sealer"
_LEASE_SECONDS = 60.0
_PAGE = 1000
_COLUMNS = tuple(_AUDIT.c[name] for name in ("id", "family_id", "at", "voice", "actor_id", "what", "number", "chain"))
_OF_PROGRAM = _AUDIT.c.program_id == bindparam("program")
_TAIL = (
    select(*_COLUMNS)
    .where(_OF_PROGRAM, within(_AUDIT, "ix_audit_tail"))
    .order_by(_AUDIT.c.id)
    .limit(bindparam("limit"))
)
_LAST = (
    select(_AUDIT.c.number, _AUDIT.c.chain)
    .where(_OF_PROGRAM, within(_AUDIT, "ix_audit_number"))
    .order_by(_AUDIT.c.number.desc())
    .limit(1)
)
_AFTER = (
    select(*_COLUMNS)
    .where(_OF_PROGRAM, within(_AUDIT, "ix_audit_number"), _AUDIT.c.number > bindparam("after"))
    .order_by(_AUDIT.c.number)
    .limit(_PAGE)
)
_UNSEALED = select(func.count()).select_from(_AUDIT).where(_OF_PROGRAM, within(_AUDIT, "ix_audit_tail"))
_SEAL = (
    update(_AUDIT)
    .where(_AUDIT.c.id == bindparam("row_id"), _AUDIT.c.number.is_(None))
    .values(number=bindparam("new_number"), chain=bindparam("new_chain"))
)


def row(
    row_id: Id, program: Id, family: Id | None, voice: str, actor: Id | None, what: str, at: datetime
) -> dict[str, Any]:
    """A row of the audit as it is written: who did what to which rows, in no chain yet."""
    return {
        "id": row_id, "program_id": program, "family_id": family, "at": at, "voice": voice, "actor_id": actor,
        "what": what, "number": None, "chain": "",
    }  # fmt: skip


class Report(Struct, frozen=True):
    """How a program's audit stands. `broken_at`: the first number that does not fit; `head`: the chain's last link."""

    sealed: int
    unsealed: int
    broken_at: int | None
    head: str

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


def seal(database: Database, holder: str) -> int:
    """Seal what waits in every program, if `holder` leads the work. How many rows were sealed."""
    if not leases.take(database, _LEASE, holder, _LEASE_SECONDS):
        return 0
    with database.reading() as connection:
        programs = connection.execute(select(_PROGRAM.c.id).order_by(_PROGRAM.c.id)).scalars().all()
    sealed = 0
    for program in programs:
        while (count := seal_tail(database, program)) > 0:
            sealed += count
            if not leases.take(database, _LEASE, holder, _LEASE_SECONDS):
                return sealed
    return sealed


def seal_tail(database: Database, program: Id, limit: int = 500) -> int:
    """Number and chain up to `limit` rows in one transaction. 0 where nothing waits, or another is at it."""
    with database.writing() as connection:
        lock = select(_PROGRAM.c.id).where(_PROGRAM.c.id == program).with_for_update(skip_locked=True)
        return 0 if connection.execute(lock).first() is None else _seal_tail(connection, program, limit)


def _seal_tail(connection: Connection, program: Id, limit: int) -> int:
    last = connection.execute(_LAST, {"program": program}).first()
    number, chain = (last.number, last.chain) if last else (0, "")
    links = []
    for row in connection.execute(_TAIL, {"program": program, "limit": limit}):
        number += 1
        chain = _link(chain, number, program, row)
        links.append({"row_id": row.id, "new_number": number, "new_chain": chain})
    if links:
        connection.execute(_SEAL, links)
    return len(links)


def verify(database: Database, program: Id) -> Report:
    """Walk the whole chain from its first row."""
    with database.reading() as connection:
        expected, chain, broken_at = 0, "", None
        for row in _sealed(connection, program):
            expected += 1
            chain = _link(chain, expected, program, row)
            if broken_at is None and (row.number != expected or row.chain != chain):
                broken_at = expected
            expected, chain = row.number, row.chain
        sealed = select(func.count()).select_from(_AUDIT).where(_OF_PROGRAM, within(_AUDIT, "ix_audit_number"))
        return Report(
            connection.execute(sealed, {"program": program}).scalar_one(),
            connection.execute(_UNSEALED, {"program": program}).scalar_one(),
            broken_at,
            chain,
        )


def _sealed(connection: Connection, program: Id) -> Iterator[Any]:
    after = -(2**62)
    while page := connection.execute(_AFTER, {"program": program, "after": after}).all():
        yield from page
        after = page[-1].number


def _link(before: str, number: int, program: Id, row: Any) -> str:
    """SHA-256 of the link before and of everything in the row, as JSON: no two rows read the same."""
    content = [before, number, program, row.id, row.family_id, row.at, row.voice, row.actor_id, row.what]
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()
