"""A compiled form -> the FHIR R4 Questionnaire that it stands for.

What forms.md declares comes back from the model: structure, types, texts in every language, conditions, bounds,
options, expressions, our own extensions. So nothing that an importer wrote is lost on the way. The wording of a
built-in form is put in by `questionnaire.composed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, assert_never

import msgspec

from dialogs.forms import extensions as known
from dialogs.forms.answers import (
    Amount,
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
from dialogs.forms.filled import answers_of
from dialogs.forms.gates import Condition, Expression, Gate, Variable
from dialogs.forms.model import (
    CHOOSING,
    NUMERIC,
    SEVERAL,
    Choice,
    Form,
    Group,
    Kind,
    Note,
    Question,
    Rule,
    Text,
    Unit,
)
from dialogs.forms.need_rules import extension_of

Json = dict[str, Any]

_TYPES = {Kind.SEVERAL: "choice", Kind.OPEN_SEVERAL: "open-choice"}


def questionnaire_of(form: Form) -> Json:
    """The Questionnaire. Numbers are Decimal or int: write it with `response.as_json`."""
    return _Writer(form).questionnaire()


class _Writer:
    """One form being written: its items by the item that they stand in."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.inside: dict[str, list[tuple[int, Group | Note | Question]]] = {}
        for group in form.groups:
            self._keep(group.parent or "", group.order, group)
        for note in form.notes:
            if not note.is_heading:
                self._keep(note.groups[-1] if note.groups else "", note.order, note)
        for question in form.questions:
            if not question.is_more:
                self._keep(question.groups[-1] if question.groups else "", question.order, question)

    def _keep(self, parent: str, order: int, part: Group | Note | Question) -> None:
        self.inside.setdefault(parent, []).append((order, part))

    def questionnaire(self) -> Json:
        form = self.form
        found: Json = {
            "resourceType": "Questionnaire",
            "url": form.url,
            "version": form.version,
            "name": form.name,
            "language": form.base_language,
            "status": "active",
        }
        found.update(_text("title", form.title))
        marks = list(_variables(form.variables))
        if form.wording_key:
            marks.append({"url": known.WORDING, "valueCode": form.wording_key})
        marks.extend(extension_of(msgspec.to_builtins(rule)) for rule in form.needs)
        found["extension"] = marks
        found["item"] = self._items("")
        return _without_empty(found)

    def _items(self, parent: str) -> list[Json]:
        parts = sorted(self.inside.get(parent, ()), key=lambda part: part[0])
        return [self._item(part) for _, part in parts]

    def _item(self, part: Group | Note | Question) -> Json:
        match part:
            case Group():
                found = self._group(part)
            case Note():
                found = self._note(part)
            case Question():
                found = self._question(part)
            case _:
                assert_never(part)
        return _without_empty({**found, "item": self._items(part.link_id)})

    def _group(self, group: Group) -> Json:
        scope = self.form.scopes.get(group.link_id)
        marks = [*_control(group.control), *_variables(group.variables), *_expression(group.own_gate)]
        if group.is_hidden:
            marks.append({"url": known.HIDDEN, "valueBoolean": True})
        if scope is not None:
            marks.extend(_occurs(*scope.given))
        return {
            "extension": marks, "linkId": group.link_id, **_text("text", group.text), "type": "group",
            **_enable_when(group.own_gate), **_flags(group.is_required, scope is not None, group.is_read_only),
        }  # fmt: skip

    def _note(self, note: Note) -> Json:
        gate = note.gates[-1] if note.has_own_gate else None
        return {
            "extension": [*_control(note.control), *_expression(gate)], "linkId": note.link_id,
            **_text("text", note.text), "type": "display", **_enable_when(gate),
        }  # fmt: skip

    def _question(self, question: Question) -> Json:
        gate = question.gates[-1] if question.has_own_gate else None
        scope = self.form.scopes.get(question.link_id)
        is_labelled = any(note.role == "label" and note.groups[-1] == question.link_id for note in self.form.notes)
        is_repeated = question.kind in SEVERAL or (scope is not None and scope.kind == "answers")
        marks = [*_marks(question), *_expression(gate)]
        if scope is not None and scope.kind == "answers" and not question.limits.fewest and not question.limits.most:
            marks.extend(_occurs(*scope.given))
        found = {
            "extension": marks, "linkId": question.link_id, **({} if is_labelled else _text("text", question.text)),
            "type": _TYPES.get(question.kind, str(question.kind)), **_enable_when(gate),
            **_flags(question.is_required, is_repeated, question.is_read_only), "maxLength": question.max_length,
            "answerOption": [_option(question, choice) for choice in question.choices],
            "initial": [] if question.kind in CHOOSING else _initial(question),
        }  # fmt: skip
        if question.is_silent and question.kind in CHOOSING and question.initial:
            found["initial"] = _initial(question)
        return found


def _option(question: Question, choice: Choice) -> Json:
    marks: list[Json] = [{"url": known.EXCLUSIVE, "valueBoolean": True}] if choice.is_exclusive else []
    marks.extend(_keywords(choice.keywords))
    is_chosen = any(isinstance(value, Picked) and choice.code in value.codes for value in question.initial)
    return _without_empty({"extension": marks, **_option_value(choice), "initialSelected": is_chosen or None})


def _marks(question: Question) -> Iterator[Json]:
    """The extensions of a question, ours and the standard ones."""
    limits = question.limits
    if question.short.base:
        yield {"url": known.SHORT, **_text("valueString", question.short)}
    for url, flag in ((known.HIDDEN, question.is_hidden), (known.DISCREET, question.is_discreet),
                      (known.NAMES_DANGER, question.names_danger),
                      (known.HELP_PAIR, question.has_help_pair)):  # fmt: skip
        if flag:
            yield {"url": url, "valueBoolean": True}
    for url, code in ((known.ABOUT, question.about if question.about != "child" else ""),
                      (known.CARRIAGE, question.carriage if question.carriage != "plain" else ""),
                      (known.SECTOR, question.sector), (known.SEVERITY, question.severity),
                      (known.WORDING_FROM, question.wording_from), (known.WORDING_AS, question.wording_as),
                      (known.OFFERS, question.offers)):  # fmt: skip
        if code:
            yield {"url": url, "valueCode": code}
    yield from _control(question.control)
    yield from _variables(question.variables)
    for url, bound in ((known.MINIMUM, question.minimum), (known.MAXIMUM, question.maximum)):
        if bound is not None:
            yield {"url": url, **_bound(question, bound)}
    if limits.min_length is not None:
        yield {"url": known.MIN_LENGTH, "valueInteger": limits.min_length}
    if limits.pattern:
        yield {"url": known.PATTERN, "valueString": limits.pattern}
    if limits.entry_format:
        yield {"url": known.ENTRY_FORMAT, "valueString": limits.entry_format}
    elif question.is_partial:
        yield {"url": known.PARTIAL, "valueBoolean": True}
    if limits.decimals is not None:
        yield {"url": known.DECIMALS, "valueInteger": limits.decimals}
    if limits.max_size is not None:
        yield {"url": known.MAX_SIZE, "valueDecimal": limits.max_size}
    yield from ({"url": known.MIME_TYPE, "valueCode": type_} for type_ in limits.mime_types)
    yield from _occurs(limits.fewest, limits.most)
    yield from _units(question)
    yield from (_rule(rule) for rule in limits.rules)
    if question.calculation is not None:
        yield {"url": known.CALCULATED, "valueExpression": _fhirpath(question.calculation)}
    yield from ({"url": known.SCORE, "valueString": link_id} for link_id in question.score)


def _bound(question: Question, bound: Decimal | str) -> Json:
    if isinstance(bound, Decimal):
        is_whole = question.kind is Kind.INTEGER and bound == bound.to_integral_value()
        return {"valueInteger": int(bound)} if is_whole else {"valueDecimal": bound}
    names = {Kind.DATE: "valueDate", Kind.TIME: "valueTime", Kind.DATE_TIME: "valueDateTime"}
    return {names[question.kind]: bound}


def _units(question: Question) -> Iterator[Json]:
    if question.kind not in NUMERIC:
        return
    url = known.UNIT if len(question.units) == 1 else known.UNIT_OPTION
    yield from ({"url": url, "valueCoding": _unit(unit)} for unit in question.units)


def _unit(unit: Unit) -> Json:
    return _without_empty({"system": unit.system, "code": unit.code, **_text("display", unit.text)})


def _rule(rule: Rule) -> Json:
    parts: list[Json] = [
        {"url": "key", "valueId": rule.key},
        {"url": "severity", "valueCode": "error"},
        {"url": "expression", "valueString": rule.expression.text},
        {"url": "human", **_text("valueString", rule.text)},
    ]
    return {"url": known.RULE, "extension": parts}


def _occurs(fewest: int | None, most: int | None) -> Iterator[Json]:
    if fewest is not None:
        yield {"url": known.FEWEST, "valueInteger": fewest}
    if most is not None:
        yield {"url": known.MOST, "valueInteger": most}


def _control(code: str) -> Iterator[Json]:
    if code:
        coding = {"system": known.CONTROL_SYSTEM, "code": code}
        yield {"url": known.CONTROL, "valueCodeableConcept": {"coding": [coding]}}


def _variables(variables: Iterable[Variable]) -> Iterator[Json]:
    for variable in variables:
        expression = {"name": variable.name, "language": "text/fhirpath", "expression": variable.text}
        yield {"url": known.VARIABLE, "valueExpression": expression}


def _expression(gate: Gate | None) -> Iterator[Json]:
    if gate is not None and gate.expression is not None:
        yield {"url": known.ENABLE_WHEN, "valueExpression": _fhirpath(gate.expression)}


def _fhirpath(expression: Expression) -> Json:
    return {"language": "text/fhirpath", "expression": expression.text}


def _enable_when(gate: Gate | None) -> Json:
    if gate is None or not gate.conditions:
        return {}
    found: Json = {"enableWhen": [_condition(condition) for condition in gate.conditions]}
    if gate.is_every or len(gate.conditions) > 1:
        found["enableBehavior"] = "all" if gate.is_every else "any"
    return found


def _condition(condition: Condition) -> Json:
    expected: Any = condition.expected
    match condition.field:
        case "answerCoding":
            expected = _without_empty({"system": condition.system, "code": expected})
        case "answerQuantity":
            expected = _without_empty({"value": expected, "system": condition.system, "code": condition.unit})
        case "answerInteger":
            expected = int(expected)
        case _:
            pass
    return {"question": condition.source, "operator": condition.operator, condition.field: expected}


def _option_value(choice: Choice) -> Json:
    weight = [{"url": choice.weight_from, "valueDecimal": choice.weight}] if choice.weight is not None else []
    match choice.source:
        case "valueCoding":
            coding = {
                "extension": weight,
                "system": choice.system,
                "code": choice.code,
                **_text("display", choice.text),
            }
            return {"valueCoding": _without_empty(coding)}
        case "valueInteger":
            return {"extension": weight, "valueInteger": int(choice.code)}
        case "valueString":
            return {"extension": weight, **_text("valueString", choice.text)}
        case source:
            return {"extension": weight, source: choice.code}


def _keywords(keywords: Iterable[tuple[str, str]]) -> Iterator[Json]:
    """One extension a word; words of other languages are translations of the one before them."""
    marks: list[tuple[str, list[tuple[str, str]]]] = []
    for language, word in keywords:
        if language and marks:
            marks[-1][1].append((language, word))
        else:
            marks.append((word, []))
    for word, others in marks:
        yield {"url": known.KEYWORD, **_text("valueString", Text(word, tuple(others)))}


def _initial(question: Question) -> list[Json]:
    return [found for value in question.initial for found in _as_initial(question, value)]


def _as_initial(question: Question, value: Value) -> Iterator[Json]:
    match value:
        case YesNo() | Whole() | Exact() | Amount() | Day() | Moment() | Clock() | Link() | Said() | Picked():
            yield from (found for _, found in answers_of(question, value))
        case Files():
            return
        case _:
            assert_never(value)


def _flags(is_required: bool, is_repeated: bool, is_read_only: bool) -> Json:
    return {"required": is_required or None, "repeats": is_repeated or None, "readOnly": is_read_only or None}


def _text(field: str, text: Text) -> Json:
    """A text and, beside it, its translations."""
    if not text.base:
        return {}
    found: Json = {field: text.base}
    if text.translations:
        found["_" + field] = {"extension": [_translation(language, content) for language, content in text.translations]}
    return found


def _translation(language: str, content: str) -> Json:
    parts = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": content}]
    return {"url": known.TRANSLATION, "extension": parts}


def _without_empty(found: Mapping[str, Any]) -> Json:
    return {name: value for name, value in found.items() if value is not None and value not in ("", [], {})}
