"""What a move of the clock brought: what was sent, and what was not, each with its reason in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import Connection, select

from bot.wiring import House
from dialogs.ids import Id
from dialogs.reminders.dates import written_time
from dialogs.rows.care import Reminder
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Contact, Family, Program
from storage import pages
from storage.tables.base import as_table
from storage.tables.desk import AuditRow
from storage.tables.messages import AttemptRow

_AUDIT = as_table(AuditRow)
_ATTEMPT = as_table(AttemptRow)
#: Words of the audit that say that something did not leave, and the kind of row that they are about.
_UNSENT: dict[str, type[Outgoing] | type[Reminder]] = {
    "suppressed": Outgoing, "delayed": Outgoing, "taken-back": Outgoing,
    "reminder-suppressed": Reminder, "reminder-delayed": Reminder,
}  # fmt: skip
#: Ordinary queueing, and what another text has made needless: nobody misses it.
_NO_NEWS = frozenset({"", "in_flight", "not_yet", "superseded", "cleared_by_reply", "duplicate", "late"})

_WHY = {
    "no_consent": "there is no consent to text them",
    "opted_out": "they said STOP",
    "paused": "they asked for a pause",
    "child_suppressed": "texts about this child are held; only a person writes now",
    "quiet_hours": "it is outside the hours in which they may be written to",
    "cap_reached": "they had a text from us today; one a day is enough",
    "expired": "it would come too late to help",
    "no_channel": "there is no working number",
    "detail_level": "it says more than may stand on this phone; someone calls instead",
    "owner_changed": "a person is talking with them now; questions wait",
    "typing": "someone on the team is just writing to them",
    "brake": "a machine seems to answer there; the line stays quiet",
    "budget": "this month's texts are used up",
    "hospital": "the child is in hospital",
    "restore_hold": "sending is off until someone releases it",
}

_WHAT = {
    "entry": "new visit", "t7": "visit reminder", "t3": "visit reminder", "t1": "visit reminder",
    "happened": "did the visit happen?", "missed1": "missed visit", "missed2": "missed visit",
    "missed3": "missed visit", "invite": "invitation", "question": "question", "nudge": "the open question again",
    "reminder": "visit reminder", "person": "a coordinator's reply", "notice": "notice", "alert": "alert to the team",
    "safety": "safety text", "receipt": "receipt", "reply": "reply",
}  # fmt: skip


class Line(Struct, frozen=True):
    """One thing that left, or did not: at what local time, to whom, what, and why not ('' for what was sent)."""

    clock: str
    who: str
    code: str
    what: str
    text: str
    why: str = ""


class Happened(Struct, frozen=True):
    """All of one move, in order."""

    sent: tuple[Line, ...]
    unsent: tuple[Line, ...]

    @property
    def rows(self) -> int:
        return len(self.sent) + len(self.unsent)


class _People(Struct, frozen=True):
    program: Program
    contacts: dict[Id, Contact]
    codes: dict[Id, str]
    staff: dict[Id, str]


def happened(house: House, since: datetime, until: datetime) -> Happened:
    """What left and what was held back after `since`, up to and with `until` (both aware)."""
    with house.database.reading() as connection:
        people = _people(house, connection)
        left = _left(house, connection, people, since, until)
        sent_ids = {row.id for row in left} | {row.reminder_id for row in left if row.reminder_id}
        unsent = _held_back(house, connection, people, since, until, sent_ids)
    sent = tuple(
        _line(people, row.contact_id, row.staff_id, row.claimed_at or row.created_at, row.purpose, row.text)
        for row in left
    )
    return Happened(sent, tuple(unsent))


def _left(house: House, connection: Connection, people: _People, since: datetime, until: datetime) -> list[Outgoing]:
    started = select(_ATTEMPT.c.outgoing_id).where(_ATTEMPT.c.started_at > since, _ATTEMPT.c.started_at <= until)
    table = pages.table_of(Outgoing)
    return pages.read(
        connection, Outgoing, people.program.id, house.keys,
        table.c.id.in_(started) & table.c.state.in_(("sent", "delivered", "read")), order=(table.c.claimed_at,),
    )  # fmt: skip


def _held_back(
    house: House, connection: Connection, people: _People, since: datetime, until: datetime, sent: set[Id]
) -> list[Line]:
    """From the audit: it knows what was decided and when, the rows know why."""
    rows = connection.execute(
        select(_AUDIT.c.what, _AUDIT.c.at)
        .where(_AUDIT.c.program_id == people.program.id, _AUDIT.c.at > since, _AUDIT.c.at <= until)
        .where(_AUDIT.c.voice == "clock")
        .order_by(_AUDIT.c.at, _AUDIT.c.id)
    )
    when: dict[tuple[type[Outgoing] | type[Reminder], Id], datetime] = {}
    for what, at in rows:
        for word in what.split(" "):
            event, _, row = word.rpartition(":")
            if event in _UNSENT and (row_id := Id(row)) not in sent:
                when[_UNSENT[event], row_id] = at
    found = []
    for (kind, row_id), at in when.items():
        table = pages.table_of(kind)
        for value in pages.read(connection, kind, people.program.id, house.keys, table.c.id == row_id):
            assert isinstance(value, Outgoing | Reminder)
            if value.reason in _NO_NEWS or value.state in ("sent", "delivered", "read", "cleared"):
                continue
            what = value.purpose if isinstance(value, Outgoing) else value.series
            found.append(_line(people, value.contact_id, None, at, what, "", _why(people, value)))
    return found


def _why(people: _People, row: Outgoing | Reminder) -> str:
    """The reason in words; for what only waits, until when."""
    words = _WHY.get(row.reason, row.reason.replace("_", " "))
    waits_until = row.not_before if isinstance(row, Outgoing) else row.due_at
    if row.state not in ("queued", "planned"):
        return words
    zone = _zone(people, row.contact_id)
    local = waits_until.astimezone(ZoneInfo(zone))
    return f"{words}; looked at again {local:%a %b} {local.day}, {written_time(local.time(), 'en')}"


def _line(
    people: _People, contact_id: Id | None, staff_id: Id | None, at: datetime, what: str, text: str, why: str = ""
) -> Line:
    contact = people.contacts.get(contact_id) if contact_id else None
    who = contact.name if contact else people.staff.get(staff_id, "someone") if staff_id else "someone"
    local = at.astimezone(ZoneInfo(_zone(people, contact_id)))
    clock = f"{local:%a} {written_time(local.time(), 'en')}"
    code = people.codes.get(contact_id, "") if contact_id else ""
    return Line(clock, who, code, _WHAT.get(what, what.replace("_", " ")), text, why)


def _zone(people: _People, contact_id: Id | None) -> str:
    contact = people.contacts.get(contact_id) if contact_id else None
    return contact.zone if contact and contact.zone else people.program.zone


def _people(house: House, connection: Connection) -> _People:
    entry = next(iter(house.directory.programs().values()))
    program = entry.program
    table = pages.table_of(Contact)
    codes = {family.id: family.code for family in pages.read(connection, Family, program.id, house.keys)}
    return _People(
        program,
        {contact.id: contact for contact in pages.read(connection, Contact, program.id, house.keys)},
        {row.id: codes[row.family_id] for row in connection.execute(select(table.c.id, table.c.family_id))},
        {person.id: person.name for person in entry.staff},
    )
