"""What an XLSForm condition says, in FHIR's terms: comparisons of one answer each, joined by all or any.

XForms and FHIR differ where nothing was answered: there, `${a} != 'x'` holds and `not(${a} > 3)` holds; in FHIR every
comparison is false. So a negation becomes "not answered, or …", and the form asks what its author meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

from bot.exchange.xlsform.expressions import Call, Expression, Infix, NotUnderstood, Number, Ref, Text

#: More choices than one reads in a sentence.
_MOST_NAMED = 12
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Target(Struct, frozen=True):
    """A question that others look at: its FHIR type, whether it takes several answers, its codes."""

    type: str
    is_several: bool = False
    codes: frozenset[str] = frozenset()


Targets = Mapping[str, Target]


class Atom(Struct, frozen=True):
    """One comparison as enableWhen has it. `field` is its answer[x]."""

    question: str
    operator: str
    field: str
    value: Any


class Path(Struct, frozen=True):
    """What no enableWhen can say, as FHIRPath."""

    text: str


class Joined(Struct, frozen=True):
    """All of the parts, or any of them."""

    is_every: bool
    parts: tuple[Formula, ...]


Formula = Atom | Path | Joined


def formula(expression: Expression, targets: Targets, *, is_negated: bool = False) -> Formula:
    """Raises NotUnderstood."""
    match expression:
        case Infix("and" | "or" as operator, left, right):
            parts = tuple(formula(part, targets, is_negated=is_negated) for part in (left, right))
            return _flat(Joined((operator == "and") is not is_negated, parts))
        case Call("not", (inside,)):
            return formula(inside, targets, is_negated=not is_negated)
        case Call("selected", (Ref(name), Text(code) | Number(code))):
            return _selected(name, code, targets, is_negated)
        case Infix(operator, left, right) if operator in _COMPARISONS:
            return _compared(_OPPOSITE[operator] if is_negated else operator, left, right, targets, is_negated)
        case Call(name):
            raise NotUnderstood(
                f"uses {name}(), which is not understood here: compare answers with =, !=, <, > instead"
            )
        case _:
            raise NotUnderstood("compares nothing: write what must hold, such as ${name} = 'yes'")


def target_of(name: str, targets: Targets) -> Target:
    """Raises NotUnderstood where the form has no such question."""
    found = targets.get(name)
    if found is None:
        raise NotUnderstood(f"looks at ${{{name}}}, and no question has this name")
    return found


def answers(name: str, targets: Targets) -> str:
    """FHIRPath of the answers to a question; of a choice, their codes."""
    code = ".code" if target_of(name, targets).type in ("choice", "open-choice") else ""
    return f"%resource.descendants().where(linkId = '{_escaped(name)}').answer.value{code}"


def quoted(text: str) -> str:
    """A FHIRPath string."""
    return f"'{_escaped(text)}'"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _compared(operator: str, left: Expression, right: Expression, targets: Targets, is_negated: bool) -> Formula:
    if isinstance(right, Ref) and not isinstance(left, Ref):
        operator, left, right = _FLIPPED[operator], right, left
    is_order_negated = is_negated and operator not in ("=", "!=")
    match left, right:
        case Ref(name), Text(value) | Number(value) | Call("date", (Text(value),)):
            return _atom(name, operator, value, targets, holds_unanswered=is_order_negated or operator == "!=")
        case Call("count-selected", (Ref(name),)), Number(value):
            return Path(f"({answers(name, targets)}.count() {operator} {value})")
        case Call("string-length", (Ref(name),)), Number("0") if operator in (">", "!="):
            return _answered(name, targets, is_answered=True)
        case Ref(name), Call("today", ()) if target_of(name, targets).type == "date" and not is_order_negated:
            return Path(f"({answers(name, targets)}.where($this {operator} today()).exists())")
        case Ref(name), Ref(other) if operator != "!=" and not is_negated:
            return Path(f"({answers(name, targets)} {operator} {answers(other, targets)})")
        case (Call(called), _) | (_, Call(called)):
            raise NotUnderstood(f"uses {called}(), which is not understood here: compare answers with values instead")
        case _:
            raise NotUnderstood("compares what cannot be compared here: write ${name}, a sign, and a value")


def _selected(name: str, code: str, targets: Targets, is_negated: bool) -> Formula:
    target = target_of(name, targets)
    if target.type not in ("choice", "open-choice"):
        raise NotUnderstood(f"asks what is selected in ${{{name}}}, which has no choices")
    if is_negated and target.is_several:
        _check_code(name, code, target)
        return Path(f"({answers(name, targets)}.where($this = {quoted(code)}).exists().not())")
    return _coded(name, "!=" if is_negated else "=", code, target, holds_unanswered=is_negated)


def _atom(name: str, operator: str, value: str, targets: Targets, *, holds_unanswered: bool) -> Formula:
    target = target_of(name, targets)
    if value == "" and operator in ("=", "!="):
        return _answered(name, targets, is_answered=operator == "!=")
    if target.type in ("choice", "open-choice"):
        if target.is_several:
            raise NotUnderstood(f"compares ${{{name}}}, which takes several answers: write selected(${{{name}}}, '…')")
        if operator not in ("=", "!="):
            raise NotUnderstood(f"orders the choices of ${{{name}}}: compare them with = or !=")
        return _coded(name, operator, value, target, holds_unanswered=holds_unanswered)
    field, typed = _typed(name, value, target)
    return _or_unanswered(Atom(name, operator, field, typed), holds_unanswered)


def _typed(name: str, value: str, target: Target) -> tuple[str, Any]:
    match target.type:
        case "integer" if re.fullmatch(r"-?\d+", value):
            return "answerInteger", int(value)
        case "integer" | "decimal" if re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", value):
            return "answerDecimal", float(Decimal(value))
        case "date" if _DAY.match(value):
            return "answerDate", value
        case "string" | "text":
            return "answerString", value
        case "boolean" if value in ("true", "false"):
            return "answerBoolean", value == "true"
        case kind:
            raise NotUnderstood(f"compares ${{{name}}}, which holds a {kind}, with '{value}'")


def _coded(name: str, operator: str, code: str, target: Target, *, holds_unanswered: bool) -> Formula:
    _check_code(name, code, target)
    return _or_unanswered(Atom(name, operator, "answerCoding", {"code": code}), holds_unanswered)


def _check_code(name: str, code: str, target: Target) -> None:
    if target.type == "choice" and code not in target.codes:
        known = ", ".join(sorted(target.codes)[:_MOST_NAMED]) + (", …" if len(target.codes) > _MOST_NAMED else "")
        raise NotUnderstood(f"looks for '{code}', which is no choice of ${{{name}}}: it has {known}")


def _or_unanswered(atom: Atom, holds_unanswered: bool) -> Formula:
    if not holds_unanswered:
        return atom
    return Joined(False, (Atom(atom.question, "exists", "answerBoolean", False), atom))


def _answered(name: str, targets: Targets, *, is_answered: bool) -> Atom:
    target_of(name, targets)
    return Atom(name, "exists", "answerBoolean", is_answered)


def _flat(joined: Joined) -> Formula:
    """`a and (b and c)` is one list of three."""
    parts: list[Formula] = []
    for part in joined.parts:
        same = isinstance(part, Joined) and part.is_every is joined.is_every
        parts.extend(part.parts if isinstance(part, Joined) and same else (part,))
    return Joined(joined.is_every, tuple(parts))
