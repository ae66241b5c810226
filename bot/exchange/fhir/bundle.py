"""A family's whole record as one FHIR R4 Bundle: a collection in which every reference resolves.

Ids are those of our rows, or derived from them: two exports of the same record differ in nothing but the time.
Source: https://hl7.org/fhir/R4/bundle.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.exchange.fhir import answers, needs_and_plan, people, talk
from bot.exchange.fhir.parts import OURS, Json, derived, moment
from bot.exchange.record import Record
from dialogs.ids import Id


def bundle(record: Record) -> Json:
    """The Bundle of what may leave of this record."""
    family = record.whole.home.family
    return {
        "resourceType": "Bundle",
        "id": str(derived(family.id, "bundle")),
        "identifier": {"system": OURS + "family-code", "value": family.code},
        "type": "collection",
        "timestamp": moment(record.at),
        "entry": [{"fullUrl": f"urn:uuid:{made['id']}", "resource": made} for made in _resources(record)],
    }


def _resources(record: Record) -> Iterator[Json]:
    rest = [
        *people.care_teams(record), *answers.questionnaires(record), *answers.responses(record),
        *needs_and_plan.conditions(record), *answers.strengths(record), *needs_and_plan.plans(record),
        *talk.tasks(record), *talk.appointments(record), *talk.reminders(record), *talk.communications(record),
        *people.consents(record),
    ]  # fmt: skip
    yield people.program(record)
    yield people.household(record)
    yield from people.patients(record)
    yield from people.related_people(record)
    yield from people.practitioners(record, _named(rest))
    yield from rest


def _named(found: Any) -> set[Id]:
    """The staff that anything in it refers to."""
    match found:
        case {"reference": str(reference), "type": "Practitioner"}:
            return {Id(reference.removeprefix("urn:uuid:"))}
        case dict():
            return set().union(*(_named(inner) for inner in found.values()))
        case list():
            return set().union(*(_named(inner) for inner in found))
        case _:
            return set()
