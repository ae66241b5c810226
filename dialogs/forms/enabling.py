"""enableWhen as it stands in the JSON -> gates, and the order in which they can be decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Any

from dialogs.forms.extensions import Json, code_of
from dialogs.forms.findings import Findings
from dialogs.forms.formulas import condition_of
from dialogs.forms.gates import Condition, Gate, Variable
from dialogs.forms.model import Question, Scope, Section
from dialogs.forms.problems import Reason

_OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")
_MEASURED = ("answerCoding", "answerQuantity")
_ORDERED = (">", "<", ">=", "<=")
#: type of the question looked at -> the answer[x] that may be compared with it
_FITTING = {
    "boolean": ("answerBoolean",),
    "choice": ("answerCoding", "answerString", "answerInteger", "answerDate", "answerTime"),
    "open-choice": ("answerCoding", "answerString", "answerInteger", "answerDate", "answerTime"),
    "integer": ("answerInteger", "answerDecimal"),
    "decimal": ("answerDecimal", "answerInteger"),
    "quantity": ("answerQuantity", "answerDecimal", "answerInteger"),
    "date": ("answerDate",),
    "dateTime": ("answerDateTime", "answerDate"),
    "time": ("answerTime",),
    "string": ("answerString",),
    "text": ("answerString",),
    "url": ("answerString",),
}


def gate_of(
    item: Json, place: str, items: Mapping[str, Json], variables: tuple[Variable, ...], findings: Findings
) -> Gate | None:
    """The gate of one item; None when it is always open."""
    expression = condition_of(item, variables, findings) if "extension" in item else None
    found = item.get("enableWhen")
    if not found:
        return Gate((), is_every=True, expression=expression) if expression is not None else None
    if not isinstance(found, list):
        findings.add(place, Reason.MALFORMED, "'enableWhen' must be a list")
        return None
    behavior = item.get("enableBehavior")
    if behavior not in ("all", "any") and (len(found) > 1 or behavior is not None):
        findings.add(place, Reason.MISSING_BEHAVIOR, "several enableWhen need enableBehavior 'all' or 'any'")
    conditions = tuple(
        condition
        for number, raw in enumerate(found, 1)
        if (condition := _condition(raw, items, f"{place} enableWhen {number}", findings)) is not None
    )
    return Gate(conditions, behavior == "all", expression)


def _condition(raw: Any, items: Mapping[str, Json], place: str, findings: Findings) -> Condition | None:
    if not isinstance(raw, dict):
        findings.add(place, Reason.MALFORMED, "must be an object")
        return None
    source, operator = raw.get("question"), raw.get("operator")
    target = items.get(source) if isinstance(source, str) else None
    if target is None:
        findings.add(place, Reason.UNKNOWN_TARGET, f"points to the unknown linkId '{source}': name an item of the form")
        return None
    if target.get("type") in ("group", "display"):
        sentence = f"'{source}' is a {target['type']}, which has no answer: name a question"
        findings.add(place, Reason.TARGET_HAS_NO_ANSWER, sentence)
        return None
    if operator not in _OPERATORS:
        sentence = f"'{operator}' is not an operator: use exists, =, !=, >, <, >= or <="
        findings.add(place, Reason.CONDITION_MISMATCH, sentence)
        return None
    field = next((name for name in raw if name.startswith("answer")), "")
    expected = _expected(raw, field, target, place, findings)
    if expected is None:
        return None
    unit, system = _measured(raw[field], field) if field in _MEASURED else ("", "")
    return Condition(str(source), operator, expected, field, unit, system)


def _measured(found: Any, field: str) -> tuple[str, str]:
    """(unit, code system) of what is expected, as far as the form names them."""
    if not isinstance(found, dict):
        return "", ""
    unit = str(found.get("code") or found.get("unit") or "") if field == "answerQuantity" else ""
    return unit, str(found.get("system") or "")


def _expected(raw: Json, field: str, target: Json, place: str, findings: Findings) -> bool | Decimal | str | None:
    operator = raw["operator"]
    if operator == "exists":
        if isinstance(raw.get("answerBoolean"), bool):
            return bool(raw["answerBoolean"])
        findings.add(place, Reason.CONDITION_MISMATCH, "'exists' needs answerBoolean true or false")
        return None
    kind = str(target.get("type"))
    if field not in _FITTING.get(kind, ()):
        findings.add(place, Reason.CONDITION_MISMATCH, f"{field or 'nothing'} cannot be compared with a {kind} answer")
        return None
    if operator in _ORDERED and field in ("answerBoolean", "answerCoding"):
        findings.add(place, Reason.CONDITION_MISMATCH, f"'{operator}' needs a number, a date or a text")
        return None
    return _typed(raw[field], field, target, place, findings)


def _typed(found: Any, field: str, target: Json, place: str, findings: Findings) -> bool | Decimal | str | None:
    if target.get("type") in ("choice", "open-choice"):
        return _code(found, field, target, place, findings)
    match found:
        case bool() if field == "answerBoolean":
            return found
        case int() | float() if field in ("answerInteger", "answerDecimal") and not isinstance(found, bool):
            return Decimal(str(found))
        case {"value": int() | float() as number} if field == "answerQuantity" and not isinstance(number, bool):
            return Decimal(str(number))
        case str() if field in ("answerDate", "answerDateTime", "answerTime", "answerString"):
            return found
        case _:
            findings.add(place, Reason.MALFORMED, f"'{found}' is not a value for {field}")
            return None


def _code(found: Any, field: str, target: Json, place: str, findings: Findings) -> str | None:
    """The code looked for, which must be among the options of a closed choice."""
    code = code_of(found) if isinstance(found, dict) else found
    if not isinstance(code, str | int):
        findings.add(place, Reason.MALFORMED, f"{field} names no code: give its coding one")
        return None
    options = target.get("answerOption") if isinstance(target.get("answerOption"), list) else []
    said = str(code)
    if options and target["type"] == "choice" and not any(_stands_for(option, said) for option in options):
        findings.add(
            place, Reason.UNKNOWN_CODE, f"'{code}' is not an option of '{target['linkId']}': use one of its codes"
        )
    return said


def _stands_for(option: Any, code: str) -> bool:
    if not isinstance(option, dict):
        return False
    coding = option.get("valueCoding")
    if isinstance(coding, dict):
        return str(code_of(coding)) == code
    return any(str(value) == code for key, value in option.items() if key.startswith("value"))


Sources = dict[int, list[int]]


def sources_of(questions: Sequence[Question], scopes: Mapping[str, Scope]) -> Sources:
    """position -> positions of what the question hangs on, for those that hang on anything."""
    positions = {question.link_id: position for position, question in enumerate(questions)}
    found: Sources = {}
    for position, question in enumerate(questions):
        if question.gates or question.scopes or question.is_silent:
            sources = {positions[source] for source in _sources(question, scopes) if source in positions}
            if question.score:
                sources.update(at for at, other in enumerate(questions) if counts_for(question, other))
            found[position] = sorted(sources)
    return found


def source_order(questions: Sequence[Question], sources: Sources, findings: Findings) -> tuple[int, ...]:
    """Positions of the questions, sources before what they gate, compute or repeat. A cycle is reported and gives the
    given order."""
    if all(source < position for position, found in sources.items() for source in found):
        return tuple(range(len(questions)))
    graph: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(range(len(questions)), ()))
    for position, found in sources.items():
        graph.add(position, *found)
    try:
        return tuple(graph.static_order())
    except CycleError as error:
        circle = [questions[position] for position in error.args[1]]
        names = " <- ".join(question.link_id for question in circle)
        place = f"item {circle[0].link_id}"
        if any(question.is_computed for question in circle):
            findings.add(place, Reason.CALCULATION_CYCLE, f"is worked out in a circle, {names}: take one step out")
        else:
            sentence = f"goes round in a circle, {names}: take one of the conditions out"
            findings.add(f"{place} enableWhen", Reason.CONDITION_CYCLE, sentence)
        return tuple(range(len(questions)))


def sections(questions: Sequence[Question], in_turn: Sequence[int]) -> tuple[Section, ...]:
    """The questions that can be asked, by their gates. What one section hangs on begins before it."""
    found: dict[int, list[int]] = {}
    for position in in_turn:
        if not questions[position].is_silent:
            # The compiler makes equal gates one value.
            found.setdefault(id(questions[position].gates), []).append(position)
    return tuple(
        Section(members[0], frozenset(questions[position].link_id for position in members))
        for members in found.values()
    )


def behind(questions: Sequence[Question], sources: Sources, in_turn: Sequence[int]) -> dict[str, tuple[int, ...]]:
    """link id -> positions of all that hangs on it, at first or second hand, in turn."""
    places = {position: place for place, position in enumerate(in_turn)}
    reached: dict[int, set[int]] = {}
    for position in reversed(in_turn):
        # What comes later is complete: it hands on what hangs on it.
        after = reached.get(position, set())
        for source in sources.get(position, ()):
            reached.setdefault(source, set()).add(position)
            reached[source] |= after
    return {
        questions[position].link_id: tuple(sorted(found, key=places.__getitem__)) for position, found in reached.items()
    }


def _sources(question: Question, scopes: Mapping[str, Scope]) -> Iterator[str]:
    """The link ids of what must be settled before the question is."""
    for gate in question.gates:
        for condition in gate.conditions:
            yield condition.source
        if gate.expression is not None:
            yield from gate.expression.sources
    if question.calculation is not None:
        yield from question.calculation.sources
    for link_id in question.scopes:
        more = scopes[link_id].more
        if scopes[link_id].kind == "picks":
            yield link_id
        elif more != question.link_id:
            yield more


def counts_for(score: Question, question: Question) -> bool:
    """True when the weights chosen at the question belong to the sum."""
    return question.link_id in score.score or not set(score.score).isdisjoint(question.groups)
