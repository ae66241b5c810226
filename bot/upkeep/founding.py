"""What a real database holds before any family: the installation, the first program, and a line per channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from bot.channels.mail_server import server_of
from bot.clock import new_id
from bot.settings import Settings
from bot.upkeep.trouble import Trouble
from dialogs.ids import Id
from dialogs.reminders.zones import is_zone
from storage.database import Database
from storage.tables.base import as_table
from storage.tables.desk import InstallationRow
from storage.tables.people import AddressRow, LineRow, ProgramRow, StaffRow

_INSTALLATION = as_table(InstallationRow)
_PROGRAM = as_table(ProgramRow)
_ADDRESS = as_table(AddressRow)
_LINE = as_table(LineRow)
_STAFF = as_table(StaffRow)

#: The name that a program has until KINLINE_PROGRAM_NAME is set.
UNNAMED = "Kinline"
#: The sender of an SMS line that waits for its number: families can be imported before Twilio is set up.
AWAITED = ""
_HAS_FAMILIES = ("coordinator", "supervisor", "admin")
#: The detail level that a line may carry: Telegram signs no agreement about health information.
_MAY_CARRY = {"sms": 2, "telegram": 0, "email": 0}


def is_demo(database: Database) -> bool | None:
    """Whether the database was made for the demo; None where it was never finished."""
    with database.reading() as connection:
        return connection.execute(select(_INSTALLATION.c.is_demo)).scalar()


def first_program(connection: Connection, settings: Settings, now: datetime) -> Id:
    """The oldest program; made from the settings where there is none. What it was not told yet is filled in."""
    if not is_zone(settings.program_zone):
        raise Trouble("KINLINE_PROGRAM_ZONE is no time zone: write it like America/Chicago.")
    row = connection.execute(select(_PROGRAM).order_by(_PROGRAM.c.created_at, _PROGRAM.c.id).limit(1)).first()
    if row is None:
        program = new_id(now)
        connection.execute(
            insert(_PROGRAM).values(
                id=program, name=settings.program_name or UNNAMED, phone=_phone(settings), zone=settings.program_zone,
                emergency_number=settings.emergency_number, poison_number="1-800-222-1222", crisis_number="988",
                is_demo=False, hold=False, created_at=now,
            )
        )  # fmt: skip
        return program
    missing = {}
    if row.name == UNNAMED and settings.program_name:
        missing["name"] = settings.program_name
    if not row.phone and _phone(settings):
        missing["phone"] = _phone(settings)
    if missing:
        connection.execute(update(_PROGRAM).where(_PROGRAM.c.id == row.id).values(**missing))
    found: Id = row.id
    return found


def lines(connection: Connection, settings: Settings, program: Id, now: datetime) -> None:
    """A line for every channel that is set up. Called at each start; what stands is left as it is."""
    for channel, sender in configured(settings).items():
        if _line(connection, program, channel, sender) is not None:
            continue
        awaited = _line(connection, program, channel, AWAITED)
        if awaited is not None:
            connection.execute(update(_LINE).where(_LINE.c.id == awaited).values(sender=sender))
        else:
            _add_line(connection, program, channel, sender, now)


def sms_line(connection: Connection, settings: Settings, program: Id) -> Id | None:
    """The line that numbers belong to: the one that is set up, else any SMS line there is."""
    sender = configured(settings).get("sms", AWAITED)
    found = _line(connection, program, "sms", sender) or _line(connection, program, "sms", AWAITED)
    if found is None and sender == AWAITED:
        row = connection.execute(_lines(program, "sms").order_by(_LINE.c.id).limit(1)).first()
        found = row.id if row else None
    return found


def add_awaited_line(connection: Connection, program: Id, now: datetime) -> Id:
    """An SMS line that gets its number when SMS is set up."""
    return _add_line(connection, program, "sms", AWAITED, now)


def ids_by_email(connection: Connection, program: Id) -> dict[str, Id]:
    """Whoever may have families, by e-mail address."""
    rows = connection.execute(
        select(_STAFF.c.email, _STAFF.c.id).where(
            _STAFF.c.program_id == program, _STAFF.c.is_active, _STAFF.c.role.in_(_HAS_FAMILIES)
        )
    )
    return {row.email: row.id for row in rows}


def emails(connection: Connection, program: Id) -> frozenset[str]:
    return frozenset(ids_by_email(connection, program))


def configured(settings: Settings) -> dict[str, str]:
    """channel -> our own sender on it."""
    found = {}
    if settings.has_sms:
        found["sms"] = settings.twilio_from or settings.twilio_messaging_service_sid
    if settings.has_telegram:
        found["telegram"] = settings.telegram_token.partition(":")[0]
    if settings.has_mail:
        found["email"] = server_of(settings.smtp_url).sender
    return found


def _phone(settings: Settings) -> str:
    return settings.program_phone or settings.twilio_from


def _lines(program: Id, channel: str) -> Any:
    return select(_LINE.c.id).where(_LINE.c.program_id == program, _LINE.c.channel == channel)


def _line(connection: Connection, program: Id, channel: str, sender: str) -> Id | None:
    found: Id | None = connection.execute(_lines(program, channel).where(_LINE.c.sender == sender)).scalar()
    return found


def _add_line(connection: Connection, program: Id, channel: str, sender: str, now: datetime) -> Id:
    line = new_id(now)
    connection.execute(
        insert(_LINE).values(
            id=line, program_id=program, channel=channel, sender=sender, phi_allowed=_MAY_CARRY[channel], mark=""
        )
    )
    return line


def stray_addresses(connection: Connection, settings: Settings, program: Id) -> int:
    """How many addresses are on a line that these settings cannot speak on; a line that waits is not counted."""
    speaks = [_line(connection, program, channel, sender) for channel, sender in configured(settings).items()]
    waits = _line(connection, program, "sms", AWAITED)
    known = [line for line in (*speaks, waits) if line is not None]
    statement = select(func.count()).select_from(_ADDRESS).where(_ADDRESS.c.program_id == program)
    return connection.execute(statement.where(_ADDRESS.c.line_id.not_in(known))).scalar_one()
