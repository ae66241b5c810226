"""An interview -> a FHIR R4 QuestionnaireResponse. Answers keep their type; what was not said is not made up.

A declined question carries data-absent-reason `asked-declined`; one that was answered by voice or photo and is not
typed in yet carries `temp-unknown`; a skipped one stands without an answer and says so in an extension of our own,
because FHIR has no code for it. A question never reached is left out.
Source: https://hl7.org/fhir/R4/questionnaireresponse.html and valueset-data-absent-reason.html
"""

from __future__ import annotations

from typing import Any, assert_never

import msgspec

from dialogs.forms.answers import Answer, Day, Exact, Picked, Said, Whole, YesNo
from dialogs.forms.interview import Interview
from dialogs.forms.model import Form, Question

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
SKIPPED = "urn:kinline:skipped"

Json = dict[str, Any]


def response(form: Form, interview: Interview) -> Json:
    """The QuestionnaireResponse. Numbers are Decimal or int: write it with `as_json`."""
    last = max((answer.at for answer in interview.answers), default=interview.started_at)
    found: Json = {
        "resourceType": "QuestionnaireResponse",
        "id": str(interview.id),
        "language": interview.language,
        "questionnaire": f"{form.url or 'urn:kinline:form:' + form.name}|{form.version}",
        "status": interview.status,
        "authored": last.isoformat(timespec="milliseconds"),
    }
    items = _items(form, interview)
    if items:
        found["item"] = items
    return found


def as_json(resource: Json, *, is_pretty: bool = True) -> str:
    """The resource as text: decimals as JSON numbers, digit for digit."""
    written = msgspec.json.encode(_exact(resource))
    return (msgspec.json.format(written, indent=2) if is_pretty else written).decode()


def _exact(value: Any) -> Any:
    """msgspec writes a Decimal as a string, or through float; FHIR wants the digits that were given."""
    if isinstance(value, dict):
        return {name: _exact(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_exact(inner) for inner in value]
    if hasattr(value, "as_tuple"):
        return msgspec.Raw(format(value, "f").encode())
    return value


def _items(form: Form, interview: Interview) -> list[Json]:
    """Items in the form's order, inside the groups that hold them."""
    top: list[Json] = []
    groups: dict[str, Json] = {}
    answers = {answer.link_id: answer for answer in interview.answers}
    for question in form.questions:
        answer = answers.get(question.link_id)
        if answer is None:
            continue
        place = top
        for link_id in question.groups:
            if link_id not in groups:
                groups[link_id] = {"linkId": link_id, "item": []}
                place.append(groups[link_id])
            place = groups[link_id]["item"]
        place.append(_item(question, answer))
    return top


def _item(question: Question, answer: Answer) -> Json:
    item: Json = {"linkId": question.link_id}
    if answer.state == "declined":
        item["extension"] = [{"url": ABSENT, "valueCode": "asked-declined"}]
    elif answer.state == "skipped":
        item["extension"] = [{"url": SKIPPED, "valueBoolean": True}]
    elif answer.awaits_typing:
        item["extension"] = [{"url": ABSENT, "valueCode": "temp-unknown"}]
    elif answer.value is not None:
        item["answer"] = _answers(question, answer.value)
    return item


def _answers(question: Question, value: YesNo | Whole | Exact | Day | Picked | Said) -> list[Json]:
    match value:
        case YesNo(value=is_yes):
            return [{"valueBoolean": is_yes}]
        case Whole(value=number):
            return [{"valueInteger": number}]
        case Exact(value=exact):
            return [{"valueDecimal": exact}]
        case Day(value=day):
            return [{"valueDate": day}]
        case Said(text=text):
            return [{"valueString": text}]
        case Picked(codes=codes, other=other):
            picked = [_choice(question, code) for code in codes]
            return [*picked, {"valueString": other}] if other else picked
        case _:
            assert_never(value)


def _choice(question: Question, code: str) -> Json:
    """One option as the form wrote it: a coding, or a plain string, number or day."""
    choice = next(choice for choice in question.choices if choice.code == code)
    match choice.source:
        case "valueInteger":
            return {"valueInteger": int(code)}
        case "valueString" | "valueDate" as kind:
            return {kind: code}
        case _:
            coding = {"system": choice.system, "code": code, "display": choice.text.base}
            return {"valueCoding": {name: found for name, found in coding.items() if found}}
