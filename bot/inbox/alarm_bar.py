"""The bar of alerts that nobody has taken yet: on every page, the gravest first, each with what to do before all else.

It stands where anyone passing sees it: it names no class of violence. What was written is read in the thread.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection

from bot.inbox import showing
from bot.inbox.desk import Desk
from bot.inbox.guard import Visit
from dialogs.desk import chain, permission
from dialogs.ids import Id
from dialogs.rows.people import Contact
from storage import alerts, pages

#: kind -> (what it is, what to do first). The gravest first: so they stand in the bar.
_WORDS = {
    "red": ("Danger", "Read it and call."),
    "red_discreet": ("Danger", "Call. Ask first: is it safe to talk?"),
    "death": ("Death reported", "Call them. Nothing goes out by itself."),
    "emergency": ("Asked for EMERGENCY", "They have the 911 line. See what they need."),
}
_OTHER = ("Urgent", "Read it and call.")


class Alarm(Struct, frozen=True):
    """One alert of the bar."""

    id: Id
    contact_id: Id | None
    kind: str
    to_do: str
    code: str
    name: str
    #: The nicknames of the children whom the contact answers for.
    children: str
    at: showing.When
    #: How long it has waited: 12 min; never less than one.
    waits: str


def standing(desk: Desk, visit: Visit, connection: Connection) -> list[Alarm]:
    """The alerts of the families that this person may see."""
    rows = [
        row
        for row in alerts.standing(connection, visit.program_id)
        if permission.may_see_family(visit.scope, row.family_id, row.coordinator_id)
    ]
    if not rows:
        return []
    wanted = [row.contact_id for row in rows]
    contacts = pages.by_id(connection, Contact, visit.program_id, desk.keys, wanted)
    nicknames = alerts.nicknames(connection, visit.program_id, desk.keys, wanted)
    places = {kind: place for place, kind in enumerate(_WORDS)}
    return [
        _alarm(desk, visit, row, contacts.get(row.contact_id), nicknames.get(row.contact_id, ()))
        for row in sorted(rows, key=lambda row: (places.get(row.kind, 0), row.raised_at))
    ]


def line(alarms: list[Alarm]) -> str:
    """All alerts in one line, the gravest first: 3 alerts: 2 danger, 1 asked for EMERGENCY."""
    counted = Counter(alarm.kind for alarm in alarms)
    return f"{len(alarms)} alerts: " + ", ".join(
        f"{number} {kind[0].lower()}{kind[1:]}" for kind, number in counted.items()
    )


def _alarm(desk: Desk, visit: Visit, row: Any, contact: Contact | None, children: tuple[str, ...]) -> Alarm:
    now = desk.now()
    kind, to_do = _WORDS.get(row.kind, _OTHER)
    return Alarm(
        id=row.id,
        contact_id=row.contact_id,
        kind=kind,
        to_do="Everybody was told and nobody answered: please call." if _is_unanswered(visit, row) else to_do,
        code=row.code,
        name=contact.name if contact else "",
        children=", ".join(children),
        at=showing.when(row.raised_at, now, visit.program.program.zone),
        waits=showing.span(max(now - row.raised_at, timedelta(minutes=1))),
    )


def _is_unanswered(visit: Visit, row: Any) -> bool:
    """Everybody was told on their own phone, the last one several times, and nobody took it."""
    coordinator = next((person for person in visit.program.staff if person.id == row.coordinator_id), None)
    by_mail = any(line.channel == "email" for line in visit.program.lines)
    return chain.is_spent(chain.chain_of(coordinator, visit.program.staff, by_mail=by_mail), row.step - 1)
