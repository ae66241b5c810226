"""What was found and what is proposed: needs as health concerns with the answers behind them, and a draft plan."""

from __future__ import annotations

from collections.abc import Iterator

from bot.exchange.fhir.answers import asked, response_ref
from bot.exchange.fhir.parts import (
    TERMS,
    Json,
    coding,
    concept,
    contact_ref,
    derived,
    extension,
    moment,
    own,
    program_ref,
    ref,
    resource,
    some,
    staff_ref,
    subject_ref,
)
from bot.exchange.record import LANGUAGE, Record, value_words
from dialogs.ids import Id
from dialogs.reminders.zones import wall
from dialogs.rows.care import Need
from dialogs.rows.interviews import Answer

_US_CORE = "http://hl7.org/fhir/us/core/CodeSystem/condition-category"
_GRAVITY = "http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes"
#: Sectors that the Gravity Project has a domain for.
_DOMAINS = {
    "food": "food-insecurity", "housing": "housing-instability", "transport": "transportation-insecurity",
    "money": "financial-insecurity", "utilities": "utility-insecurity", "work": "employment-status",
    "insurance": "health-insurance-coverage-status", "caregiver_wellbeing": "stress",
    "support_network": "social-connection",
}  # fmt: skip
_SEVERITIES = {"need": "need", "request": "request to staff", "same_day": "to be seen to the same day"}
#: Wanting help is asked apart from the need: these raise no row of the plan.
_NOT_NOW = ("not_now", "have_help")


def conditions(record: Record) -> Iterator[Json]:
    for need in _told(record):
        yield _condition(record, need)


def _told(record: Record) -> list[Need]:
    return [need for need in record.whole.needs if record.leaves(need.id)]


def _condition(record: Record, need: Need) -> Json:
    who = contact_ref(record, need.contact_id, need.child_id)
    status = "active" if need.status == "active" else "resolved"
    wants = [extension("wants-help", valueCode=need.wants_help)] if need.wants_help else []
    return resource(
        record, "Condition", need.id,
        clinicalStatus=concept("", coding(TERMS + "condition-clinical", status)),
        # Said by the family, and by nobody looked into yet.
        verificationStatus=concept("", coding(TERMS + "condition-ver-status", "unconfirmed")),
        category=_categories(need.sector), severity=own("severity", need.severity, _SEVERITIES[need.severity]),
        code=own("need", need.code), subject=subject_ref(record, need.child_id, need.about),
        recordedDate=moment(need.found_at), asserter=who, evidence=_evidence(record, need),
        extension=[extension("about", valueCode=need.about), *wants],
    )  # fmt: skip


def _categories(sector: str) -> list[Json]:
    found = [
        concept("", coding(_US_CORE, "health-concern", "Health Concern")),
        own("sector", sector),
    ]
    if sector in _DOMAINS:
        found.append(concept("", coding(_GRAVITY, _DOMAINS[sector])))
    return found


def _evidence(record: Record, need: Need) -> list[Json]:
    """Each answer behind it, as it was when the need was found: question, answer, and the response it stands in."""
    return [_behind(record, answer) for answer in behind(record, need)]


def behind(record: Record, need: Need) -> list[Answer]:
    """The answers that raised a need: the last ones before it was found, from this interview or an earlier one.

    Of what repeats a later row may have taken over: its answer is that of the need's own interview.
    """
    found: dict[str, Answer] = {}
    for answer in sorted(record.whole.answers, key=lambda answer: answer.at):
        is_earlier = answer.at <= need.found_at and (answer.replaced_at is None or answer.replaced_at > need.found_at)
        is_later = answer.interview_id == need.interview_id and answer.link_id not in found
        is_of_child = answer.child_id in (None, need.child_id) and answer.contact_id == need.contact_id
        if answer.link_id in need.behind and is_of_child and (is_earlier or is_later):
            found[answer.link_id] = answer
    return [found[link_id] for link_id in need.behind if link_id in found]


def _behind(record: Record, answer: Answer) -> Json:
    detail = some(response_ref(record, answer.interview_id))
    code = asked(record, answer)
    code["text"] = f"{code.get('text', answer.link_id)} {value_words(record, answer)}"
    return {"code": [code], "detail": detail} if detail else {"code": [code]}


def plans(record: Record) -> Iterator[Json]:
    """One draft for each child and one for the household, where something is proposed. Nothing here is agreed yet."""
    proposed: dict[str, list[Need]] = {}
    for need in _told(record):
        if need.proposed and need.status == "active" and need.wants_help not in _NOT_NOW:
            subject = subject_ref(record, need.child_id, need.about)
            proposed.setdefault(subject["reference"], []).append(need)
    for needs in proposed.values():
        yield _plan(record, needs)


def _plan(record: Record, needs: list[Need]) -> Json:
    first = needs[0]
    subject = subject_ref(record, first.child_id, first.about)
    row_id = derived(Id(subject["reference"].removeprefix("urn:uuid:")), "care-plan")
    made = resource(
        record, "CarePlan", row_id, status="draft", intent="proposal",
        title="Proposed plan: not yet agreed with the family", subject=subject,
        created=moment(max(need.found_at for need in needs)), author=program_ref(record),
        careTeam=some(ref("CareTeam", derived(first.child_id, "care-team")))
        if subject["type"] == "Patient" and first.child_id else [],
        addresses=some(*(ref("Condition", need.id) for need in needs)),
        activity=[_activity(record, need, item) for need in needs for item in need.proposed],
    )  # fmt: skip
    if any(need.id in record.withheld for need in needs):
        made["meta"]["security"] = [coding(TERMS + "v3-Confidentiality", "R", "restricted")]
    return made


def _activity(record: Record, need: Need, item: str) -> Json:
    """One proposed row: what it is called, its steps, who follows it, and by when it should be done."""
    template, wording = record.content.templates.get(item), record.content.wording
    detail: Json = {"status": "not-started", "code": own("plan-item", item)}
    if template is not None:
        steps = [f"{step.who}: {wording.say(LANGUAGE, f'plan-{item}.{step.code}')}" for step in template.steps]
        found_on = wall(need.found_at, record.program.zone).date()
        detail = {
            "status": "not-started",
            "code": own("plan-item", item, wording.say(LANGUAGE, f"plan-{item}")),
            "scheduledPeriod": {"end": template.due(found_on).isoformat()},
            "description": "; ".join(steps),
        }
    detail["reasonReference"] = some(ref("Condition", need.id))
    follower = some(staff_ref(record, record.whole.home.family.coordinator_id))
    return {"detail": detail | ({"performer": follower} if follower else {})}
