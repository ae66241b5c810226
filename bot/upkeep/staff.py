"""`kinline staff add`, `staff link` and `staff end`: who works here, how they come to a password, how they leave."""

from __future__ import annotations

import sys
from argparse import Namespace

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.clock import new_id
from bot.exchange import facts
from bot.inbox import passwords
from bot.inbox.sign_in import LINK_LASTS
from bot.settings import Settings
from bot.upkeep.opening import Office, opened
from bot.upkeep.trouble import BadUse, Trouble
from dialogs.ids import Id
from storage import desk, families
from storage.tables.base import as_table
from storage.tables.people import FamilyRow, StaffPhoneRow, StaffRow

_STAFF = as_table(StaffRow)
_PHONE = as_table(StaffPhoneRow)
_FAMILY = as_table(FamilyRow)


def add(given: Namespace) -> None:
    """Add one; the password comes from standard input, or they choose it by a one-time link."""
    email, name = given.email.strip().lower(), given.name.strip()
    if not name or email.count("@") != 1 or not all(email.split("@")) or any(letter.isspace() for letter in email):
        raise BadUse("--email must be an e-mail address, and --name may not be empty.")
    phone = _phone(given.phone)
    password = _password(email) if given.password_stdin else ""
    with opened(given) as office:
        try:
            with office.database.writing() as connection:
                staff_id = _insert(connection, office, given, email, name, phone, password)
                link = "" if password else desk.one_time_link(connection, staff_id, office.now() + LINK_LASTS)
        except IntegrityError:
            raise Trouble("Somebody on the staff has this e-mail address or phone already.") from None
        print(f"Added {email} as {given.role}.")
        if link:
            _print_link(office.settings, link)


def link(given: Namespace) -> None:
    """A new one-time link for somebody who lost theirs, or their password: old link, password and sessions end now."""
    with opened(given) as office:
        with office.database.writing() as connection:
            staff_id = _active(connection, office, given.email)
            _shut_out(connection, staff_id)
            token = desk.one_time_link(connection, staff_id, office.now() + LINK_LASTS)
            desk.note_audit(connection, office.program, None, f"link-made:{staff_id.hex}", office.now())
        _print_link(office.settings, token)


def end(given: Namespace) -> None:
    """Somebody has left: nothing lets them in any more, and no alert goes to them. What they did keeps their name."""
    with opened(given) as office:
        with office.database.writing() as connection:
            staff_id = _active(connection, office, given.email)
            theirs = select(func.count()).where(
                _FAMILY.c.program_id == office.program, _FAMILY.c.coordinator_id == staff_id
            )
            count = connection.execute(theirs).scalar_one()
            if count:
                have = "1 family has" if count == 1 else f"{count} families have"
                raise Trouble(f"{have} them as coordinator: give somebody else to each, then end this one.")
            _shut_out(connection, staff_id)
            connection.execute(update(_STAFF).where(_STAFF.c.id == staff_id).values(is_active=False, phone=""))
            connection.execute(delete(_PHONE).where(_PHONE.c.staff_id == staff_id))
            desk.note_audit(connection, office.program, None, f"staff-ended:{staff_id.hex}", office.now())
        print("They are no longer on the staff.")


def _active(connection: Connection, office: Office, email: str) -> Id:
    """Who has this e-mail address and works here. Raises Trouble."""
    found = connection.execute(
        select(_STAFF.c.id).where(
            _STAFF.c.program_id == office.program, _STAFF.c.email == email.strip().lower(), _STAFF.c.is_active
        )
    ).scalar()
    if found is None:
        raise Trouble("Nobody on the staff has this e-mail address.")
    return Id(int=found.int)


def _shut_out(connection: Connection, staff_id: Id) -> None:
    """Password, one-time link and every session are worth nothing from now on."""
    desk.set_password(connection, staff_id, "")


def _insert(
    connection: Connection, office: Office, given: Namespace, email: str, name: str, phone: str, password: str
) -> Id:
    now, program = office.now(), office.program
    row = StaffRow(
        id=new_id(now), program_id=program, email=email, name=name, first_name=name.split()[0], role=given.role,
        language=given.language, phone=phone, password_hash=passwords.hashed(password) if password else "",
        totp_secret=b"",
    )  # fmt: skip
    connection.execute(insert(_STAFF), [row.model_dump()])
    if phone:
        address = f"{'phone' if office.is_demo else 'sms'}:{phone}"
        if families.is_familys(connection, program, address, office.keys):
            raise Trouble("This phone belongs to a family of the program; give the number of another, or none.")
        digest = office.keys.hash(program, "address", address)
        own = StaffPhoneRow(id=new_id(now), program_id=program, staff_id=row.id, hash=digest)
        connection.execute(insert(_PHONE), [own.model_dump()])
    desk.note_audit(connection, program, None, f"staff-added:{row.id.hex}", now)
    return Id(int=row.id.int)


def _phone(written: str) -> str:
    if not written:
        return ""
    found = facts.number(written)
    if isinstance(found, facts.Wrong):
        raise BadUse(f"--phone {found.reason}.")
    return found


def _password(email: str) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    weakness = passwords.weakness(password, password, email)
    if weakness:
        raise BadUse(weakness)
    return password


def _print_link(settings: Settings, token: str) -> None:
    base = settings.public_url or "http://127.0.0.1:8000"
    print(f"To choose a password, once, within {LINK_LASTS.days} days: {base}/welcome/{token}")
