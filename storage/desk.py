"""The desk's own small writes: drafts, sign-in, sessions. Nothing of a family is changed here.

Tokens are kept as SHA-256 only: they are 256 random bits, which no dictionary holds. Passwords come hashed already.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select, update

from dialogs.ids import Id, time_ordered
from storage import audit
from storage.sealing import Keys
from storage.tables.base import as_table
from storage.tables.desk import AuditRow, DraftRow, SessionRow
from storage.tables.messages import OutgoingRow
from storage.tables.people import StaffRow

_DRAFT = as_table(DraftRow)
_SESSION = as_table(SessionRow)
_STAFF = as_table(StaffRow)
_OUTGOING = as_table(OutgoingRow)
_AUDIT = as_table(AuditRow)


def digest(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


# drafts


def draft(connection: Connection, program: Id, keys: Keys, staff_id: Id, contact_id: Id) -> str:
    """What this member of staff had begun to write to a contact; '' for nothing."""
    row = connection.execute(
        select(_DRAFT.c.id, _DRAFT.c.text).where(
            _DRAFT.c.program_id == program, _DRAFT.c.staff_id == staff_id, _DRAFT.c.contact_id == contact_id
        )
    ).first()
    return keys.open(row.text, program, "draft", "text", row.id).decode() if row and row.text else ""


def keep_draft(
    connection: Connection, program: Id, keys: Keys, staff_id: Id, contact_id: Id, text: str, now: datetime
) -> None:
    """Put this text in the place of what was kept; an empty one ends the typing."""
    mine = (_DRAFT.c.program_id == program, _DRAFT.c.staff_id == staff_id, _DRAFT.c.contact_id == contact_id)
    connection.execute(delete(_DRAFT).where(*mine))
    if not text.strip():
        return
    row_id = time_ordered(now, secrets.randbits(74))
    connection.execute(
        insert(_DRAFT).values(
            id=row_id,
            program_id=program,
            staff_id=staff_id,
            contact_id=contact_id,
            text=keys.seal(text, program, "draft", "text", row_id),
            changed_at=now,
        )
    )


def was_sent(connection: Connection, program: Id, once_key: str) -> bool:
    """Whether a text whose key begins like this stands in the outbox."""
    # A range instead of LIKE: the unique index serves it on both databases.
    where = (
        _OUTGOING.c.program_id == program,
        _OUTGOING.c.once_key >= f"{once_key}:",
        _OUTGOING.c.once_key < f"{once_key};",
    )
    return connection.execute(select(_OUTGOING.c.id).where(*where)).first() is not None


def writing_now(connection: Connection, program: Id, contact_id: Id, since: datetime) -> frozenset[Id]:
    """Who has been writing to a contact since then."""
    rows = connection.execute(
        select(_DRAFT.c.staff_id).where(
            _DRAFT.c.program_id == program, _DRAFT.c.contact_id == contact_id, _DRAFT.c.changed_at >= since
        )
    )
    return frozenset(rows.scalars())


# sessions


class Session(Struct, frozen=True):
    """A signed-in browser. `is_confirmed`: the second step was passed."""

    id: Id
    program_id: Id
    staff_id: Id
    csrf: str
    created_at: datetime
    seen_at: datetime
    is_confirmed: bool


def open_session(connection: Connection, program: Id, staff_id: Id, now: datetime, *, is_confirmed: bool) -> str:
    """A new session's token, told once."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        insert(_SESSION).values(
            id=time_ordered(now, secrets.randbits(74)),
            program_id=program,
            staff_id=staff_id,
            token_hash=digest(token),
            csrf=secrets.token_urlsafe(24),
            created_at=now,
            seen_at=now,
            is_confirmed=is_confirmed,
        )
    )
    return token


def session(connection: Connection, token: str) -> Session | None:
    """The session with this token, in whatever age; its staff must still be active."""
    row = connection.execute(
        select(*(_SESSION.c[name] for name in Session.__struct_fields__))
        .join(_STAFF, _STAFF.c.id == _SESSION.c.staff_id)
        .where(_SESSION.c.token_hash == digest(token), _STAFF.c.is_active)
    ).first()
    return Session(**row._mapping) if row else None


def touch_session(connection: Connection, session_id: Id, now: datetime) -> None:
    """Somebody was there."""
    connection.execute(update(_SESSION).where(_SESSION.c.id == session_id).values(seen_at=now))


def close_session(connection: Connection, session_id: Id) -> None:
    connection.execute(delete(_SESSION).where(_SESSION.c.id == session_id))


def close_sessions(connection: Connection, staff_id: Id) -> None:
    """Everywhere at once: the password changed, or somebody left."""
    connection.execute(delete(_SESSION).where(_SESSION.c.staff_id == staff_id))


def sweep_sessions(connection: Connection, opened_before: datetime) -> None:
    """Forget sessions that are too old to be used."""
    connection.execute(delete(_SESSION).where(_SESSION.c.created_at < opened_before))


# sign-in


class Account(Struct, frozen=True):
    """What sign-in knows of a member of staff. totp_secret: base32, '' for none; it counts once a step was used."""

    id: Id
    program_id: Id
    email: str
    name: str
    password_hash: str
    totp_secret: str
    totp_last_step: int
    recovery_hashes: tuple[str, ...]
    one_time_until: datetime | None
    failures: int
    locked_until: datetime | None

    @property
    def has_totp(self) -> bool:
        return bool(self.totp_secret) and self.totp_last_step > 0


def account_by_email(connection: Connection, keys: Keys, email: str) -> Account | None:
    """The active member of staff with this address, in whatever letter case."""
    return _account(connection, keys, _STAFF.c.email == email.strip().lower())


def account(connection: Connection, keys: Keys, staff_id: Id) -> Account | None:
    return _account(connection, keys, _STAFF.c.id == staff_id)


def account_by_link(connection: Connection, keys: Keys, token: str, now: datetime) -> Account | None:
    """Whose one-time link this is, while it is good."""
    return _account(
        connection, keys, _STAFF.c.one_time_hash == digest(token).hex(), _STAFF.c.one_time_until > now
    )  # fmt: skip


def _account(connection: Connection, keys: Keys, *where: Any) -> Account | None:
    row = connection.execute(select(_STAFF).where(*where, _STAFF.c.is_active).limit(1)).mappings().first()
    if row is None:
        return None
    sealed = row["totp_secret"]
    secret = keys.open(sealed, row["program_id"], "staff", "totp_secret", row["id"]).decode() if sealed else ""
    return Account(
        id=row["id"],
        program_id=row["program_id"],
        email=row["email"],
        name=row["name"],
        password_hash=row["password_hash"],
        totp_secret=secret,
        totp_last_step=row["totp_last_step"],
        recovery_hashes=msgspec.json.decode(row["recovery_hashes"], type=tuple[str, ...]),
        one_time_until=row["one_time_until"],
        failures=row["failures"],
        locked_until=row["locked_until"],
    )


def one_time_link(connection: Connection, staff_id: Id, until: datetime) -> str:
    """A token that lets somebody choose a password once, told once; any older one is worth nothing now."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        update(_STAFF)
        .where(_STAFF.c.id == staff_id)
        .values(one_time_hash=digest(token).hex(), one_time_until=until)
    )  # fmt: skip
    return token


def set_password(connection: Connection, staff_id: Id, password_hash: str) -> None:
    """A new password: the link is spent, every session ends, failures are forgotten."""
    connection.execute(
        update(_STAFF)
        .where(_STAFF.c.id == staff_id)
        .values(
            password_hash=password_hash, one_time_hash="", one_time_until=None, failures=0, locked_until=None
        )
    )  # fmt: skip
    close_sessions(connection, staff_id)


def count_failure(connection: Connection, staff_id: Id, locked_until: datetime | None) -> None:
    """One more wrong try; from `locked_until` on further ones are looked at again."""
    connection.execute(
        update(_STAFF)
        .where(_STAFF.c.id == staff_id)
        .values(failures=_STAFF.c.failures + 1, locked_until=locked_until)
    )  # fmt: skip


def forgive(connection: Connection, staff_id: Id) -> None:
    """The right one: failures are forgotten."""
    connection.execute(update(_STAFF).where(_STAFF.c.id == staff_id).values(failures=0, locked_until=None))


def keep_totp_secret(connection: Connection, program: Id, keys: Keys, staff_id: Id, secret: str) -> None:
    """A secret that counts once a first code was given (`totp_last_step` above 0)."""
    sealed = keys.seal(secret, program, "staff", "totp_secret", staff_id)
    connection.execute(
        update(_STAFF).where(_STAFF.c.id == staff_id).values(totp_secret=sealed, totp_last_step=0)
    )  # fmt: skip


def spend_step(connection: Connection, staff_id: Id, step: int) -> bool:
    """Use one time step; False when it, or a later one, was used already."""
    spent = connection.execute(
        update(_STAFF)
        .where(_STAFF.c.id == staff_id, _STAFF.c.totp_last_step < step)
        .values(totp_last_step=step)
    )  # fmt: skip
    return spent.rowcount == 1


def keep_recovery(connection: Connection, staff_id: Id, hashes: tuple[str, ...]) -> None:
    connection.execute(
        update(_STAFF)
        .where(_STAFF.c.id == staff_id)
        .values(recovery_hashes=msgspec.json.encode(hashes).decode())
    )  # fmt: skip


def note_audit(connection: Connection, program: Id, staff_id: Id | None, what: str, now: datetime) -> None:
    """Who signed in or out, and who failed to; never with what."""
    row_id = time_ordered(now, secrets.randbits(74))
    connection.execute(insert(_AUDIT), [audit.row(row_id, program, None, "desk", staff_id, what, now)])
