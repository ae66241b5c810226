"""Whose phones can be held on the stage: every contact's, and those of the staff, where alerts arrive."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Connection

from bot.channels.phone import LINE
from bot.wiring import House
from dialogs.ids import Id
from dialogs.rows.people import Address, Child, Contact, Family, Line, Link, Program
from storage import pages


class Phone(Struct, frozen=True):
    """One phone. A member of staff has no contact."""

    number: str
    owner: str
    language: str
    zone: str
    about: str
    family: str
    line: Line
    program: Program
    contact: Contact | None = None
    staff_id: Id | None = None


def phones(house: House, connection: Connection) -> list[Phone]:
    """All phones of the demo's program: families by code, then the staff."""
    entry = next(iter(house.directory.programs().values()))
    program, line = entry.program, next(line for line in entry.lines if line.channel == "phone" and line.sender == LINE)

    def each(kind: type) -> list:  # type: ignore[type-arg]
        return pages.read(connection, kind, program.id, house.keys)

    contacts: dict[Id, Contact] = {contact.id: contact for contact in each(Contact)}
    children: dict[Id, Child] = {child.id: child for child in each(Child)}
    families: dict[Id, Family] = {family.id: family for family in each(Family)}
    table = pages.table_of(Contact)
    homes = {row.id: families[row.family_id].code for row in connection.execute(table.select())}
    links: list[Link] = each(Link)
    found = []
    for address in sorted(each(Address), key=lambda address: (homes[address.contact_id], address.value)):
        assert isinstance(address, Address)
        contact = contacts[address.contact_id]
        own = [link for link in links if link.contact_id == contact.id]
        names = " & ".join(children[link.child_id].nickname for link in own)
        about = f"{own[0].relationship} of {names}" if own and own[0].relationship != "self" else "writes for himself"
        found.append(
            Phone(
                address.value, contact.name, contact.language, contact.zone or program.zone, about,
                homes[contact.id], line, program, contact,
            )
        )  # fmt: skip
    return found + [
        Phone(person.phone, person.name, "en", program.zone, f"{person.role}'s own phone", "", line, program,
              staff_id=person.id)
        for person in entry.staff
        if person.phone
    ]  # fmt: skip


def held(house: House, connection: Connection, number: str) -> Phone | None:
    """The phone with this number; the first one where none is named."""
    known = phones(house, connection)
    if not number:
        return known[0]
    return next((phone for phone in known if phone.number == number), None)
