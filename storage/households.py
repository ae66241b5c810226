"""Families as pages show them: who belongs to one, and lists of many."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, or_, select

from dialogs.desk.permission import Scope
from dialogs.ids import Id
from dialogs.reading.text import plain
from dialogs.rows.desk import Thread
from dialogs.rows.people import Address, Child, Consent, Contact, Family, Link
from storage.pages import read, table_of
from storage.sealing import Keys
from storage.threads import reached

_FAMILY = table_of(Family)
#: In so many families a name is looked for: what a coordinator has, and more.
_MOST_NAMED = 1_000


class Household(Struct, frozen=True):
    """One family and the people in it."""

    family: Family
    contacts: tuple[Contact, ...]
    children: tuple[Child, ...]
    addresses: tuple[Address, ...]
    links: tuple[Link, ...]
    threads: tuple[Thread, ...]
    consents: tuple[Consent, ...]

    def contact(self, contact_id: Id) -> Contact:
        """Raises StopIteration for a contact of another family."""
        return next(contact for contact in self.contacts if contact.id == contact_id)

    def thread_of(self, contact_id: Id) -> Thread | None:
        return next((thread for thread in self.threads if thread.contact_id == contact_id), None)


def household(connection: Connection, program: Id, keys: Keys, family_id: Id) -> Household | None:
    """A family with everyone in it; None where there is none."""
    family = next(iter(read(connection, Family, program, keys, _FAMILY.c.id == family_id)), None)
    if family is None:
        return None

    def of(kind: type) -> tuple:  # type: ignore[type-arg]
        return tuple(read(connection, kind, program, keys, table_of(kind).c.family_id == family_id))

    return Household(family, of(Contact), of(Child), of(Address), of(Link), of(Thread), of(Consent))


def busiest_coordinator(connection: Connection, program: Id) -> Id | None:
    """Who has the most families; None where nobody has any."""
    row = connection.execute(
        select(_FAMILY.c.coordinator_id)
        .where(_FAMILY.c.program_id == program, _FAMILY.c.coordinator_id.is_not(None))
        .group_by(_FAMILY.c.coordinator_id)
        .order_by(func.count().desc(), _FAMILY.c.coordinator_id)
        .limit(1)
    ).first()
    return row.coordinator_id if row else None


class Listed(Struct, frozen=True):
    """A family in a list, with its people by name."""

    family: Family
    contacts: tuple[Contact, ...]
    children: tuple[Child, ...]


def listed(
    connection: Connection, program: Id, keys: Keys, scope: Scope, *, sought: str = "", limit: int = 50, skip: int = 0
) -> tuple[list[Listed], int]:
    """The families within reach by code, and how many there are.

    sought: the beginning of a code, or of every part of somebody's name; accents and capitals do not matter.
    """
    where = [_FAMILY.c.program_id == program, reached(scope)]
    if sought:
        has_code = func.lower(_FAMILY.c.code).startswith(sought.lower(), autoescape=True)
        where.append(or_(has_code, _FAMILY.c.id.in_(_named(connection, program, keys, where, sought))))
    total = connection.execute(select(func.count()).select_from(_FAMILY).where(*where)).scalar_one()
    ids = connection.execute(select(_FAMILY.c.id).where(*where).order_by(_FAMILY.c.code).limit(limit).offset(skip))
    return _with_people(connection, program, keys, list(ids.scalars())), total


def _named(connection: Connection, program: Id, keys: Keys, where: list[ColumnElement[bool]], sought: str) -> set[Id]:
    """Families in which a contact or a child has a name with these beginnings. Names are sealed: they are read one by
    one, so only as many as one coordinator has."""
    parts, found = plain(sought).split(), set()
    homes = select(_FAMILY.c.id).where(*where).order_by(_FAMILY.c.code).limit(_MOST_NAMED)
    for kind in (Contact, Child) if parts else ():
        table = table_of(kind)
        names = select(table.c.id, table.c.name, table.c.family_id).where(table.c.family_id.in_(homes))
        for row in connection.execute(names):
            words = plain(keys.open(row.name, program, table.name, "name", row.id).decode()).split()
            if all(any(word.startswith(part) for word in words) for part in parts):
                found.add(row.family_id)
    return found


def _with_people(connection: Connection, program: Id, keys: Keys, ids: Iterable[Id]) -> list[Listed]:
    wanted = list(ids)
    families = read(connection, Family, program, keys, _FAMILY.c.id.in_(wanted), order=(_FAMILY.c.code,))
    homes: dict[type, dict[Id, Id]] = {}
    for kind in (Contact, Child):
        table = table_of(kind)
        rows = connection.execute(select(table.c.id, table.c.family_id).where(table.c.family_id.in_(wanted)))
        homes[kind] = {row.id: row.family_id for row in rows}
    contacts = read(connection, Contact, program, keys, table_of(Contact).c.family_id.in_(wanted), limit=1000)
    children = read(connection, Child, program, keys, table_of(Child).c.family_id.in_(wanted), limit=1000)
    return [
        Listed(
            family,
            tuple(contact for contact in contacts if homes[Contact][contact.id] == family.id),
            tuple(child for child in children if homes[Child][child.id] == family.id),
        )
        for family in families
    ]
