"""`kinline staff add` and `staff link`: those who work here, and how they come to their first password."""

from __future__ import annotations

import sys
from argparse import Namespace

from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.exc import IntegrityError

from bot.clock import new_id
from bot.exchange.numbers import e164
from bot.inbox import passwords
from bot.inbox.sign_in import LINK_LASTS
from bot.settings import Settings
from bot.upkeep.opening import Office, opened
from bot.upkeep.trouble import BadUse, Trouble
from dialogs.ids import Id
from storage import desk
from storage.tables.people import StaffPhoneRow, StaffRow

_STAFF: Table = StaffRow.__table__  # type: ignore[attr-defined]
_PHONE: Table = StaffPhoneRow.__table__  # type: ignore[attr-defined]


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
    """A new one-time link for somebody who lost theirs, or their password; the old one is worth nothing now."""
    with opened(given) as office:
        with office.database.writing() as connection:
            statement = select(_STAFF.c.id).where(
                _STAFF.c.program_id == office.program, _STAFF.c.email == given.email.strip().lower(), _STAFF.c.is_active
            )
            staff_id = connection.execute(statement).scalar()
            if staff_id is None:
                raise Trouble("Nobody on the staff has this e-mail address.")
            token = desk.one_time_link(connection, staff_id, office.now() + LINK_LASTS)
            desk.note_audit(connection, office.program, None, f"link-made:{staff_id.hex}", office.now())
        _print_link(office.settings, token)


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
        channel = "phone" if office.is_demo else "sms"
        digest = office.keys.hash(program, "address", f"{channel}:{phone}")
        own = StaffPhoneRow(id=new_id(now), program_id=program, staff_id=row.id, hash=digest)
        connection.execute(insert(_PHONE), [own.model_dump()])
    desk.note_audit(connection, program, None, f"staff-added:{row.id.hex}", now)
    return Id(int=row.id.int)


def _phone(written: str) -> str:
    if not written:
        return ""
    found = e164(written)
    if found is None:
        raise BadUse("--phone is not a phone number that can be texted: write it like +12125550100.")
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
