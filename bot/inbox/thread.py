"""One thread: what was said, who holds it, where to write, and the family beside it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import Connection
from starlette.responses import Response

from bot.inbox import answers, family, frame, lists, reach, showing, talk
from bot.inbox.desk import Desk
from bot.inbox.guard import Visit
from dialogs.ids import Id
from dialogs.reminders.window import home_zone, is_open, window_of
from dialogs.rows.desk import Thread
from dialogs.rows.people import Contact
from dialogs.segments import count
from dialogs.turns.consent import SILENT
from storage import careplans, threads
from storage import desk as rows
from storage.careplans import Care
from storage.households import Household

#: Somebody whose draft changed within this time is writing now.
_WRITING = timedelta(minutes=5)


class Banner(Struct, frozen=True):
    """Who holds the thread, and what one may do about it."""

    text: str
    owner: str
    may_take: bool
    may_hand_back: bool


class Refusal(Struct, frozen=True):
    """Why a reply did not leave, with what was written."""

    why: str
    text: str
    #: What came in meanwhile, in words that the writer may read.
    newer: tuple[str, ...] = ()
    then: str = ""
    key: str = ""


def show(desk: Desk, visit: Visit) -> Response:
    """The thread of the contact in the address."""
    return of_contact(desk, visit, visit.id("contact"))


def of_contact(desk: Desk, visit: Visit, contact_id: Id, refusal: Refusal | None = None, status: int = 200) -> Response:
    """A contact's thread; with what was refused, where something was."""
    view = lists.chosen(visit)
    now = desk.now()
    with desk.database.reading() as connection:
        home, contact = reach.contact(desk, visit, connection, contact_id)
        care = careplans.care(connection, visit.program_id, desk.keys, home.family.id, now)
        said = threads.talk(connection, visit.program_id, desk.keys, contact_id)
        lines, is_more = lists.rows(desk, visit, connection, view)
        thread = home.thread_of(contact_id) or Thread(contact_id, contact_id)
        return frame.shown(
            desk, visit, connection, "thread.html", status, view=view, section="inbox", open_id=contact_id,
            lines=lines, is_more=is_more, next_page=2, title=contact.name, contact=contact, home=home, thread=thread,
            talk=talk.lines(desk, visit, home, contact, said), is_cut=said.is_cut,
            banner=_banner(desk, visit, thread, care, contact_id), loss=family.loss_of(home, care.items),
            seen=talk.last_id(said), language=showing.language(contact.language),
            channel=showing.CHANNELS.get(showing.channel(home.addresses, contact), ""),
            local=_local(contact, visit, now), stopped=_stopped(home, contact),
            others=_others(visit, connection, contact_id, now),
            composer=_composer(desk, visit, connection, contact_id, refusal), refusal=refusal,
            alerts=family.alert_lines(desk, visit, care, contact_id), phone=_phone(home, contact_id),
            is_untaken=_is_untaken(care, contact_id),
            panel=family.panel(desk, visit, home, care),
        )  # fmt: skip


def _is_untaken(care: Care, contact_id: Id) -> bool:
    """An alarm sounds that nobody has: until then nothing here is done with."""
    return any(alert.contact_id == contact_id and alert.is_untaken for alert in care.alerts)


def _phone(home: Household, contact_id: Id) -> str:
    """The number to call; empty where none is known."""
    own = (row for row in home.addresses if row.contact_id == contact_id)
    numbers = (row.value for row in own if row.channel in ("sms", "phone"))
    return next(numbers, "")


class Composer(Struct, frozen=True):
    """What stands in the writing box; `key` is the same for a repeated click."""

    text: str
    key: str
    cost: str


def _composer(desk: Desk, visit: Visit, connection: Connection, contact_id: Id, refusal: Refusal | None) -> Composer:
    if refusal is not None:
        return Composer(refusal.text, refusal.key or secrets.token_hex(8), cost(refusal.text))
    kept = rows.draft(connection, visit.program_id, desk.keys, visit.staff.id, contact_id)
    return Composer(kept, secrets.token_hex(8), cost(kept))


def cost(text: str) -> str:
    """2 texts · Unicode · 31 left in the last."""
    if not text.strip():
        return ""
    counted = count(text.strip())
    number = "1 text" if counted.segments == 1 else f"{counted.segments} texts"
    alphabet = "" if counted.encoding == "GSM-7" else " · Unicode"
    return f"{number}{alphabet} · {counted.left} left"


def _banner(desk: Desk, visit: Visit, thread: Thread, care: Care, contact_id: Id) -> Banner:
    walk = next((walk for walk in care.walks if walk.contact_id == contact_id), None)
    asking = answers.asking(desk.content_of(visit.program_id), walk) if walk else None
    if thread.owner_kind == "bot":
        if asking is None:
            text = "The assistant answers here. Questions come to you."
        elif asking.is_paused:
            text = f"Assistant is resting at {asking.place}."
        else:
            text = f"Assistant is asking: {asking.place}."
        return Banner(text, "bot", True, False)
    who = lists.owner_of(visit, thread.owner_kind, thread.owner_id)
    held = {"You": "You are replying.", "Team": "A person is wanted here. Nobody has taken it yet."}
    text = held.get(who, f"{who} is replying.")
    text += f" Assistant paused at {asking.place}." if asking else ""
    return Banner(text, "you" if who == "You" else "human", who != "You", not _is_untaken(care, contact_id))


def _stopped(home: Household, contact: Contact) -> str:
    """Why nothing may be written to them; '' when it may."""
    if contact.silence in SILENT:
        return showing.SILENCES[contact.silence]
    if not any(address.contact_id == contact.id for address in home.addresses):
        return "No number or account to write to"
    return ""


class Local(Struct, frozen=True):
    """What their clock shows, and whether it is an hour at which we would write first."""

    time: str
    zone: str
    is_open: bool


def _local(contact: Contact, visit: Visit, now: datetime) -> Local:
    program = visit.program.program
    zone = home_zone(contact, program)
    return Local(showing.clock(now, zone), showing.zone_name(zone), is_open(now, window_of(contact, program)))


def _others(visit: Visit, connection: Connection, contact_id: Id, now: datetime) -> list[str]:
    """Colleagues who are writing to this contact now."""
    writing = rows.writing_now(connection, visit.program_id, contact_id, now - _WRITING)
    return [person.first_name for person in visit.program.staff if person.id in writing - {visit.staff.id}]
