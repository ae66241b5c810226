"""What was asked and said: questionnaires, their responses, and the strengths that a family named."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from bot.exchange.fhir.parts import (
    EXTENSIONS,
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
    ref,
    resource,
    some,
    staff_ref,
    subject_ref,
)
from bot.exchange.questionnaire import composed, option_system
from bot.exchange.record import LANGUAGE, Record, asked_of, question_words, value_words
from bot.exchange.response import response
from bot.exchange.withheld import close_questions
from dialogs.forms import texts
from dialogs.forms.answers import Answer as Given
from dialogs.forms.answers import Day, Exact, Picked, Value, Whole, YesNo
from dialogs.forms.model import Choice, Form, Question
from dialogs.forms.slots import link_of
from dialogs.ids import Id
from dialogs.rows.interviews import Answer, Walk

#: The built-in form whose answers are strengths.
_STRENGTHS = "strengths"
#: Ours -> how a response was given. Source: https://terminology.hl7.org/CodeSystem-v3-ParticipationMode.html
MODES = {
    "text": coding(TERMS + "v3-ParticipationMode", "WRITTEN", "written"),
    "phone": coding(TERMS + "v3-ParticipationMode", "PHONE", "telephone"),
    "person": coding(TERMS + "v3-ParticipationMode", "FACE", "face-to-face"),
    "paper": coding(TERMS + "v3-ParticipationMode", "HANDWRIT", "handwritten"),
}


def questionnaires(record: Record) -> Iterator[Json]:
    """Every form in every version that an interview of this family is pinned to."""
    pinned = {(walk.form, walk.version) for walk in _told(record)}
    for name, version in sorted(pinned):
        form = record.form(name, version)
        if form is not None:
            row_id = derived(record.program.id, f"{name}|{version}")
            made = resource(record, "Questionnaire", row_id, is_identified=False)
            whole = composed(form, record.content, with_needs=False)
            yield made | {name: value for name, value in whole.items() if name not in made}


def responses(record: Record) -> Iterator[Json]:
    for walk in _told(record):
        form = record.form(walk.form, walk.version)
        if form is not None:
            yield _response(record, walk, form)


def _told(record: Record) -> Iterator[Walk]:
    """The interviews that began: one that was only offered has no response."""
    return (walk for walk in record.whole.walks if record.leaves(walk.id) and walk.status != "queued")


def _response(record: Record, walk: Walk, form: Form) -> Json:
    close = close_questions(form)
    given = tuple(a for a in walk.interview.answers if record.with_private or link_of(a.link_id) not in close)
    made = response(form, replace(walk.interview, answers=given))
    who = contact_ref(record, walk.contact_id, walk.child_id)
    recorders = {answer.recorder_id for answer in given if answer.recorder_id}
    modes = {answer.mode for answer in given} or {walk.interview.mode}
    base = resource(
        record, "QuestionnaireResponse", walk.id,
        identifier={"system": OURS + "questionnaireresponse", "value": str(walk.id)},
        extension=[
            {"url": EXTENSIONS + "questionnaireresponse-completionMode",
             "valueCodeableConcept": concept("", MODES[modes.pop()])}
        ] if len(modes) == 1 else [],
        subject=subject_ref(record, walk.child_id), source=who,
        author=staff_ref(record, recorders.pop()) if len(recorders) == 1 else who,
    )  # fmt: skip
    if close:
        base["meta"]["security"] = [_label(record.with_private)]
    by_link = {link_of(answer.link_id): answer for answer in given}
    names = record.names(walk.contact_id, walk.child_id)
    for item in made.get("item", ()):
        _word(record, form, item, walk.interview.language, names)
        _dress(record, item, by_link)
    # FHIR's own words for a status: ours beside them are places in our queue.
    status = "in-progress" if walk.status == "paused" else walk.status
    return base | {name: value for name, value in made.items() if name != "id"} | {"status": status}


def _label(with_private: bool) -> Json:
    """Said of every response to a form with close questions, whatever was answered: it gives nothing away."""
    if with_private:
        return coding(TERMS + "v3-Confidentiality", "R", "restricted")
    return coding(TERMS + "v3-ObservationValue", "REDACTED", "redacted")


def _dress(record: Record, item: Json, answers: dict[str, Given]) -> None:
    """Who wrote an answer down, and how it was given where that was not by text; in items below it too."""
    given = answers.get(item["linkId"])
    if given is not None and given.mode != "text":
        more = [extension("mode", valueCode=given.mode)]
        more += [
            {"url": EXTENSIONS + "questionnaireresponse-author", "valueReference": who}
            for who in some(staff_ref(record, given.recorder_id))
        ]
        item["extension"] = [*item.get("extension", ()), *more]
    for inner in _below(item):
        _dress(record, inner, answers)


def _word(record: Record, form: Form, item: Json, language: str, names: dict[str, str]) -> None:
    """The question as it was put, and what the chosen options are called; the code alone says little to a reader."""
    question = form.question(item["linkId"]) if form.has(item["linkId"]) else None
    if question is not None:
        item.setdefault("text", texts.question_text(form, question, language, record.content.wording, names))
    for given in item.get("answer", ()):
        found = given.get("valueCoding")
        choice = next((c for c in question.choices if found and c.code == found["code"]), None) if question else None
        if found and question is not None and choice is not None:
            label = texts.choice_label(form, question, choice, language, record.content.wording, names)
            given["valueCoding"] = {"system": option_system(form, question)} | found | {"display": label}
    for inner in _below(item):
        _word(record, form, inner, language, names)


def _below(item: Json) -> list[Json]:
    return [*item.get("item", ()), *(inner for one in item.get("answer", ()) for inner in one.get("item", ()))]


def strengths(record: Record) -> Iterator[Json]:
    """One Observation for each strength that was named, with the response it came from."""
    for answer in record.whole.answers:
        is_named = answer.form == _STRENGTHS and answer.state == "answered" and answer.value
        found = asked_of(record, answer)
        if is_named and answer.replaced_at is None and record.leaves(answer.id) and found is not None:
            yield _strength(record, answer, *found)


def _strength(record: Record, answer: Answer, form: Form, question: Question) -> Json:
    who = contact_ref(record, answer.contact_id, answer.child_id)
    return resource(
        record, "Observation", answer.id, status="final",
        category=[
            concept(
                "strength", coding(TERMS + "observation-category", "social-history", "Social History"),
                coding(OURS + "category", "strength", "strength"),
            )
        ],
        code=asked(record, answer),
        subject=subject_ref(record, answer.child_id, answer.about),
        focus=some(who if answer.about != "child" else None),
        effectiveDateTime=moment(answer.at), performer=some(who),
        derivedFrom=some(response_ref(record, answer.interview_id)),
        **_observed(record, answer, form, question),
    )  # fmt: skip


def response_ref(record: Record, interview_id: Id) -> Json | None:
    """The response of an interview, where it is in the Bundle."""
    known = {walk.id for walk in _told(record) if record.form(walk.form, walk.version)}
    return ref("QuestionnaireResponse", interview_id) if interview_id in known else None


def asked(record: Record, answer: Answer) -> Json:
    """The question as a code: the form it stands in, its link id, and its words."""
    form = record.form(answer.form, answer.version)
    system = form.url if form and form.url else f"{OURS}form:{answer.form}"
    return concept(question_words(record, answer), coding(system, link_of(answer.link_id)))


def _observed(record: Record, answer: Answer, form: Form, question: Question) -> Json:
    """The value in FHIR's type for it; several choices become components, since they are not synonyms."""
    value: Value = msgspec.json.decode(answer.value, type=Value)
    match value:
        case YesNo(value=is_yes):
            return {"valueBoolean": is_yes}
        case Whole(value=number):
            return {"valueInteger": number}
        case Exact(value=exact):
            return {"valueQuantity": {"value": exact}}
        case Day(value=day):
            return {"valueDateTime": day}
        case Picked(codes=codes, other=other):
            chosen = [_picked(record, form, question, choice) for choice in question.choices if choice.code in codes]
            chosen += [concept(other)] if other else []
            if len(chosen) == 1:
                return {"valueCodeableConcept": chosen[0]}
            return {"component": [{"code": own("category", "strength"), "valueCodeableConcept": one} for one in chosen]}
        case _:
            return {"valueString": value_words(record, answer)}


def _picked(record: Record, form: Form, question: Question, choice: Choice) -> Json:
    label = texts.choice_label(form, question, choice, LANGUAGE, record.content.wording, {})
    return concept(label, coding(choice.system or option_system(form, question), choice.code, label))
