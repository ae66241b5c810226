"""`kinline family import`: a CSV file of families, all of it or nothing. Nobody is texted."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, date, datetime, time
from pathlib import Path

from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from bot.clock import new_id
from bot.content import LOCALES
from bot.exchange.families_csv import HouseholdPlan, Known, Refused, plan
from bot.upkeep import founding
from bot.upkeep.opening import Office, opened
from bot.upkeep.trouble import Trouble
from dialogs.ids import Id, Ids
from dialogs.reminders.zones import instant, wall
from dialogs.rows.people import Address, Channel, Child, Consent, Contact, Family, Link
from dialogs.snapshot import Happened
from storage import families
from storage.record import Change, Happening, record

_ENCODINGS = ("utf-8-sig", "utf-16")


def load(given: Namespace) -> None:
    """Check the whole file, then add all of it in one transaction."""
    text = _text(Path(given.file))
    with opened(given) as office:
        with office.database.reading() as connection:
            line = _line(connection, office)
            known = _known(connection, office, line)
            try:
                households = plan(text, known)
            except Refused as refused:
                named = "\n".join(str(problem) for problem in refused.problems)
                raise Trouble(f"{named}\nNothing was imported: mend what is named above and try again.") from None
        counted = _counted(households)
        if given.dry_run:
            print(f"The file is good: {counted}. Nothing was stored (--dry-run).")
            return
        with office.database.writing() as connection:
            _write(connection, office, households)
    print(f"Imported {counted}.")
    for language in _unspoken(households):
        print(f"Nothing is worded in '{language}' yet: these contacts are written to in English.")
    print("Nobody was texted. To invite a family: kinline family invite CODE")


def _unspoken(households: list[HouseholdPlan]) -> list[str]:
    """The languages of contacts in which nothing can be said."""
    spoken = {file.parent.name for file in LOCALES.glob("*/replies.ftl")}
    wanted = {contact.row.language for household in households for contact in household.contacts.values()}
    return sorted(wanted - spoken)


def _text(path: Path) -> str:
    """The file's text: UTF-8, or what a spreadsheet saves as Unicode text. Raises Trouble."""
    raw = path.read_bytes()
    encoding = _ENCODINGS[1] if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS[0]
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise Trouble("The file is not UTF-8: save it as 'CSV UTF-8' and try again. Nothing was imported.") from None


def _known(connection: Connection, office: Office, line: Id | None) -> Known:
    program, keys = office.program, office.keys
    # Families' addresses are looked up on the line that they would be on, staff phones wherever they are.
    somewhere = line or Id(int=0)
    channel = _channel(office)

    def is_taken(number: str) -> bool:
        return families.whose(connection, program, somewhere, f"{channel}:{number}", keys) != families.Found()

    return Known(
        languages=frozenset(folder.name for folder in LOCALES.iterdir() if folder.is_dir()),
        coordinators=founding.emails(connection, program),
        is_code_taken=lambda code: families.by_code(connection, program, code) is not None,
        is_number_taken=is_taken,
        today=wall(office.now(), office.entry.program.zone).date(),
    )


def _write(connection: Connection, office: Office, households: list[HouseholdPlan]) -> None:
    """Every row of every family; whoever was quicker with a code or number makes all of it fail."""
    now, program = office.now(), office.program
    line = _line(connection, office) or founding.add_awaited_line(connection, program, now)
    staff = founding.ids_by_email(connection, program)
    lanes: Change = Change({})
    stopped = {
        number
        for household in households
        for number in household.contacts
        if families.has_stopped(connection, program, f"{_channel(office)}:{number}", office.keys)
    }
    for household in households:
        family, values = _values(office, household, line, staff.get(household.coordinator), now, stopped)
        happened = tuple(Happened(value, True, (f"{type(value).__name__.lower()}-imported",)) for value in values)
        change = record(
            happened, Happening(program, family, "import", None, new_id(now), now), office.keys, version=None
        )
        for table, rows in change.inserts.items():
            lanes.inserts.setdefault(table, []).extend(rows)
    try:
        for table, rows in lanes.inserts.items():
            connection.execute(insert(table), rows)
    except IntegrityError:
        raise Trouble("Somebody added one of these families meanwhile. Nothing was imported; try again.") from None


def _values(
    office: Office, household: HouseholdPlan, line: Id, coordinator: Id | None, now: datetime, stopped: set[str]
) -> tuple[Family, list[object]]:
    """One family's rows. Only the first contact has roles; those of others are recorded by staff.

    stopped: numbers that texted STOP before anybody knew whose they are. It holds until they send START, or until staff
    record a new consent.
    """
    ids = Ids(new_id(now))
    channel = _channel(office)
    family = Family(next(ids), 1, household.code, coordinator)
    values: list[object] = [family]
    children = {}
    for name, born in household.children.items():
        children[name] = Child(next(ids), name.split()[0], name, born)
    values += children.values()
    for place, (number, planned) in enumerate(household.contacts.items()):
        row = planned.row
        silence, state = ("stop", "stopped") if number in stopped else ("", "")
        contact = Contact(next(ids), row.contact, row.language, zone=row.zone, consent="recorded", silence=silence)
        values.append(contact)
        values.append(Address(next(ids), contact.id, line, channel, number, state))
        values.append(
            Consent(
                next(ids), contact.id, channel, "recorded", row.method, "", "1", row.language,
                _noon(row.consented_on, office, now),
            )
        )  # fmt: skip
        has_roles = place == 0
        values += (
            Link(
                next(ids), contact.id, children[name].id, relationship, may_answer=has_roles,
                gets_reminders=has_roles, may_see_plan=has_roles, gets_emergency=has_roles,
            )
            for name, relationship in planned.links.items()
        )  # fmt: skip
    return family, values


def _noon(day: date, office: Office, now: datetime) -> datetime:
    """A day has no hour on paper: noon at the program, and never later than now."""
    return min(instant(datetime.combine(day, time(12)), office.entry.program.zone), now).astimezone(UTC)


def _channel(office: Office) -> Channel:
    return "phone" if office.is_demo else "sms"


def _line(connection: Connection, office: Office) -> Id | None:
    """The line that the numbers belong to; a demo has only its phones."""
    if office.is_demo:
        return next(line.id for line in office.entry.lines if line.channel == "phone")
    return founding.sms_line(connection, office.settings, office.program)


def _counted(households: list[HouseholdPlan]) -> str:
    numbers = (
        (len(households), "family", "families"),
        (sum(len(household.children) for household in households), "child", "children"),
        (sum(len(household.contacts) for household in households), "contact", "contacts"),
    )
    return ", ".join(f"{number} {one if number == 1 else more}" for number, one, more in numbers)
