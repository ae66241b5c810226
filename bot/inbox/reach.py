"""The only ways to an object: one function per kind, each of which asks whether this person may. Raises NotHere."""

from __future__ import annotations

from typing import TypeVar

from msgspec import Struct
from sqlalchemy import Connection

from bot.inbox.desk import Desk
from bot.inbox.guard import NotHere, Visit
from dialogs.desk import permission
from dialogs.ids import Id
from dialogs.rows.care import Appointment, Item
from dialogs.rows.desk import Alert
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Attachment, Message
from dialogs.rows.people import Contact, Family
from storage import households, pages, threads
from storage.households import Household

Kind = TypeVar("Kind", bound=Struct)


def family(desk: Desk, visit: Visit, connection: Connection, family_id: Id) -> Household:
    """A family with everyone in it."""
    _family_id_of(visit, connection, Family, family_id)
    found = households.household(connection, visit.program_id, desk.keys, family_id)
    if found is None:
        raise NotHere
    return found


def contact(desk: Desk, visit: Visit, connection: Connection, contact_id: Id) -> tuple[Household, Contact]:
    """A contact, and the family they belong to."""
    home = family(desk, visit, connection, _family_id_of(visit, connection, Contact, contact_id))
    return home, home.contact(contact_id)


def alert(desk: Desk, visit: Visit, connection: Connection, alert_id: Id) -> tuple[Id, Alert]:
    """An alert and its family."""
    return _one(desk, visit, connection, Alert, alert_id)


def item(desk: Desk, visit: Visit, connection: Connection, item_id: Id) -> tuple[Id, Item]:
    """Something to do, and its family."""
    return _one(desk, visit, connection, Item, item_id)


def file(desk: Desk, visit: Visit, connection: Connection, file_id: Id) -> tuple[Household, Attachment]:
    """A file that came with a message, and the family that sent it."""
    family_id, found = _one(desk, visit, connection, Attachment, file_id)
    return family(desk, visit, connection, family_id), found


def appointment(desk: Desk, visit: Visit, connection: Connection, row_id: Id) -> tuple[Id, Appointment]:
    """A visit to a clinic, and its family."""
    return _one(desk, visit, connection, Appointment, row_id)


def interview(desk: Desk, visit: Visit, connection: Connection, row_id: Id) -> tuple[Household, Walk]:
    """An interview and its family, for whoever may also read what is answered in private."""
    family_id, walk = _one(desk, visit, connection, Walk, row_id)
    return talking(visit, family(desk, visit, connection, family_id)), walk


def talking(visit: Visit, home: Household) -> Household:
    """The family, for whoever may run its interviews: they hear the private answers."""
    if not may_see_private(visit, home):
        raise NotHere
    return home


def may_see_private(visit: Visit, home: Household) -> bool:
    """Whether the private answers of a family's adults may be shown."""
    return permission.may_see_private(visit.scope, home.family.id, home.family.coordinator_id)


def may_see_family(visit: Visit, connection: Connection, family_id: Id) -> bool:
    """Whether a family is theirs; false for one that is not there."""
    try:
        _family_id_of(visit, connection, Family, family_id)
    except NotHere:
        return False
    return True


def strangers(visit: Visit) -> None:
    """The texts that belong to nobody."""
    if not permission.may_see_strangers(visit.scope):
        raise NotHere


def message(desk: Desk, visit: Visit, connection: Connection, message_id: Id) -> Message | None:
    """A family's text; None for one that belongs to nobody."""
    try:
        return _one(desk, visit, connection, Message, message_id)[1]
    except NotHere:
        return None


def strangers_texts(desk: Desk, visit: Visit, connection: Connection, message_id: Id) -> list[Message]:
    """What a number wrote that belongs to nobody, oldest first; found by one of its texts."""
    strangers(visit)
    found = threads.strangers_texts(connection, visit.program_id, desk.keys, message_id)
    if not found:
        raise NotHere
    return found


def _one(desk: Desk, visit: Visit, connection: Connection, kind: type[Kind], row_id: Id) -> tuple[Id, Kind]:
    family_id = _family_id_of(visit, connection, kind, row_id)
    table = pages.table_of(kind)
    found = pages.read(connection, kind, visit.program_id, desk.keys, table.c.id == row_id)
    if not found:
        raise NotHere
    return family_id, found[0]


def _family_id_of(visit: Visit, connection: Connection, kind: type[Struct], row_id: Id) -> Id:
    found = pages.families_of(connection, kind, visit.program_id, row_id)
    if found is None or not permission.may_see_family(visit.scope, *found):
        raise NotHere
    return found[0]
