"""Finding people: by the address that a message came from, by code, by what is due."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, and_, bindparam, exists, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from dialogs.ids import Id, time_ordered
from storage.database import Database
from storage.hot import Hot
from storage.sealing import Keys
from storage.tables.base import as_table
from storage.tables.messages import MessageRow
from storage.tables.people import AddressRow, FamilyRow, InviteRow, StaffPhoneRow, StaffRow

_ADDRESS = as_table(AddressRow)
_STAFF_PHONE = as_table(StaffPhoneRow)
_STAFF = as_table(StaffRow)
_MESSAGE = as_table(MessageRow)
_FAMILY = as_table(FamilyRow)
_INVITE = as_table(InviteRow)


class Found(Struct, frozen=True):
    """Whose address it is: a family's contact, someone on the staff, or both; neither for a stranger."""

    family_id: Id | None = None
    contact_id: Id | None = None
    address_id: Id | None = None
    staff_id: Id | None = None
    #: The message that was asked about has been taken before.
    is_known: bool = False
    #: How often the family was written so far.
    version: int | None = None


_NOBODY = select(literal(1).label("one")).subquery()
#: One row whoever it is.
_WHOSE = Hot(
    select(
        _ADDRESS.c.family_id,
        _ADDRESS.c.contact_id,
        _ADDRESS.c.id,
        select(_STAFF_PHONE.c.staff_id)
        .join(_STAFF, _STAFF.c.id == _STAFF_PHONE.c.staff_id)
        .where(
            _STAFF_PHONE.c.program_id == bindparam("program"),
            _STAFF_PHONE.c.hash == bindparam("hash"),
            _STAFF.c.is_active,
        )
        .limit(1)
        .scalar_subquery(),
        exists().where(
            _MESSAGE.c.program_id == bindparam("program"),
            _MESSAGE.c.line_id == bindparam("line"),
            _MESSAGE.c.provider_id == bindparam("provider_id"),
        ),
        _FAMILY.c.version,
    ).select_from(
        _NOBODY.outerjoin(
            _ADDRESS,
            and_(
                _ADDRESS.c.program_id == bindparam("program"),
                _ADDRESS.c.line_id == bindparam("line"),
                _ADDRESS.c.hash == bindparam("hash"),
            ),
        ).outerjoin(_FAMILY, _FAMILY.c.id == _ADDRESS.c.family_id)
    )
)
_LAST_WORD = Hot(
    select(_MESSAGE.c.mark)
    .where(
        _MESSAGE.c.program_id == bindparam("program"),
        _MESSAGE.c.address_hash == bindparam("hash"),
        or_(_MESSAGE.c.mark == "stranger-stop", _MESSAGE.c.mark == "stranger-start"),
    )
    .order_by(_MESSAGE.c.at.desc(), _MESSAGE.c.id.desc())
    .limit(1)
)


def whose(connection: Connection, program: Id, line: Id, address: str, keys: Keys, *, provider_id: str = "") -> Found:
    """Who writes from `address` (`sms:+1555…`). A phone of the staff is known on every line.

    provider_id: of the message that they write; the answer says whether it was taken before.
    """
    values = {"program": program, "line": line, "hash": keys.hash(program, "address", address)}
    row = _WHOSE.first(connection, {**values, "provider_id": provider_id})
    assert row is not None
    return Found(*row)


def is_familys(connection: Connection, program: Id, address: str, keys: Keys) -> bool:
    """Whether the address belongs to a family of the program, on whatever line."""
    digest = keys.hash(program, "address", address)
    where = (_ADDRESS.c.program_id == program, _ADDRESS.c.hash == digest)
    return connection.execute(select(_ADDRESS.c.id).where(*where)).first() is not None


def has_stopped(connection: Connection, program: Id, address: str, keys: Keys) -> bool:
    """Whether the last that a stranger said of it was STOP, and not START."""
    word = _LAST_WORD.first(connection, {"program": program, "hash": keys.hash(program, "address", address)})
    return word is not None and word[0] == "stranger-stop"


def by_code(connection: Connection, program: Id, code: str) -> Id | None:
    """The family with this code, in capitals or not."""
    found: Any = connection.execute(
        select(_FAMILY.c.id).where(_FAMILY.c.program_id == program, func.lower(_FAMILY.c.code) == func.lower(code))
    ).scalar()
    return None if found is None else Id(int=found.int)


def codes(connection: Connection, program: Id) -> frozenset[str]:
    """Every code of the program, in small letters."""
    found = connection.execute(select(_FAMILY.c.code).where(_FAMILY.c.program_id == program)).scalars()
    return frozenset(code.lower() for code in found)


class Tied(Struct, frozen=True):
    """A one-time code that was found: whose it is."""

    invite_id: Id
    family_id: Id
    contact_id: Id


def tie_address(connection: Connection, program: Id, code: str, keys: Keys, now: datetime) -> Tied | None:
    """The contact to whom an unused code that is still good belongs."""
    row = connection.execute(
        select(_INVITE.c.id, _INVITE.c.family_id, _INVITE.c.contact_id).where(
            _INVITE.c.program_id == program,
            _INVITE.c.code_hash == keys.hash(program, "invite", code),
            _INVITE.c.used_at.is_(None),
            _INVITE.c.expires_at > now,
        )
    ).first()
    return Tied(row.id, row.family_id, row.contact_id) if row else None


def use_invite(database: Database, keys: Keys, program: Id, line: Id, address: str, tied: Tied, now: datetime) -> None:
    """Spend the code and give its contact the new address, in one transaction.

    A code that is spent already gives nothing, and an address that belongs to somebody spends nothing.
    """
    channel, _, value = address.partition(":")
    with database.writing() as connection:
        connection.execute(select(_FAMILY.c.id).where(_FAMILY.c.id == tied.family_id).with_for_update())
        unspent = select(_INVITE.c.id).where(_INVITE.c.id == tied.invite_id, _INVITE.c.used_at.is_(None))
        if connection.execute(unspent).first() is None:
            return
        row_id = time_ordered(now, secrets.randbits(74))
        dialect_insert = sqlite_insert if database.is_sqlite else postgres_insert
        given = connection.execute(
            dialect_insert(_ADDRESS)
            .values(
                id=row_id, program_id=program, family_id=tied.family_id, contact_id=tied.contact_id, line_id=line,
                channel=channel, value=keys.seal(value, program, "address", "value", row_id),
                hash=keys.hash(program, "address", address), state="", failures=0,
            )
            .on_conflict_do_nothing(index_elements=["program_id", "line_id", "hash"])
            .returning(_ADDRESS.c.id)
        )  # fmt: skip
        if given.first() is None:
            return
        connection.execute(update(_INVITE).where(_INVITE.c.id == tied.invite_id).values(used_at=now))
        connection.execute(update(_FAMILY).where(_FAMILY.c.id == tied.family_id).values(version=_FAMILY.c.version + 1))
