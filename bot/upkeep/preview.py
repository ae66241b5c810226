"""`kinline preview`: every message that each contact would get, when, and what would not leave and why."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC

import msgspec
from sqlalchemy import Connection

from bot.clock import new_id
from bot.upkeep.opening import Office, opened
from dialogs.ids import Id, Ids
from dialogs.reminders.forecast import Foreseen, Household, forecast
from dialogs.reminders.verdict import Facts
from dialogs.rows.care import Appointment, Reminder
from dialogs.rows.desk import Thread
from dialogs.rows.people import Address, Child, Contact, Link
from storage import snapshot as snapshots
from storage.pages import read, table_of


def preview(given: Namespace) -> None:
    """The real rows through the real gates, nobody replying."""
    with opened(given) as office:
        family_id = office.family(given.family)
        now = office.now()
        with office.database.reading() as connection:
            household = _household(connection, office, family_id)
        foreseen = forecast(household, days=given.days, now=now, ids=Ids(new_id(now)))
        if given.json:
            print(msgspec.json.format(msgspec.json.encode(_rows(household, foreseen)), indent=2).decode())
        else:
            _print(household, foreseen, given.days)


def _household(connection: Connection, office: Office, family_id: Id) -> Household:
    now, program = office.now(), office.program
    found = snapshots.of_family(connection, office.entry, family_id, office.keys, now)
    found = snapshots.lately(connection, found, now)
    reminder = table_of(Reminder)

    def of(kind: type) -> tuple:  # type: ignore[type-arg]
        return tuple(found.rows.get(kind, {}).values())

    return Household(
        program=found.program,
        contacts=of(Contact),
        addresses=of(Address),
        lines=found.lines,
        children=of(Child),
        links=of(Link),
        appointments=of(Appointment),
        threads=of(Thread),
        # Those already sent, refused or cleared too: what was said once is not owed again.
        reminders=tuple(
            read(connection, Reminder, program, office.keys, reminder.c.family_id == family_id, limit=5000)
        ),
        facts=Facts(written_first=found.lately.written_first),
    )


def _rows(household: Household, foreseen: Sequence[Foreseen]) -> list[dict[str, object]]:
    names = {contact.id: contact.name for contact in household.contacts}
    children = {child.id: child.nickname for child in household.children}
    return [
        {
            "contact": names.get(line.contact_id, ""),
            "child": children.get(line.child_id, "") if line.child_id else "",
            "step": line.series,
            "local": line.local_at.isoformat(sep=" ", timespec="minutes"),
            "zone": line.zone,
            "utc": line.at.astimezone(UTC).isoformat(timespec="seconds"),
            "is_sent": line.is_sent,
            "reason": line.reason,
            "delayed_by": line.delayed_by,
        }
        for line in foreseen
    ]


def _print(household: Household, foreseen: Sequence[Foreseen], days: int) -> None:
    if not foreseen:
        print(f"Nothing is planned in the next {days} days.")
        return
    for row in _rows(household, foreseen):
        end = "leaves" if row["is_sent"] else f"not sent: {row['reason']}"
        late = f", later because of {row['delayed_by']}" if row["delayed_by"] and row["is_sent"] else ""
        utc = str(row["utc"])[:16].replace("T", " ")
        print(f"{row['local']} {row['zone']} ({utc} UTC)  {row['contact']}: {row['step']}  {end}{late}")
