"""Somebody joins a family, and what each may do for each child: the same facts and checks as a file of families has."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from bot.content import languages
from bot.exchange import enrolment, facts, person_form
from bot.exchange.person_form import Problems
from bot.inbox import contacts, frame, reach, showing
from bot.inbox.composing import act, give
from bot.inbox.desk import Desk
from bot.inbox.guard import Visit
from bot.inbox.visits import ZONES
from dialogs.ids import Id
from dialogs.reminders.zones import wall
from dialogs.rows.messages import Message
from dialogs.rows.people import Contact, Line
from dialogs.turns import acts
from dialogs.turns.joining import Reached
from storage import careplans, threads
from storage.households import Household

_NO_LINE = facts.Wrong("cannot be kept: no line for texts is set up yet; leave it empty")


def new(desk: Desk, visit: Visit) -> Response:
    """The empty form, with what is usual in the family."""
    with desk.database.reading() as connection:
        home = reach.family(desk, visit, connection, visit.id("family"))
    first = next(iter(home.contacts), None)
    usual = {"language": first.language, "zone": first.zone or ""} if first else {"language": showing.OURS}
    return _form(desk, visit, EMPTY | usual, {})


#: A form before anybody wrote in it.
EMPTY = {"level": "0", "consent_version": "1"}


def add(desk: Desk, visit: Visit) -> Response:
    """Somebody joins; each wrong field is named beside it, and nothing is stored then."""
    given, row_id = dict(visit.form), visit.row_id(desk.now())
    with desk.database.reading() as connection:
        home = reach.family(desk, visit, connection, visit.id("family"))
        person, problems = person_form.person(given, places(home), known(desk, visit, connection, home))
        introduced_by = facts.maybe_words(given.get("introduced_by", ""), facts.LONGEST_NAME)
        texts = _texts(desk, visit, connection, person.reached) if person else ()
    if person is None or isinstance(introduced_by, facts.Wrong):
        problems |= person_form.problems_of({"introduced_by": introduced_by})
    else:
        named = "" if home.family.introduced_by else introduced_by
        done = give(desk, visit, home.family.id, acts.AddPerson(person, named, texts, row_id))
        problems = {"number": facts.OF_SOMEBODY} if isinstance(done, acts.Refused) else {}
    return added(desk, visit, home.family.id, row_id) or _form(desk, visit, given, problems, 422)


def set_roles(desk: Desk, visit: Visit) -> Response:
    """What somebody may for each child from now on, and how careful we are with them."""
    given = dict(visit.form)
    with desk.database.reading() as connection:
        home, contact = reach.contact(desk, visit, connection, visit.id("contact"))
        ended = careplans.ended_early(connection, visit.program_id, desk.keys, contact.id)
    own = {link.child_id for link in home.links if link.contact_id == contact.id and link.ends_on is None}
    bonds, problems = person_form.bonds_of(given, places(home), own)
    if problems:
        return contacts.page(desk, visit, "Nothing was stored: see below.", 422, roles=(given, problems))
    shared, conflict = (person_form.is_ticked(given, name) for name in ("shared", "conflict"))
    act(desk, visit, home.family.id, acts.SetRoles(contact.id, bonds, conflict, shared, tuple(ended)))
    return RedirectResponse(f"/contacts/{contact.id}?said=changed", 303)


def added(desk: Desk, visit: Visit, family_id: Id, contact_id: Id | None = None) -> Response | None:
    """To the page of the family, which has them now: by this click or by one before it. None where it has not.

    contact_id: None for whoever was entered first.
    """
    with desk.database.reading() as connection:
        if not reach.may_see_family(visit, connection, family_id):
            return None
        home = reach.family(desk, visit, connection, family_id)
    found = next((contact for contact in home.contacts if contact_id in (None, contact.id)), None)
    return RedirectResponse(f"/families/{family_id}?said={_said_of(found)}", 303) if found else None


def _said_of(contact: Contact) -> str:
    if contact.silence == "stop":
        return "added-stopped"
    return "added-agreed" if contact.consent == "recorded" and not contact.is_conflict else "added"


def places(home: Household) -> dict[str, Id]:
    """The endings of the children's fields."""
    return {child.id.hex: child.id for child in home.children}


def known(desk: Desk, visit: Visit, connection: Connection, home: Household | None) -> person_form.Known:
    """What a form about somebody is checked against. home: None for a family that is not there yet."""
    program, line = visit.program.program, _line(visit, home)

    def reach_number(number: str) -> Reached | facts.Wrong:
        if line is None:
            return _NO_LINE
        where = (connection, program.id, desk.keys, line.id, line.channel, number)
        return facts.Wrong(facts.OF_SOMEBODY) if enrolment.is_taken(*where) else enrolment.reached(*where)

    now = desk.now()
    return person_form.Known(languages(), reach_number, wall(now, program.zone).date(), program.zone, now)


def _line(visit: Visit, home: Household | None) -> Line | None:
    """Our number for texts: the family's own, else the newest; a demo has only its phones."""
    own = {address.line_id for address in home.addresses} if home else set()
    lines = [line for line in visit.program.lines if line.channel in ("sms", "phone")]
    return max(lines, key=lambda line: (line.id in own, line.id), default=None)


def _texts(desk: Desk, visit: Visit, connection: Connection, reached: Reached | None) -> tuple[Message, ...]:
    """What the number wrote before anybody knew whose it is."""
    if reached is None:
        return ()
    address = f"{reached.channel}:{reached.value}"
    return tuple(threads.strangers_texts_from(connection, visit.program_id, desk.keys, address))


def choices(desk: Desk) -> dict[str, object]:
    """What the fields of a person offer."""
    worded = desk.content.wording.languages
    spoken = sorted(languages(), key=lambda code: (code not in worded, showing.language(code)))
    roles = {role: words for role, (words, _) in showing.ROLES.items()}
    named = [(code, showing.language(code) + ("" if code in worded else _NOT_WORDED)) for code in spoken]
    return {"languages": named, "zones": ZONES, "levels": showing.LEVELS, "roles": roles}


_NOT_WORDED = " (understood; answered in English for now)"


def _form(desk: Desk, visit: Visit, given: Mapping[str, str], problems: Problems, status: int = 200) -> Response:
    with desk.database.reading() as connection:
        home = reach.family(desk, visit, connection, visit.id("family"))
        return frame.shown(
            desk, visit, connection, "person_new.html", status, section="families", title="Add a person", home=home,
            given=given, problems=problems, today=wall(desk.now(), visit.program.program.zone).date(),
            places=[(child.id.hex, child.name) for child in home.children], **choices(desk),
        )  # fmt: skip
