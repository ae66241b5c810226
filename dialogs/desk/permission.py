"""Who may see and do what: one table by role, and one question per kind of thing. Pure; pages ask it for everything.

A coordinator has their own families, those of whoever they cover, those nobody has yet, and those of an alert that
called them by name. What is not there and what is not theirs are the same to whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from dialogs.ids import Id
from dialogs.rows.people import Staff

Reach = Literal["own", "program", "none"]


class Rights(Struct, frozen=True):
    """What a role may. families: whose it reaches."""

    families: Reach
    #: A caregiver's own answers: for whoever works with that adult, and who stands in for them.
    sees_private: bool = False
    #: Texts from numbers that nobody has linked to a family.
    sees_strangers: bool = False
    #: Brings forms, publishes and retires them.
    manages_forms: bool = False


TABLE: dict[str, Rights] = {
    "coordinator": Rights("own", sees_private=True, sees_strangers=True),
    "supervisor": Rights("program", sees_private=True, sees_strangers=True),
    "admin": Rights("program", sees_strangers=True, manages_forms=True),
    "auditor": Rights("none"),
}
_NOBODY = Rights("none")


class Scope(Struct, frozen=True):
    """What one member of staff reaches now. `coordinators`: whose families; `called`: families by an alert."""

    rights: Rights
    staff_id: Id
    coordinators: frozenset[Id]
    called: frozenset[Id] = frozenset()

    @property
    def is_program_wide(self) -> bool:
        return self.rights.families == "program"


def scope_of(staff: Staff, team: Iterable[Staff], called: Iterable[Id] = ()) -> Scope:
    """The reach of `staff` within a team. `called`: families whose standing alert was sent to their own phone."""
    rights = TABLE.get(staff.role, _NOBODY)
    if rights.families != "own":
        return Scope(rights, staff.id, frozenset())
    covered = frozenset(person.id for person in team if person.cover_id == staff.id)
    return Scope(rights, staff.id, covered | {staff.id}, frozenset(called))


def may_see_family(scope: Scope, family_id: Id, coordinator_id: Id | None) -> bool:
    """Whether the family, and all that is a family's, may be seen and worked on."""
    match scope.rights.families:
        case "program":
            return True
        case "own":
            return coordinator_id is None or coordinator_id in scope.coordinators or family_id in scope.called
        case "none":
            return False


def may_see_private(scope: Scope, family_id: Id, coordinator_id: Id | None) -> bool:
    """Whether a caregiver's private answers may be seen; being called to an alert is not enough."""
    if not scope.rights.sees_private or not may_see_family(scope, family_id, coordinator_id):
        return False
    return scope.is_program_wide or coordinator_id is None or coordinator_id in scope.coordinators


def may_see_strangers(scope: Scope) -> bool:
    """Whether texts without a family may be read."""
    return scope.rights.sees_strangers


def may_manage_forms(scope: Scope) -> bool:
    """Whether forms may be brought, published and retired."""
    return scope.rights.manages_forms
