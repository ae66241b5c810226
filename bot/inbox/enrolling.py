"""A new family by a page: whole or not at all, with the facts and checks that a file of families has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection
from starlette.responses import Response

from bot.exchange import enrolment, facts, person_form
from bot.exchange.enrolment import Enrolled
from bot.exchange.person_form import Problems
from bot.inbox import frame, persons, showing
from bot.inbox.desk import Desk
from bot.inbox.guard import NotHere, Visit
from dialogs.desk.permission import TABLE
from dialogs.ids import Id, Ids
from dialogs.reminders.zones import wall
from dialogs.rows.people import Child, Family
from dialogs.turns.joining import ROLES, Reached
from storage import families, threads

#: So many children fit on the form; more come with a file.
_PLACES = ("1", "2", "3")
_WROTE = facts.Wrong("has written to us already: leave it empty, and link it under Unknown numbers afterwards")
_QUICKER = "was taken by a colleague a moment ago, or the number was: look again"


def new(desk: Desk, visit: Visit) -> Response:
    """The empty form."""
    own = {"language": showing.OURS, "zone": visit.program.program.zone, "coordinator": visit.staff.id.hex}
    return _form(desk, visit, persons.EMPTY | own, {})


def add(desk: Desk, visit: Visit) -> Response:
    """A family with its children and the contact who answers for them; nobody is texted."""
    given, row_id = dict(visit.form), visit.row_id(desk.now())
    _may_add(visit)
    ids = Ids(row_id)
    with desk.database.reading() as connection:
        family, problems = _family(connection, visit, given, row_id)
        children, wrong = _children(desk, visit, given, ids)
        places = {place: child.id for place, child in children.items()}
        person, wrong_of_them = person_form.person(given, places, _known(desk, visit, connection))
    problems |= wrong | wrong_of_them
    if problems or family is None or person is None:
        return persons.added(desk, visit, row_id) or _form(desk, visit, given, problems, 422)
    # Who is entered first answers for the children; others are added on the family's page.
    bonds = tuple(replace(bond, roles=frozenset(ROLES)) for bond in person.bonds)
    enrolled = Enrolled(family, tuple(children.values()), (replace(person, bonds=bonds),), ids)
    try:
        with desk.database.writing() as connection:
            enrolment.write(
                connection, visit.program_id, desk.keys, [enrolled], desk.now(), voice="staff", by=visit.staff.id,
                what="added",
            )  # fmt: skip
    except enrolment.Taken:
        problems = {"code": _QUICKER}
    return persons.added(desk, visit, row_id) or _form(desk, visit, given, problems, 422)


def _may_add(visit: Visit) -> None:
    if visit.scope.rights.families == "none":
        raise NotHere


def _coordinators(visit: Visit) -> dict[str, str]:
    """Whom the family may be given to by whoever adds it: one's own and those one covers, or anybody with families."""
    reach = visit.scope
    return {
        person.id.hex: person.name
        for person in visit.program.staff
        if person.role in TABLE
        and TABLE[person.role].families != "none"
        and (reach.is_program_wide or person.id in reach.coordinators)
    }


def _family(
    connection: Connection, visit: Visit, given: Mapping[str, str], row_id: Id
) -> tuple[Family | None, Problems]:
    found: dict[str, Any] = {
        "code": facts.code(given.get("code", "")),
        "introduced_by": facts.maybe_words(given.get("introduced_by", ""), facts.LONGEST_NAME),
    }
    chosen = given.get("coordinator", "")
    if isinstance(found["code"], str) and families.by_code(connection, visit.program_id, found["code"]) is not None:
        found["code"] = facts.Wrong(facts.CODE_IN_USE)
    if chosen and chosen not in _coordinators(visit):
        found["coordinator"] = facts.MISSING
    problems = person_form.problems_of(found)
    coordinator = Id(chosen) if chosen and not problems else None
    return None if problems else Family(
        row_id, 1, found["code"], coordinator, found["introduced_by"]
    ), problems  # fmt: skip


def _children(desk: Desk, visit: Visit, given: Mapping[str, str], ids: Ids) -> tuple[dict[str, Child], Problems]:
    """The places that are filled in; the first must be."""
    today = wall(desk.now(), visit.program.program.zone).date()
    children: dict[str, Child] = {}
    problems: Problems = {}
    for place in _PLACES:
        fields = (f"child-{place}", f"born-{place}", f"relation-{place}")
        if place != _PLACES[0] and not any(given.get(field, "").strip() for field in fields):
            continue
        name = facts.words(given.get(fields[0], ""), facts.LONGEST_NAME)
        born = facts.past_day(given.get(fields[1], ""), today)
        problems |= person_form.problems_of({fields[0]: name, fields[1]: born})
        relation = given.get(fields[2], "").strip()
        problems |= {} if relation else {fields[2]: facts.MISSING.reason}
        if not isinstance(name, facts.Wrong) and not isinstance(born, facts.Wrong):
            children[place] = enrolment.child(name, born, ids)
    return children, problems


def _known(desk: Desk, visit: Visit, connection: Connection) -> person_form.Known:
    """As for any person; but a number that wrote already brings texts along, and those are linked on their own page."""
    usual = persons.known(desk, visit, connection, None)

    def reach_number(number: str) -> Reached | facts.Wrong:
        found = usual.reach(number)
        if isinstance(found, facts.Wrong):
            return found
        address = f"{found.channel}:{number}"
        wrote = threads.strangers_texts_from(connection, visit.program_id, desk.keys, address)
        return _WROTE if wrote else found

    return replace(usual, reach=reach_number)


def _form(desk: Desk, visit: Visit, given: Mapping[str, str], problems: Problems, status: int = 200) -> Response:
    _may_add(visit)
    with desk.database.reading() as connection:
        return frame.shown(
            desk, visit, connection, "family_new.html", status, section="families", title="Add a family", given=given,
            problems=problems, today=wall(desk.now(), visit.program.program.zone).date(), rows=_PLACES,
            coordinators=_coordinators(visit), **persons.choices(desk),
        )  # fmt: skip
