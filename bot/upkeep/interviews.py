"""`kinline form start`: ask a family a form, as a coordinator would from the page."""

from __future__ import annotations

from argparse import Namespace

from bot.inbox import hints
from bot.upkeep.acting import OPERATOR, act, home, house_of
from bot.upkeep.forms import printable
from bot.upkeep.opening import opened
from bot.upkeep.trouble import BadUse, Trouble
from dialogs.ids import Id
from dialogs.turns.acts import StartInterview
from storage.households import Household


def start(given: Namespace) -> None:
    """Offer the form to the contact who answers for the family. Window and caps hold, unless a reason is given."""
    with opened(given) as office:
        family_id = office.family(given.family)
        contact_id, child_id = _who_answers(home(office, family_id))
        with house_of(office) as house:
            current = house.door.shelf.of(office.program).current
            if given.form not in current:
                names = ", ".join(sorted(current))
                raise BadUse(f"There is no form with this name; there are: {names}.")
            what = StartInterview(contact_id, child_id, given.form, given.send_now.strip())
            done = act(house.door, office, family_id, OPERATOR, what)
            content = house.door.shelf.of(office.program)
        when = "It leaves at once." if given.send_now.strip() else "It leaves when the family may be written to first."
        print(f"{given.form} is offered to family {given.family}. {when}")
        if done.left:
            print("This phone may not be texted these questions. They stand under To do: ask them in a call.")
        for slot in done.left:
            print(printable(f"item {slot}: {hints.question(content, given.form, slot)}"))


def _who_answers(found: Household) -> tuple[Id, Id | None]:
    """The first contact who may answer for a child and has agreed to texts, else the first who may. Raises Trouble."""
    links = sorted((link for link in found.links if link.may_answer), key=lambda link: link.id)
    agreed = {contact.id for contact in found.contacts if contact.consent == "active" and not contact.silence}
    for link in [link for link in links if link.contact_id in agreed] or links:
        return link.contact_id, link.child_id
    raise Trouble("Nobody in this family may answer yet: staff record that on the family's page.")
