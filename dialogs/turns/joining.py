"""Somebody joins a family: the rows that make a contact, whoever brought the facts (a file, a page)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, get_args

from msgspec import Struct

from dialogs.ids import Id
from dialogs.rows.people import Address, Channel, Consent, Contact, Link
from dialogs.turns.roles import Role

ROLES: tuple[Role, ...] = get_args(Role)
#: How somebody agrees whom staff have before them.
METHODS = ("paper", "verbal")


class Bond(Struct, frozen=True):
    """What somebody is to one child, and what they may do and hear for it. authority: in staff's words, '' if usual."""

    child_id: Id
    relationship: str
    roles: frozenset[Role] = frozenset()
    authority: str = ""
    #: What they say of the child stays with the team.
    is_confidential: bool = False


class Reached(Struct, frozen=True):
    """Where texts find them. has_stopped: as a stranger's the number texted STOP, and not START since."""

    line_id: Id
    channel: Channel
    value: str
    has_stopped: bool = False


class Agreed(Struct, frozen=True):
    """Consent to texts as staff had it: `method` is paper or verbal, `text` the exact words."""

    method: str
    at: datetime
    version: str = "1"
    text: str = ""


class Person(Struct, frozen=True):
    """Everything that is known of somebody who joins. reached: None for whom only a person calls."""

    name: str
    language: str
    zone: str | None
    bonds: tuple[Bond, ...]
    reached: Reached | None = None
    agreed: Agreed | None = None
    detail_level: int = 0
    is_shared_phone: bool = False
    #: Conflict or court order: nothing is sent by itself, and the others hear nothing of them.
    is_conflict: bool = False


def rows(person: Person, ids: Iterator[Id], by: Id | None) -> tuple[Contact | Address | Consent | Link, ...]:
    """The contact first. A STOP from before holds until they send START, or staff record a new consent.

    by: who had the consent; None where nobody of the staff is named.
    """
    reached, agreed = person.reached, person.agreed if person.reached else None
    is_stopped = reached is not None and reached.has_stopped
    contact = Contact(
        next(ids), person.name, person.language, zone=person.zone, is_shared_phone=person.is_shared_phone,
        detail_level=person.detail_level, consent="recorded" if agreed else "none",
        silence="stop" if is_stopped else "", is_conflict=person.is_conflict,
    )  # fmt: skip
    found: list[Contact | Address | Consent | Link] = [contact]
    if reached is not None:
        state = "stopped" if is_stopped else ""
        found.append(Address(next(ids), contact.id, reached.line_id, reached.channel, reached.value, state))
    if reached is not None and agreed is not None:
        found.append(
            Consent(
                next(ids), contact.id, reached.channel, "recorded", agreed.method, agreed.text, agreed.version,
                person.language, agreed.at, by,
            )
        )  # fmt: skip
    return (*found, *(link(bond, contact.id, next(ids)) for bond in person.bonds))


def link(bond: Bond, contact_id: Id, link_id: Id) -> Link:
    """The bond as it is kept."""
    return Link(link_id, contact_id, bond.child_id, bond.relationship, **granted(bond))


def granted(bond: Bond) -> dict[str, Any]:
    """What a bond says of every role, as a link has it."""
    return {
        **{role: role in bond.roles for role in ROLES},
        "authority": bond.authority, "is_confidential": bond.is_confidential,
    }  # fmt: skip
