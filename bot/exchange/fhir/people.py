"""Who: the program, the household, children, those around them, staff, care teams, and what was agreed to."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from datetime import date

from bot.exchange.fhir.answers import response_ref
from bot.exchange.fhir.parts import (
    OURS,
    TERMS,
    Json,
    coding,
    concept,
    contact_ref,
    derived,
    extension,
    moment,
    own,
    patient_ref,
    program_ref,
    ref,
    resource,
    some,
    staff_ref,
)
from bot.exchange.record import LANGUAGE, Record
from dialogs.care import helpers
from dialogs.forms.model import Form
from dialogs.ids import Id
from dialogs.rows.interviews import Answer
from dialogs.rows.people import Address, Child, Consent, Contact, Link
from dialogs.turns.speaking import YOUTH

#: Source: https://terminology.hl7.org/CodeSystem-v3-RoleCode.html
_ROLES = {
    "mother": "MTH", "father": "FTH", "parent": "PRN", "stepmother": "STPMTH", "stepfather": "STPFTH",
    "grandmother": "GRMTH", "grandfather": "GRFTH", "grandparent": "GRPRN", "guardian": "GUARD", "aunt": "AUNT",
    "uncle": "UNCLE", "brother": "BRO", "sister": "SIS", "sibling": "SIB", "friend": "FRND",
    "foster mother": "MTHFOST", "foster father": "FTHFOST", "foster parent": "PRNFOST",
}  # fmt: skip
_SYSTEMS = {"sms": "sms", "phone": "phone", "telegram": "other"}
_CONSENTS = {"given": "active", "resumed": "active", "recorded": "proposed", "refused": "rejected"}


def program(record: Record) -> Json:
    phone = {"system": "phone", "value": record.program.phone, "use": "work"}
    return resource(
        record, "Organization", record.program.id, active=True, name=record.program.name,
        telecom=[phone] if record.program.phone else [],
    )  # fmt: skip


def household(record: Record) -> Json:
    """The family as a whole: what is about the home or a caregiver is said of it, not of the child."""
    home = record.whole.home
    return resource(
        record, "Group", home.family.id, type="person", actual=True, name=f"Household {home.family.code}",
        identifier=[
            {"system": OURS + "family-code", "value": home.family.code, "assigner": program_ref(record)},
            {"system": OURS + "family", "value": str(home.family.id)},
        ],
        code=own("group", "household"), managingEntity=program_ref(record), quantity=len(home.children) or None,
        member=[{"entity": entity} for child in home.children for entity in some(patient_ref(record, child.id))],
    )  # fmt: skip


def patients(record: Record) -> Iterator[Json]:
    for child in record.whole.home.children:
        yield _patient(record, child)


def _patient(record: Record, child: Child) -> Json:
    """A loss is not said here: `suppressed` holds reports that nobody confirmed, too."""
    names = [{"use": "official", "text": child.name}]
    if child.nickname != child.name:
        names.append({"use": "nickname", "text": child.nickname})
    own_contact = next(
        (link for link in record.whole.home.links if link.child_id == child.id and link.relationship in YOUTH), None
    )
    return resource(
        record, "Patient", child.id, name=names, birthDate=child.birth_date.isoformat() if child.birth_date else None,
        telecom=_telecom(record, own_contact.contact_id) if own_contact else [],
        managingOrganization=program_ref(record),
    )  # fmt: skip


def related_people(record: Record) -> Iterator[Json]:
    """One for each contact and child, as FHIR has it; the identifier tells which are the same person."""
    contacts = {contact.id: contact for contact in record.whole.home.contacts}
    for link in record.whole.home.links:
        if link.relationship not in YOUTH and link.contact_id in contacts:
            yield _related(record, link, contacts[link.contact_id])


def _related(record: Record, link: Link, contact: Contact) -> Json:
    today = record.at.date()
    role = _ROLES.get(link.relationship.strip().lower())
    codings = [coding(TERMS + "v3-RoleCode", role)] if role else []
    period = {"start": _day(link.starts_on), "end": _day(link.ends_on)}
    return resource(
        record, "RelatedPerson", link.id,
        identifier=[
            {"system": OURS + "contact", "value": str(contact.id)},
            {"system": OURS + "relatedperson", "value": str(link.id)},
        ],
        active=(link.starts_on or today) <= today <= (link.ends_on or today),
        patient=ref("Patient", link.child_id), relationship=[concept(link.relationship, *codings)],
        name=[{"text": contact.name}], telecom=_telecom(record, contact.id),
        period={name: day for name, day in period.items() if day},
        communication=[
            {"language": concept("", coding("urn:ietf:bcp:47", contact.language)), "preferred": True}
        ],
        extension=[extension("authority", valueString=link.authority)] if link.authority else [],
    )  # fmt: skip


def _telecom(record: Record, contact_id: Id) -> list[Json]:
    return [_point(address) for address in record.whole.home.addresses if address.contact_id == contact_id]


def _point(address: Address) -> Json:
    use = "old" if address.state == "wrong_number" else "mobile"
    point: Json = {"system": _SYSTEMS[address.channel], "value": address.value, "use": use}
    if address.state:
        point["extension"] = [extension("address-state", valueCode=address.state)]
    return point


def practitioners(record: Record, named: Iterable[Id]) -> Iterator[Json]:
    """Those on the staff whom the other resources name."""
    for staff_id in sorted(named):
        person = record.staff[staff_id]
        yield resource(record, "Practitioner", person.id, name=[{"text": person.name}])


def care_teams(record: Record) -> Iterator[Json]:
    """One for each child: the coordinator, those around the child, and who introduced them."""
    home = record.whole.home
    for child in home.children:
        team = [_participant(own("care-team-role", "coordinator"), staff_ref(record, home.family.coordinator_id))]
        team += [
            _participant(own("care-team-role", "family", link.relationship), contact_ref(record, link.contact_id))
            for link in home.links
            if link.child_id == child.id
        ]
        team += _helpers(record, child)
        clinician = {"display": home.family.introduced_by} if home.family.introduced_by else None
        team.append(_participant(own("care-team-role", "introduced-by", "introduced the family"), clinician))
        yield resource(
            record, "CareTeam", derived(child.id, "care-team"), status="active",
            name=f"Care team of {child.name}", subject=patient_ref(record, child.id),
            participant=[member for member in team if member], managingOrganization=[program_ref(record)],
        )  # fmt: skip


def _helpers(record: Record, child: Child) -> Iterator[Json]:
    """Who helps already, as the family named them, what for, and the response that says so."""
    wording = record.content.wording

    def form_of(answer: Answer) -> Form | None:
        return record.form(answer.form, answer.version)

    for helper in helpers.named(record.whole.answers, form_of, LANGUAGE, wording):
        source = helper.source
        if source.child_id not in (None, child.id) or not record.leaves(source.id):
            continue
        told = [wish.link_id for wish in helper.wishes if record.leaves(wish.id)]
        topics = [helper.topic] if helper.topic else told
        what_for = ", ".join(helpers.what_for(each, LANGUAGE, wording, form_of(source)) for each in topics)
        role = own("care-team-role", "helps-already", f"helps already: {what_for}" if what_for else "helps already")
        said = [extension("source", valueReference=each) for each in some(response_ref(record, source.interview_id))]
        yield _participant(role, {"display": helper.name}) | ({"extension": said} if said else {})


def _participant(role: Json, member: Json | None) -> Json:
    return {"role": [role], "member": member} if member else {}


def consents(record: Record) -> Iterator[Json]:
    """Every agreement and withdrawal, with the exact words; only the last one of a contact and channel is in force."""
    by_time = sorted(record.whole.home.consents, key=lambda consent: consent.at)
    last = {(consent.contact_id, consent.channel): consent.id for consent in by_time}
    for consent in by_time:
        yield _consent(record, consent, is_last=last[consent.contact_id, consent.channel] == consent.id)


def _consent(record: Record, consent: Consent, *, is_last: bool) -> Json:
    link = record.link_of(consent.contact_id)
    agrees = consent.what in ("given", "resumed", "recorded")
    words = base64.b64encode(consent.text.encode()).decode()
    return resource(
        record, "Consent", consent.id, status=_CONSENTS.get(consent.what, "inactive") if is_last else "inactive",
        scope=concept("", coding(TERMS + "consentscope", "patient-privacy", "Privacy Consent")),
        category=[own("consent", "texting", "to be written to by the program")],
        patient=ref("Patient", link.child_id) if link else None, dateTime=moment(consent.at),
        performer=some(contact_ref(record, consent.contact_id)), organization=[program_ref(record)],
        sourceAttachment={
            "contentType": "text/plain", "language": consent.language, "data": words,
            "title": f"version {consent.version}",
        } if words else None,
        policyRule=own("consent-policy", f"texting-{consent.version}", "to be written to by the program"),
        provision={"type": "permit" if agrees else "deny"},
        extension=[
            extension("consent-event", valueCode=consent.what),
            extension("consent-method", valueCode=consent.method),
            extension("channel", valueCode=consent.channel),
            *[extension("recorded-by", valueReference=who) for who in some(staff_ref(record, consent.by_staff))],
        ],
    )  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
