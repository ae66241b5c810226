"""What staff record of who somebody is to a child: a person joins, roles change, a placement ends."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain

from msgspec.structs import replace

from dialogs.care import parts
from dialogs.content import Content
from dialogs.forms.interview import GoOn
from dialogs.ids import Id
from dialogs.reminders.series import STANDS
from dialogs.rows.care import Appointment
from dialogs.rows.interviews import Walk
from dialogs.rows.people import Address, Child, Contact, Link, Staff
from dialogs.snapshot import Turn
from dialogs.turns import assessment, handoff, interviews, joining, parting, visits
from dialogs.turns.acting import numbers
from dialogs.turns.acts import AddPerson, Done, EndPlacement, Refused, Result, SetRoles
from dialogs.turns.hearing import thread_of
from dialogs.turns.joining import Bond, Person
from dialogs.turns.roles import has_role_for
from dialogs.turns.speaking import address_of


def add(turn: Turn, content: Content, act: AddPerson, staff: Staff) -> Result:
    """A contact more. Nobody is texted: a recorded consent permits the one invitation, which staff send."""
    if turn.find(Contact, act.row_id):
        return Done(act.row_id)
    if _is_known(turn, act.person):
        return Refused("taken")
    for bond in act.person.bonds:
        turn.get(Child, bond.child_id)
    made = joining.rows(act.person, chain([act.row_id] if act.row_id else [], turn.ids), staff.id)
    for row in made:
        turn.add(row, f"{type(row).__name__.lower()}-added")
    contact = turn.get(Contact, made[0].id)
    if act.introduced_by and turn.family is not None:
        turn.change(turn.family, "introduced", introduced_by=act.introduced_by)
    if act.messages:
        numbers.hand_over(turn, contact, act.messages)
    _remind(turn, contact)
    return Done(contact.id)


def _is_known(turn: Turn, person: Person) -> bool:
    reached = person.reached
    return reached is not None and any(
        (address.line_id, address.value) == (reached.line_id, reached.value) for address in turn.each(Address)
    )


def set_roles(turn: Turn, content: Content, act: SetRoles, staff: Staff) -> Result:
    """What they may for each child from now on; what they may no more is taken back at once."""
    contact = turn.get(Contact, act.contact_id)
    before = {child.id: _may(turn, contact, child) for child in turn.each(Child)}
    for bond in act.bonds:
        _bind(turn, contact, bond)
    fields = {"is_conflict": act.is_conflict, "is_shared_phone": act.is_shared_phone}
    if fields != {name: getattr(contact, name) for name in fields}:
        contact = turn.change(contact, "contact-changed", **fields)
    for child in turn.each(Child):
        answers, reminders = _may(turn, contact, child)
        if before[child.id][0] and not answers:
            parting.stop_asking(turn, content, contact, child)
        if before[child.id][1] and not reminders:
            parting.stop_reminding(turn, contact, child)
        if answers and not before[child.id][0]:
            _ask_on(turn, content, contact, [walk for walk in act.ended if walk.child_id == child.id])
    _remind(turn, contact)
    return Done(contact.id)


def _ask_on(turn: Turn, content: Content, contact: Contact, ended: list[Walk]) -> None:
    """What had ended since they had no say rests with its place kept, and they are asked whether to go on; whom nothing
    may ask now takes it up with a word, or staff do."""
    begun = [walk for walk in ended if walk.interview.trail and walk.form not in parts.REPEATED]
    begun = [walk for walk in begun if content.find(walk.form, walk.version) is not None]
    if not begun or interviews.open_walks(turn, contact):
        return
    last = max(begun, key=lambda walk: walk.changed_at)
    rested = replace(last.interview, status="in-progress", is_paused=True, pending=GoOn())
    walk = turn.change(last, "interview-paused", status="paused", interview=rested, changed_at=turn.now)
    is_heard = contact.consent == "active" and not contact.silence and thread_of(turn, contact).owner_kind == "bot"
    if is_heard and address_of(turn, contact) is not None:
        interviews.ask_again(turn, content, walk)
        assessment.written_first(turn, walk)


def _may(turn: Turn, contact: Contact, child: Child) -> tuple[bool, bool]:
    """Whether they answer for the child, and are reminded of its visits."""
    return has_role_for(turn, contact, child, "may_answer"), has_role_for(turn, contact, child, "gets_reminders")


def _bind(turn: Turn, contact: Contact, bond: Bond) -> None:
    """One link for a contact and child; one that had ended begins anew."""
    turn.get(Child, bond.child_id)
    link = _link(turn, contact, bond.child_id)
    if link is None:
        turn.add(joining.link(bond, contact.id, next(turn.ids)), "link-added")
        return
    fields = {"relationship": bond.relationship, **joining.granted(bond)}
    if link.ends_on is not None:
        fields |= {"starts_on": turn.now.date(), "ends_on": None}
    if fields != {name: getattr(link, name) for name in fields}:
        turn.change(link, "roles-set", **fields)


def end_placement(turn: Turn, content: Content, act: EndPlacement, staff: Staff) -> Result:
    """The child lives elsewhere: this contact hears nothing of it from the commit on."""
    contact, child = turn.get(Contact, act.contact_id), turn.get(Child, act.child_id)
    link = _link(turn, contact, child.id)
    if link is None:
        return Refused("nothing")
    if link.ends_on is not None:
        return Done(contact.id)
    # A link holds through its last day, and an evening here is the next day's morning there: so no role is left either.
    none = dict.fromkeys(joining.ROLES, False)
    turn.change(link, "placement-ended", ends_on=turn.now.date() - timedelta(days=1), **none)
    parting.from_child(turn, content, contact, child, staff)
    if not any(has_role_for(turn, other, child, *joining.ROLES) for other in turn.each(Contact)):
        handoff.open_item(turn, None, "placement", "same_day", "nobody_for_child", child_id=child.id)
    return Done(contact.id)


def _link(turn: Turn, contact: Contact, child_id: Id) -> Link | None:
    own = (link for link in turn.each(Link) if link.contact_id == contact.id)
    return next((link for link in own if link.child_id == child_id), None)


def _remind(turn: Turn, contact: Contact) -> None:
    """Of the visits that stand ahead, where they have that role."""
    for visit in turn.each(Appointment):
        if visit.starts_at > turn.now and visit.status in STANDS:
            visits.plan_for(turn, visit, contact)
