"""What one phone shows: the texts to and from its number, and the buttons of what is being asked now."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import Connection, select

from bot.upkeep.stage.phones import Phone
from bot.wiring import House
from dialogs.ids import Id
from dialogs.reminders.dates import written_date, written_time
from dialogs.rows.messages import Message, Option, Outgoing, Prompt
from storage import pages
from storage.tables.base import as_table
from storage.tables.messages import MessageRow, OutgoingRow

_MESSAGE = as_table(MessageRow)
_OUTGOING = as_table(OutgoingRow)
_ARRIVED = ("sent", "delivered", "read")
_ON_ITS_WAY = ("queued", "sending", "unknown")
#: What leaves within this time is shown as being typed.
_SOON = timedelta(seconds=15)
_MOST = 80


class Bubble(Struct, frozen=True):
    """One text on the phone. `day` is set where a new day begins."""

    id: str
    is_own: bool
    text: str
    clock: str
    at: datetime
    day: str = ""


class Talk(Struct, frozen=True):
    """The screen of one phone."""

    bubbles: tuple[Bubble, ...]
    prompt_id: Id | None
    buttons: tuple[Option, ...]
    is_typing: bool


def talk(house: House, connection: Connection, phone: Phone) -> Talk:
    """The newest texts of this number, in order."""
    rows = _texts(house, connection, phone)
    address = f"phone:{phone.number}"
    told = [row for row in rows if row.address == address]
    arrived = [row for row in told if row.state in _ARRIVED]
    bubbles = [
        _bubble(phone, f"o{row.id.hex}", False, row.text, row.claimed_at or row.created_at) for row in arrived
    ] + [
        _bubble(phone, f"i{message.provider_id}", True, message.text, message.at)
        for message in _own(house, connection, phone)
    ]
    # What answers a text may carry the same instant: it stands below it.
    bubbles.sort(key=lambda bubble: (bubble.at, not bubble.is_own))
    soon = house.now() + _SOON
    is_typing = any(row.state in _ON_ITS_WAY and row.not_before <= soon for row in told)
    prompt_id, buttons = _buttons(connection, arrived)
    return Talk(_with_days(phone, bubbles[-_MOST:], _local(phone, house.now()).date()), prompt_id, buttons, is_typing)


def count(connection: Connection) -> tuple[int, int]:
    """How many texts were heard and how many have left, of everybody together."""
    heard = connection.exec_driver_sql("SELECT count(*) FROM message").scalar_one()
    left = connection.exec_driver_sql(
        "SELECT count(*) FROM outgoing WHERE state IN ('sent', 'delivered', 'read')"
    ).scalar_one()
    return heard, left


def _texts(house: House, connection: Connection, phone: Phone) -> list[Outgoing]:
    whose = _OUTGOING.c.contact_id == phone.contact.id if phone.contact else _OUTGOING.c.staff_id == phone.staff_id
    shown = whose & _OUTGOING.c.state.in_(_ARRIVED + _ON_ITS_WAY)
    order = (_OUTGOING.c.created_at.desc(), _OUTGOING.c.id.desc())
    return pages.read(connection, Outgoing, phone.program.id, house.keys, shown, order=order, limit=_MOST)


def _own(house: House, connection: Connection, phone: Phone) -> list[Message]:
    digest = house.keys.hash(phone.program.id, "address", f"phone:{phone.number}")
    return pages.read(
        connection, Message, phone.program.id, house.keys, _MESSAGE.c.address_hash == digest,
        order=(_MESSAGE.c.at.desc(),), limit=_MOST,
    )  # fmt: skip


def _buttons(connection: Connection, arrived: list[Outgoing]) -> tuple[Id | None, tuple[Option, ...]]:
    """Those of the newest text that asks something, while its prompt is open."""
    newest = max(
        (row for row in arrived if row.prompt_id), key=lambda row: row.claimed_at or row.created_at, default=None
    )
    if newest is None or not newest.buttons:
        return None, ()
    table = pages.table_of(Prompt)
    state = connection.execute(select(table.c.state).where(table.c.id == newest.prompt_id)).scalar()
    return (newest.prompt_id, newest.buttons) if state == "open" else (None, ())


def _bubble(phone: Phone, row: str, is_own: bool, text: str, at: datetime) -> Bubble:
    return Bubble(row, is_own, text, written_time(_local(phone, at).time(), phone.language), at)


def _with_days(phone: Phone, bubbles: list[Bubble], today: date) -> tuple[Bubble, ...]:
    shown: list[Bubble] = []
    last = None
    for bubble in bubbles:
        day = _local(phone, bubble.at).date()
        heading = written_date(day, phone.language, sms=False, today=today) if day != last else ""
        shown.append(Bubble(bubble.id, bubble.is_own, bubble.text, bubble.clock, bubble.at, heading))
        last = day
    return tuple(shown)


def _local(phone: Phone, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(phone.zone))
