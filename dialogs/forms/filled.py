"""Answers -> the items of a FHIR QuestionnaireResponse: the same tree that is exported and that expressions look at.

A declined question carries data-absent-reason `asked-declined`; one that was answered by voice or photo and is not
typed in yet carries `temp-unknown`; a skipped one stands without an answer and says so in an extension of our own,
because FHIR has no code for it. A question never reached is left out.
Source: https://hl7.org/fhir/R4/questionnaireresponse.html and valueset-data-absent-reason.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, assert_never

from dialogs.forms.answers import (
    Amount,
    Answer,
    Clock,
    Day,
    Exact,
    Files,
    Link,
    Moment,
    Picked,
    Said,
    Value,
    Whole,
    YesNo,
)
from dialogs.forms.instances import Answers, walk
from dialogs.forms.model import Form, Question
from dialogs.forms.slots import Path, path_of

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
SKIPPED = "urn:kinline:skipped"

Json = dict[str, Any]
#: Where the items, and the answers that hold items, of an instance are: by link id and path.
Key = tuple[str, Path]


def items_of(form: Form, answers: Answers) -> tuple[list[Json], dict[Key, Json]]:
    """(the items in the form's order, every one of them by link id and path)."""
    tree = _Tree(form)
    for question, slot in walk(form, answers):
        answer = answers.get(slot)
        if answer is not None and not question.is_more:
            tree.put(question, path_of(slot, question.link_id, len(question.scopes)), answer)
    return tree.top, tree.items


class _Tree:
    """The response as it grows."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.top: list[Json] = []
        self.items: dict[Key, Json] = {}
        #: The answers under which other items stand.
        self.answers: dict[Key, Json] = {}

    def put(self, question: Question, path: Path, answer: Answer) -> None:
        is_instance = bool(question.scopes) and question.scopes[-1] == question.link_id
        item = self._item(question.link_id, path[:-1] if is_instance else path, self._home(question, path))
        self.items[question.link_id, path] = item
        if answer.state == "declined":
            _absent(item, {"url": ABSENT, "valueCode": "asked-declined"})
        elif answer.state == "skipped":
            _absent(item, {"url": SKIPPED, "valueBoolean": True})
        elif answer.awaits_typing:
            _absent(item, {"url": ABSENT, "valueCode": "temp-unknown"})
        elif answer.value is not None:
            _present(item)
            for place, given in answers_of(question, answer.value):
                item.setdefault("answer", []).append(given)
                self.answers[question.link_id, (*path, place) if self._is_picked_under(question) else path] = given

    def _is_picked_under(self, question: Question) -> bool:
        scope = self.form.scopes.get(question.link_id)
        return scope is not None and scope.kind == "picks"

    def _home(self, question: Question, path: Path) -> list[Json]:
        """The list that the question's item belongs in."""
        home, depth = self.top, 0
        for link_id in question.groups:
            outer = path[:depth]
            if depth < len(question.scopes) and question.scopes[depth] == link_id:
                depth += 1
            at = (link_id, path[:depth])
            if link_id not in self.form.index:
                home = self._item(link_id, path[:depth], home).setdefault("item", [])
                continue
            if at not in self.answers:
                # Answered by voice: there is no value yet, and yet what hangs on it.
                item = self._item(link_id, outer, home)
                self.answers[at] = {}
                item.setdefault("answer", []).append(self.answers[at])
            home = self.answers[at].setdefault("item", [])
        return home

    def _item(self, link_id: str, path: Path, home: list[Json]) -> Json:
        found = self.items.get((link_id, path))
        if found is None or found.get("linkId") != link_id:
            found = self.items[link_id, path] = {"linkId": link_id}
            home.append(found)
        return found


def _absent(item: Json, reason: Json) -> None:
    """Say why there is no answer. Of several instances one that waits to be typed in says most."""
    is_waiting = item.get("extension", [{}])[0].get("valueCode") == "temp-unknown"
    if "answer" not in item and not is_waiting:
        item["extension"] = [reason]


def _present(item: Json) -> None:
    """An answer in one instance: the item is not absent, whatever another instance says."""
    item.pop("extension", None)


def answers_of(question: Question, value: Value) -> Iterator[tuple[int, Json]]:
    """(place of the option from 1, or 0; the answer), as FHIR writes it."""
    match value:
        case YesNo(value=is_yes):
            yield 0, {"valueBoolean": is_yes}
        case Whole(value=number):
            yield 0, {"valueInteger": number}
        case Exact(value=exact):
            yield 0, {"valueDecimal": exact}
        case Amount():
            yield 0, {"valueQuantity": _quantity(question, value)}
        case Day(value=day):
            yield 0, {"valueDate": day}
        case Moment(value=moment):
            yield 0, {"valueDateTime": moment}
        case Clock(value=time):
            yield 0, {"valueTime": time}
        case Link(value=address):
            yield 0, {"valueUri": address}
        case Said(text=text):
            yield 0, {"valueString": text}
        case Files(files=files):
            for file in files:
                found = {"contentType": file.content_type, "url": file.id}
                yield 0, {"valueAttachment": {name: value for name, value in found.items() if value}}
        case Picked(codes=codes, other=other):
            for place, choice in enumerate(question.choices, 1):
                if choice.code in codes:
                    yield place, _option(question, place - 1)
            if other:
                yield len(question.choices) + 1, {"valueString": other}
        case _:
            assert_never(value)


def _quantity(question: Question, value: Amount) -> Json:
    unit = next((unit for unit in question.units if unit.code == value.unit), None)
    if unit is None:
        return {"value": value.value, **({"unit": value.unit} if value.unit else {})}
    found = {"value": value.value, "unit": unit.text.base or unit.code}
    return {**found, "system": unit.system, "code": unit.code} if unit.system else found


def _option(question: Question, place: int) -> Json:
    """One option as the form wrote it: a coding with what it counts for, or a plain string, number, day or time."""
    choice = question.choices[place]
    if choice.source == "valueInteger":
        return {"valueInteger": int(choice.code)}
    if choice.source != "valueCoding":
        return {choice.source: choice.code}
    coding: Json = {"system": choice.system, "code": choice.code, "display": choice.text.base}
    coding = {name: found for name, found in coding.items() if found}
    if choice.weight is not None:
        coding = {"extension": [{"url": choice.weight_from, "valueDecimal": choice.weight}], **coding}
    return {"valueCoding": coding}
