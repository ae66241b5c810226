"""What all resources are made of: references, codes, identifiers, times."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from bot.exchange.record import Record
from dialogs.ids import Id
from dialogs.turns.speaking import YOUTH

Json = dict[str, Any]

#: Our own code systems, identifiers and extensions; docs/fhir.md says what each holds.
OURS = "urn:kinline:"
TERMS = "http://terminology.hl7.org/CodeSystem/"
EXTENSIONS = "http://hl7.org/fhir/StructureDefinition/"


def resource(record: Record, kind: str, row_id: Id, *, is_identified: bool = True, **fields: Any) -> Json:
    """A resource with its id, where it comes from, how confidential it is and our own number for it.

    What is empty is left out: FHIR knows no empty lists, objects or strings.
    """
    meta: Json = {"source": f"{OURS}program:{record.program.id}"}
    if row_id in record.withheld:
        meta["security"] = [{"system": TERMS + "v3-Confidentiality", "code": "R", "display": "restricted"}]
    made: Json = {"resourceType": kind, "id": str(row_id), "meta": meta}
    if is_identified:
        made["identifier"] = [{"system": OURS + kind.lower(), "value": str(row_id)}]
    return made | {name.rstrip("_"): value for name, value in fields.items() if value not in (None, "", [], {})}


def ref(kind: str, row_id: Id | None, display: str = "") -> Json | None:
    """A reference that resolves inside the Bundle; None where there is nothing to point at."""
    if row_id is None:
        return None
    found: Json = {"reference": f"urn:uuid:{row_id}", "type": kind}
    return found | {"display": display} if display else found


def some(*references: Json | None) -> list[Json]:
    """Those there are, each once."""
    found: list[Json] = []
    for reference in references:
        if reference is not None and reference not in found:
            found.append(reference)
    return found


def derived(row_id: Id, name: str) -> Id:
    """The id of a resource that has no row of its own: the same in every export."""
    return uuid5(row_id, name)


def coding(system: str, code: str, display: str = "") -> Json:
    found = {"system": system, "code": code}
    return found | {"display": display} if display else found


def concept(text: str, *codings: Json) -> Json:
    """A CodeableConcept: a text for people, codes for programs."""
    made: Json = {"coding": list(codings)} if codings else {}
    return made | {"text": text} if text else made


def own(system: str, code: str, text: str = "") -> Json:
    """A CodeableConcept from one of our own lists."""
    words = text or code.replace("_", " ").replace("-", " ")
    return concept(words, coding(OURS + system, code, words))


def extension(name: str, **value: Any) -> Json:
    """`extension("about", valueCode="child")`: one of our own."""
    return {"url": OURS + name, **value}


def moment(at: datetime | None) -> str | None:
    """An instant in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


# who


def household_ref(record: Record) -> Json:
    family = record.whole.home.family
    found = ref("Group", family.id, family.code)
    assert found is not None
    return found


def patient_ref(record: Record, child_id: Id | None) -> Json | None:
    child = next((each for each in record.whole.home.children if each.id == child_id), None)
    return ref("Patient", child.id, child.name) if child else None


def subject_ref(record: Record, child_id: Id | None, about: str = "child") -> Json:
    """Whom it is about: the child, or the household. A caregiver's concern is never put on the child's own list."""
    return (patient_ref(record, child_id) if about == "child" else None) or household_ref(record)


def contact_ref(record: Record, contact_id: Id | None, child_id: Id | None = None) -> Json | None:
    """The contact as a person related to the child; the patient where a youth writes in person."""
    link = record.link_of(contact_id, child_id)
    contact = next((each for each in record.whole.home.contacts if each.id == contact_id), None)
    if link is None or contact is None:
        return None
    if link.relationship in YOUTH:
        return patient_ref(record, link.child_id)
    return ref("RelatedPerson", link.id, contact.name)


def staff_ref(record: Record, staff_id: Id | None) -> Json | None:
    person = record.staff.get(staff_id) if staff_id else None
    return ref("Practitioner", person.id, person.name) if person else None


def program_ref(record: Record) -> Json:
    found = ref("Organization", record.program.id, record.program.name)
    assert found is not None
    return found
