"""The parts of a Questionnaire's item as FHIR writes them: texts, options, conditions, limits, units, expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, assert_never

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
    NUMERIC,
    Choice,
    Kind,
    Question,
    Rule,
    Text,
    Unit,
)

Json = dict[str, Any]


def option(question: Question, choice: Choice) -> Json:
    marks: list[Json] = [{"url": known.EXCLUSIVE, "valueBoolean": True}] if choice.is_exclusive else []
    marks.extend(_keywords(choice.keywords))
    is_chosen = any(isinstance(value, Picked) and choice.code in value.codes for value in question.initial)
    return without_empty({"extension": marks, **_option_value(choice), "initialSelected": is_chosen or None})


def marks(question: Question) -> Iterator[Json]:
    """The extensions of a question, ours and the standard ones."""
    limits = question.limits
    if question.short.base:
        yield {"url": known.SHORT, **text("valueString", question.short)}
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
    yield from control(question.control)
    yield from variables(question.variables)
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
    yield from occurs(limits.fewest, limits.most)
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
    return without_empty({"system": unit.system, "code": unit.code, **text("display", unit.text)})


def _rule(rule: Rule) -> Json:
    parts: list[Json] = [
        {"url": "key", "valueId": rule.key},
        {"url": "severity", "valueCode": "error"},
        {"url": "expression", "valueString": rule.expression.text},
        {"url": "human", **text("valueString", rule.text)},
    ]
    return {"url": known.RULE, "extension": parts}


def occurs(fewest: int | None, most: int | None) -> Iterator[Json]:
    if fewest is not None:
        yield {"url": known.FEWEST, "valueInteger": fewest}
    if most is not None:
        yield {"url": known.MOST, "valueInteger": most}


def control(code: str) -> Iterator[Json]:
    if code:
        coding = {"system": known.CONTROL_SYSTEM, "code": code}
        yield {"url": known.CONTROL, "valueCodeableConcept": {"coding": [coding]}}


def variables(variables: Iterable[Variable]) -> Iterator[Json]:
    for variable in variables:
        expression = {"name": variable.name, "language": "text/fhirpath", "expression": variable.text}
        yield {"url": known.VARIABLE, "valueExpression": expression}


def expression(gate: Gate | None) -> Iterator[Json]:
    if gate is not None and gate.expression is not None:
        yield {"url": known.ENABLE_WHEN, "valueExpression": _fhirpath(gate.expression)}


def _fhirpath(expression: Expression) -> Json:
    return {"language": "text/fhirpath", "expression": expression.text}


def enable_when(gate: Gate | None) -> Json:
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
            expected = without_empty({"system": condition.system, "code": expected})
        case "answerQuantity":
            expected = without_empty({"value": expected, "system": condition.system, "code": condition.unit})
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
                **text("display", choice.text),
            }
            return {"valueCoding": without_empty(coding)}
        case "valueInteger":
            return {"extension": weight, "valueInteger": int(choice.code)}
        case "valueString":
            return {"extension": weight, **text("valueString", choice.text)}
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
        yield {"url": known.KEYWORD, **text("valueString", Text(word, tuple(others)))}


def initial(question: Question) -> list[Json]:
    return [found for value in question.initial for found in _as_initial(question, value)]


def _as_initial(question: Question, value: Value) -> Iterator[Json]:
    match value:
        case YesNo() | Whole() | Exact() | Amount() | Day() | Moment() | Clock() | Link() | Said() | Picked():
            yield from (found for _, found in answers_of(question, value))
        case Files():
            return
        case _:
            assert_never(value)


def flags(is_required: bool, is_repeated: bool, is_read_only: bool) -> Json:
    return {"required": is_required or None, "repeats": is_repeated or None, "readOnly": is_read_only or None}


def text(field: str, text: Text) -> Json:
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


def without_empty(found: Mapping[str, Any]) -> Json:
    return {name: value for name, value in found.items() if value is not None and value not in ("", [], {})}
