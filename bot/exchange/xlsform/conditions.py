"""`relevant` and `calculation` -> enableWhen where it fits, else an expression of FHIRPath."""

from __future__ import annotations

from typing import Any, assert_never

from bot.exchange.xlsform.expressions import Call, Expression, Infix, NotUnderstood, Number, Ref, Text, parse
from bot.exchange.xlsform.formula import Atom, Formula, Joined, Path, Targets, answers, formula, quoted, target_of

_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
_SIGNS = {"+": "+", "-": "-", "*": "*", "div": "/", "mod": "mod"}


def relevance(text: str, targets: Targets) -> dict[str, Any]:
    """The fields of an item that is asked only when the expression holds. Raises NotUnderstood."""
    found = formula(parse(text), targets)
    parts = found.parts if isinstance(found, Joined) else (found,)
    atoms = [part for part in parts if isinstance(part, Atom)]
    if len(atoms) < len(parts):
        return {"extension": [_expression("enableWhenExpression", path(found, targets))]}
    fields: dict[str, Any] = {
        "enableWhen": [{"question": atom.question, "operator": atom.operator, atom.field: atom.value} for atom in atoms]
    }
    if isinstance(found, Joined):
        fields["enableBehavior"] = "all" if found.is_every else "any"
    return fields


def calculated(text: str, targets: Targets) -> dict[str, Any]:
    """Type and extensions of an item that is computed and never asked. Raises NotUnderstood."""
    computed, kind = _value(parse(text), targets)
    return {"type": kind, "extension": [_expression("calculatedExpression", computed)]}


def path(found: Formula, targets: Targets) -> str:
    """The formula as FHIRPath; always true or false, never empty."""
    match found:
        case Path(text):
            return text
        case Atom(question, "exists", _, is_answered):
            return f"{answers(question, targets)}.exists(){'' if is_answered else '.not()'}"
        case Atom(question, operator, field, value):
            return f"{answers(question, targets)}.where($this {operator} {_literal(field, value)}).exists()"
        case Joined(is_every, parts):
            return "(" + (" and " if is_every else " or ").join(path(part, targets) for part in parts) + ")"
        case _:
            assert_never(found)


def _literal(field: str, value: Any) -> str:
    match field:
        case "answerCoding":
            return quoted(value["code"])
        case "answerString":
            return quoted(value)
        case "answerDate":
            return f"@{value}"
        case _:
            return str(value).lower()


def _expression(name: str, text: str) -> dict[str, Any]:
    return {"url": _SDC + name, "valueExpression": {"language": "text/fhirpath", "expression": text}}


def _value(expression: Expression, targets: Targets) -> tuple[str, str]:
    """(FHIRPath, FHIR type of what comes out)"""
    match expression:
        case Number(value):
            return value, "decimal" if "." in value else "integer"
        case Text(value):
            return quoted(value), "string"
        case Ref(name):
            kind = target_of(name, targets).type
            return answers(name, targets), "string" if kind in ("choice", "open-choice", "text") else kind
        case Infix(operator, left, right) if operator in _SIGNS:
            return _computed(operator, _value(left, targets), _value(right, targets))
        case Call(name, given):
            return _called(name, given, targets)
        case _:
            return path(formula(expression, targets), targets), "boolean"


def _computed(operator: str, left: tuple[str, str], right: tuple[str, str]) -> tuple[str, str]:
    kinds = {left[1], right[1]}
    if not kinds <= {"integer", "decimal"}:
        raise NotUnderstood("computes with what is no number")
    kind = "integer" if kinds == {"integer"} and operator != "div" else "decimal"
    return f"({left[0]} {_SIGNS[operator]} {right[0]})", kind


def _called(name: str, given: tuple[Expression, ...], targets: Targets) -> tuple[str, str]:
    match name, given:
        case "if", (condition, then, otherwise):
            (yes, kind), (no, other) = _value(then, targets), _value(otherwise, targets)
            if kind != other and {kind, other} != {"integer", "decimal"}:
                raise NotUnderstood("gives a number in one case and words in the other: give one kind")
            return f"iif({path(formula(condition, targets), targets)}, {yes}, {no})", max(kind, other, key=_width)
        case "int", (inside,):
            return f"({_number(inside, targets)}).truncate()", "integer"
        case "round", (inside, Number(places)):
            return f"({_number(inside, targets)}).round({places})", "decimal"
        case "count-selected", (Ref(ref),):
            return f"{answers(ref, targets)}.count()", "integer"
        case "sum", (Ref(ref),):
            return f"{answers(ref, targets)}.sum()", _value(Ref(ref), targets)[1]
        case "concat", _ if given:
            return "(" + " & ".join(_words(part, targets) for part in given) + ")", "string"
        case "today", ():
            return "today()", "date"
        case "not" | "selected", _:
            return path(formula(Call(name, given), targets), targets), "boolean"
        case _:
            raise NotUnderstood(f"uses {name}(), which is not computed here: take it out, or compute it afterwards")


def _width(kind: str) -> bool:
    return kind == "decimal"


def _number(expression: Expression, targets: Targets) -> str:
    text, kind = _value(expression, targets)
    if kind not in ("integer", "decimal"):
        raise NotUnderstood("computes with what is no number")
    return text


def _words(expression: Expression, targets: Targets) -> str:
    text, kind = _value(expression, targets)
    return text if kind == "string" else f"({text}).toString()"
