"""Who is in the demo: one program, five on the staff, twelve families. All invented; no number here can ring.

Only these rows are put into the database by hand, as an import would. Everything that happens afterwards goes
through the door (demo_families tells it, demo_story drives it).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Table, insert

from bot.channels.phone import LINE
from dialogs.ids import Id, time_ordered
from dialogs.rows.people import Address, Child, Consent, Contact, Family, Link, Staff
from storage.record import CODECS
from storage.sealing import Keys
from storage.tables.people import LineRow, ProgramRow, StaffPhoneRow, StaffRow

ZONE = "America/New_York"
PROGRAM = "Rainbow Clinic"


class Person(Struct, frozen=True):
    """One contact, their phone, and what is known of them before the first text."""

    key: str
    name: str
    phone: str
    language: str = "en"
    relationship: str = "mother"
    zone: str = ZONE
    more: Mapping[str, Any] = {}


class Home(Struct, frozen=True):
    """One family: children as (nickname, full name, age in years)."""

    code: str
    coordinator: str
    doctor: str
    children: tuple[tuple[str, str, int], ...]
    contacts: tuple[Person, ...]
    about: str


class Colleague(Struct, frozen=True):
    """One on the staff. `phone`: their own, where alerts go."""

    key: str
    name: str
    role: str
    phone: str = ""
    cover: str = ""


STAFF = (
    Colleague("ana", "Ana Molino", "coordinator", "555-0191", cover="luis"),
    Colleague("luis", "Luis Bramble", "coordinator", "555-0192", cover="ana"),
    Colleague("june", "June Lighthouse", "supervisor", "555-0193"),
    Colleague("sol", "Sol Rivet", "admin"),
    Colleague("vera", "Vera Inkwell", "auditor"),
)

#: From the story's start; it ends about a week after the story's today.
_PAUSED_FOR = timedelta(days=20)
_ACTIVE = {"consent": "active", "detail_level": 2}

HOMES = (
    Home("RB-01", "ana", "Dr. Abeto", (("Sofi", "Sofi Limonero", 6),),
         (Person("rosa", "Rosa Limonero", "555-0101", "es"),), "in the middle of the first questions"),
    Home("RB-02", "ana", "Dr. Juniper", (("Milo", "Milo Teapot", 9), ("June", "June Teapot", 4)),
         (Person("dana", "Dana Teapot", "555-0102"),), "two children; a visit in three days"),
    Home("RB-03", "ana", "Dr. Abeto", (("Wren", "Wren Paperclip", 7),),
         (Person("nora", "Nora Paperclip", "555-0103", more={**_ACTIVE, "is_conflict": True}),
          Person("felix", "Felix Paperclip", "555-0104", relationship="father",
                 more={**_ACTIVE, "is_conflict": True})), "two caregivers who must not hear of each other"),
    Home("RB-04", "ana", "Dr. Juniper", (("Otis", "Otis Umbrella", 3),),
         (Person("pearl", "Pearl Umbrella", "555-0105", relationship="grandmother",
                 more={"is_shared_phone": True}),), "a phone that the whole family shares"),
    Home("RB-05", "luis", "Dr. Juniper", (("Theo", "Theo Compass", 17),),
         (Person("theo", "Theo Compass", "555-0106", relationship="self", more=_ACTIVE),
          Person("ruth", "Ruth Compass", "555-0107", more=_ACTIVE)), "a youth with a line of his own"),
    Home("RB-06", "ana", "Dr. Abeto", (("Luna", "Luna Cometa", 5),),
         (Person("pilar", "Pilar Cometa", "555-0108", "es", more={**_ACTIVE, "silence": "pause"}),),
         "asked for a pause"),
    Home("RB-07", "luis", "Dr. Juniper", (("Finn", "Finn Kettle", 8),),
         (Person("greta", "Greta Kettle", "555-0109", more=_ACTIVE),), "has said STOP"),
    Home("RB-08", "ana", "Dr. Juniper", (("Nour", "Nour Sundial", 2),),
         (Person("amira", "Amira Sundial", "555-0110", "ar", zone="America/Chicago", more=_ACTIVE),),
         "urgent this morning; Ana has it"),
    Home("RB-09", "luis", "Dr. Abeto", (("Teo", "Teo Farola", 10),),
         (Person("ines", "Inés Farola", "555-0111", "es", more=_ACTIVE),), "a visit tomorrow, confirmed"),
    Home("RB-10", "ana", "Dr. Juniper", (("Ivy", "Ivy Harborstone", 11),),
         (Person("joan", "Joan Harborstone", "555-0112", more=_ACTIVE),), "waits for an answer since yesterday"),
    Home("RB-11", "luis", "Dr. Abeto", (("Bao", "Bao Lantern", 1),),
         (Person("mai", "Mai Lantern", "555-0113", "vi"),), "invited, has not said yes yet"),
    Home("RB-12", "ana", "Dr. Juniper", (("Kit", "Kit Meadowlark", 12),),
         (Person("sam", "Sam Meadowlark", "555-0114", relationship="father", zone="America/Los_Angeles"),),
         "has answered it all; every question is settled"),
)  # fmt: skip


class Cast:
    """The ids of everyone, the same for the same start: so that the same story comes out the same."""

    def __init__(self, started: datetime) -> None:
        self._started = started
        self.program, self.line = self.id("program"), self.id("line")
        self.staff = {
            each.key: Staff(
                self.id(each.key), each.name, each.name.split(" ")[0], each.role, each.phone,
                self.id(each.cover) if each.cover else None,
            )
            for each in STAFF
        }  # fmt: skip

    def id(self, name: str, order: int = 0) -> Id:
        """Ids of a higher `order` sort later."""
        chance = int.from_bytes(blake2b(name.encode(), digest_size=10).digest(), "big") & ((1 << 74) - 1)
        return time_ordered(self._started + timedelta(milliseconds=order), chance)

    def family(self, code: str) -> Id:
        return self.id(code)

    def contact(self, key: str) -> Id:
        return self.id(f"contact {key}")

    def child(self, nickname: str) -> Id:
        return self.id(f"child {nickname}")


def insert_all(connection: Connection, cast: Cast, keys: Keys, today: date, started: datetime) -> None:
    """The rows of everybody, as of the day on which the story starts."""
    _insert_program(connection, cast, started)
    _insert_staff(connection, cast, keys)
    for home in HOMES:
        family = Family(cast.family(home.code), 1, home.code, cast.staff[home.coordinator].id, home.doctor)
        values: list[Any] = [family]
        for nickname, name, age in home.children:
            birth = date(today.year - age, 1 + len(name) % 12, 1 + len(name))
            values.append(Child(cast.child(nickname), nickname, name, birth))
        for person in home.contacts:
            values += _contact(cast, home, person, started)
        for value in values:
            codec = CODECS[type(value)]
            row = codec.to_row(value, cast.program, family.id, keys, is_new=True)
            connection.execute(insert(codec.table).values(**row))


def _contact(cast: Cast, home: Home, person: Person, started: datetime) -> list[Any]:
    contact = Contact(
        cast.contact(person.key), person.name, person.language, zone=person.zone,
        **{"consent": "recorded", **person.more},
    )  # fmt: skip
    if contact.silence == "pause":
        contact = replace(contact, silence_until=started + _PAUSED_FOR)
    address = Address(cast.id(f"phone {person.key}"), contact.id, cast.line, "phone", person.phone)
    method, by = ("verbal", cast.staff[home.coordinator].id)
    consent = Consent(
        cast.id(f"consent {person.key}"), contact.id, "phone", "recorded", method, "", "1", person.language, started, by
    )
    links = [
        Link(
            cast.id(f"link {person.key} {nickname}", order), contact.id, cast.child(nickname), person.relationship,
            is_confidential=person.relationship == "self",
        )
        for order, (nickname, _, _) in enumerate(home.children)
    ]  # fmt: skip
    return [contact, address, consent, *links]


def _insert_program(connection: Connection, cast: Cast, started: datetime) -> None:
    _put(
        connection, ProgramRow, id=cast.program, name=PROGRAM, phone="555-0100", zone=ZONE, emergency_number="911",
        poison_number="1-800-222-1222", crisis_number="988", is_demo=True, hold=False, created_at=started,
    )  # fmt: skip
    _put(connection, LineRow, id=cast.line, program_id=cast.program, channel="phone", sender=LINE, phi_allowed=2)


def _insert_staff(connection: Connection, cast: Cast, keys: Keys) -> None:
    for each in STAFF:
        person = cast.staff[each.key]
        _put(
            connection, StaffRow, id=person.id, program_id=cast.program, email=f"{each.key}@rainbow.example",
            name=person.name, first_name=person.first_name, role=person.role, phone=person.phone,
            cover_id=person.cover_id, totp_secret=b"",
        )  # fmt: skip
        if person.phone:
            digest = keys.hash(cast.program, "address", f"phone:{person.phone}")
            _put(
                connection, StaffPhoneRow, id=cast.id(f"phone {each.key}"), program_id=cast.program, hash=digest,
                staff_id=person.id,
            )  # fmt: skip


def _put(connection: Connection, model: Any, **values: Any) -> None:
    """One row, with the model's own defaults for what is not named."""
    table: Table = model.__table__
    row = model(**values)
    connection.execute(insert(table).values(**{name: getattr(row, name) for name in model.model_fields}))
