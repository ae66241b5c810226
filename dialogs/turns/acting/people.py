"""What staff record about a contact or a child: consent, invitation, settings, check-ins, hospital."""

from __future__ import annotations

from dialogs.content import Content
from dialogs.reminders.series import HOSPITAL, STANDS
from dialogs.rows.care import Appointment
from dialogs.rows.interviews import Walk
from dialogs.rows.people import Address, Channel, Child, Consent, Contact, Staff
from dialogs.snapshot import Turn
from dialogs.turns import assessment, consent, hospital, interviews, visits
from dialogs.turns.acts import (
    RHYTHMS,
    CameHome,
    ChangeContact,
    Done,
    InHospital,
    Invite,
    RecordConsent,
    Refused,
    Result,
    SetCheckIn,
    is_again,
)
from dialogs.turns.joining import METHODS
from dialogs.turns.roles import has_role
from dialogs.turns.speaking import address_of

#: Silences with an end of their own: no consent ends them.
_HELD = ("loss", "placement")


def invite(turn: Turn, content: Content, act: Invite, staff: Staff) -> Result:
    """The one invitation that a recorded consent permits."""
    contact = turn.get(Contact, act.contact_id)
    invitation = consent.invitation(turn, contact)
    if contact.consent == "recorded" and invitation is not None and is_again(invitation.created_at, turn.now):
        return Done(contact.id)
    if contact.consent != "recorded" or invitation is not None:
        return Refused("nothing")
    if not has_role(turn, contact, "may_answer", "gets_reminders"):
        return Refused("no_role")
    row = consent.invite(turn, content, contact)
    return Done(row.id) if row else Refused("gone")


def record_consent(turn: Turn, content: Content, act: RecordConsent, staff: Staff) -> Result:
    """Consent on paper or in speech; it opens an address that was stopped."""
    contact = turn.get(Contact, act.contact_id)
    address = address_of(turn, contact)
    if address is None or act.method not in METHODS:
        return Refused("gone")
    if contact.consent == "recorded" and not contact.silence and not address.state:
        return Done(contact.id)
    agreed(turn, contact, address.channel, act.method, staff)
    turn.change(turn.get(Address, address.id), "consent-recorded", state="")
    return Done(contact.id)


def agreed(turn: Turn, contact: Contact, channel: Channel, method: str, staff: Staff) -> None:
    """Keep the consent with its proof; for who had not agreed before, what silenced them is over."""
    turn.add(
        Consent(next(turn.ids), contact.id, channel, "recorded", method, "", "1", contact.language, turn.now, staff.id),
        "consent-recorded",
    )
    if contact.consent == "active":
        return
    silence = contact.silence if contact.silence in _HELD else ""
    turn.change(contact, "consent-recorded", consent="recorded", silence=silence, silence_until=None)


def change(turn: Turn, content: Content, act: ChangeContact, staff: Staff) -> Result:
    """Language, zone and detail level: what is under way goes on in them."""
    if act.language not in content.wording.languages or act.detail_level not in (0, 1, 2):
        return Refused("nothing")
    contact = turn.get(Contact, act.contact_id)
    zone_moved = (act.zone or None) != contact.zone
    turn.change(contact, "contact-changed", language=act.language, zone=act.zone or None, detail_level=act.detail_level)
    for walk in turn.each(Walk):
        if walk.contact_id == contact.id and walk.interview.language != act.language:
            interviews.speak(turn, content, walk, act.language)
    if zone_moved:
        for visit in turn.each(Appointment):
            if visit.starts_at > turn.now and visit.status in STANDS:
                visits.replan(turn, visit)
    return Done(contact.id)


def set_check_in(turn: Turn, content: Content, act: SetCheckIn, staff: Staff) -> Result:
    """How often the family is asked how it goes."""
    contact = turn.get(Contact, act.contact_id)
    if act.days not in RHYTHMS or (act.days and contact.silence in _HELD):
        return Refused("nothing")
    assessment.rhythm(turn, contact, act.days)
    return Done(act.contact_id)


def in_hospital(turn: Turn, content: Content, act: InHospital, staff: Staff) -> Result:
    """What can wait is not asked meanwhile."""
    child = turn.get(Child, act.child_id)
    if child.suppressed == "loss":
        return Refused("nothing")
    if child.suppressed != HOSPITAL:
        hospital.admitted(turn, child)
    return Done(child.id)


def came_home(turn: Turn, content: Content, act: CameHome, staff: Staff) -> Result:
    """Home again: two days later the family is asked whether all is there."""
    child = turn.get(Child, act.child_id)
    if child.suppressed == "loss":
        return Refused("nothing")
    hospital.came_home(turn, turn.get(Contact, act.contact_id), child)
    return Done(child.id)
