"""`kinline family import`: a CSV file of families, all of it or nothing. Nobody is texted."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.clock import new_id
from bot.content import LOCALES, languages
from bot.exchange import enrolment
from bot.exchange.enrolment import Enrolled
from bot.exchange.families_csv import HouseholdPlan, Known, Refused, plan
from bot.upkeep import founding
from bot.upkeep.opening import Office, opened
from bot.upkeep.trouble import Trouble
from dialogs.ids import Id, Ids
from dialogs.reminders.zones import wall
from dialogs.rows.people import Channel, Family
from dialogs.turns import joining
from storage import families

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
    somewhere, channel = line or Id(int=0), _channel(office)
    return Known(
        languages=languages(),
        coordinators=founding.emails(connection, program),
        codes=families.codes(connection, program),
        is_number_taken=lambda number: enrolment.is_taken(connection, program, keys, somewhere, channel, number),
        today=wall(office.now(), office.entry.program.zone).date(),
    )


def _write(connection: Connection, office: Office, households: list[HouseholdPlan]) -> None:
    """Every row of every family; whoever was quicker with a code or number makes all of it fail."""
    now, program = office.now(), office.program
    line = _line(connection, office) or founding.add_awaited_line(connection, program, now)
    staff = founding.ids_by_email(connection, program)
    enrolled = [_enrolled(connection, office, each, line, staff.get(each.coordinator), now) for each in households]
    try:
        enrolment.write(connection, program, office.keys, enrolled, now, voice="import", by=None, what="imported")
    except enrolment.Taken:
        raise Trouble("Somebody added one of these families meanwhile. Nothing was imported; try again.") from None


def _enrolled(
    connection: Connection, office: Office, household: HouseholdPlan, line: Id, coordinator: Id | None, now: datetime
) -> Enrolled:
    """Only the first contact has roles; those of others are recorded by staff."""
    ids = Ids(new_id(now))
    family = Family(next(ids), 1, household.code, coordinator)
    children = {name: enrolment.child(name, born, ids) for name, born in household.children.items()}
    joined = []
    for place, (number, planned) in enumerate(household.contacts.items()):
        row, roles = planned.row, frozenset(joining.ROLES if place == 0 else ())
        joined.append(
            joining.Person(
                row.contact, row.language, row.zone,
                tuple(joining.Bond(children[name].id, relation, roles) for name, relation in planned.links.items()),
                enrolment.reached(connection, office.program, office.keys, line, _channel(office), number),
                joining.Agreed(row.method, enrolment.noon(row.consented_on, office.entry.program.zone, now)),
            )
        )  # fmt: skip
    return Enrolled(family, tuple(children.values()), tuple(joined), ids)


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
