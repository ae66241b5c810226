"""The command line at the door: what a command does to a family goes through the staff voice, like any page's click."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.door import Door
from bot.upkeep.founding import ids_by_email
from bot.upkeep.opening import Office, without_channels
from bot.upkeep.trouble import BadUse, Trouble
from bot.wiring import House
from dialogs.ids import Id
from dialogs.rows.people import Staff
from dialogs.turns import acts
from storage import households
from storage.households import Household

#: Who the audit names where a command was run by nobody in particular: whoever may use this machine's shell.
OPERATOR = Staff(Id(int=0), "Command line", "Command line", "admin")

_WHY = {
    "gone": "That is not there any more.",
    "stopped": "This contact has not agreed to texts, or has stopped them: nothing was sent. A person may call.",
    "nothing": "There is nothing to do: it stands like this already.",
    "wrong_time": "That time has passed.",
    "no_role": "This contact has no role for a child of the family: nothing is asked. Record the role first.",
    "newer": "The family wrote meanwhile: read it first (kinline thread show), then answer again.",
}


@contextmanager
def house_of(office: Office) -> Iterator[House]:
    """A house that neither sends nor listens: what it queues leaves by whichever process serves."""
    house = House(
        without_channels(office.settings), office.database, office.keys, now=office.now, is_demo=office.is_demo,
        role="web", name="command",
    )  # fmt: skip
    try:
        yield house
    finally:
        house.writer.close()


def act(door: Door, office: Office, family_id: Id, who: Staff, what: acts.Act) -> acts.Done:
    """Do it; an expected refusal becomes a sentence. Raises Trouble."""
    result = door.act(office.program, family_id, who, what).result
    if isinstance(result, acts.Refused):
        raise Trouble(_WHY[result.why])
    return result or acts.Done()


def home(office: Office, family_id: Id) -> Household:
    """The family and its people."""
    with office.database.reading() as connection:
        found = households.household(connection, office.program, office.keys, family_id)
    if found is None:
        raise Trouble(_WHY["gone"])
    return found


def contact_of(found: Household, name: str) -> Id:
    """The contact who is meant: the only one, or the one whose name begins so. Raises BadUse."""
    wanted = [each for each in found.contacts if each.name.casefold().startswith(name.strip().casefold())]
    if len(wanted) == 1:
        return wanted[0].id
    if not wanted:
        raise BadUse("No contact of this family has that name.")
    raise BadUse("The family has several contacts; say whom you mean with --contact NAME.")


def child_of(found: Household, name: str) -> Id:
    """The child with this name or nickname. Raises BadUse."""
    said = name.strip().casefold()
    exact = [child for child in found.children if said in (child.name.casefold(), child.nickname.casefold())]
    if len(exact) != 1:
        raise BadUse("No child of this family has that name, or several do; write the whole name.")
    return exact[0].id


def staff_of(office: Office, email: str, found: Household) -> Staff:
    """Who answers: whom `--as` names, else the family's coordinator, else the only one on the staff. Raises BadUse."""
    people = {person.id: person for person in office.entry.staff if person.role != "auditor"}
    if email:
        with office.database.reading() as connection:
            named = ids_by_email(connection, office.program).get(email.strip().lower())
        if named not in people:
            raise BadUse("Nobody on the staff who answers families has this e-mail address.")
        return people[named]
    if found.family.coordinator_id in people:
        return people[found.family.coordinator_id]
    if len(people) == 1:
        return next(iter(people.values()))
    raise BadUse("Say who answers with --as EMAIL: the family has no coordinator.")
