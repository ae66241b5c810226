"""`constraint` -> the bounds that an item can state: lowest, highest, length, pattern, a choice that stands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from bot.exchange.xlsform.expressions import Call, Expression, Here, Infix, NotUnderstood, Number, Text, parse

_BASE = "http://hl7.org/fhir/StructureDefinition/"
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
_SAYABLE = "cannot be checked here: say the lowest and highest (. >= 1 and . <= 9), string-length(.) or regex(., '…')"


class Limits(Struct, frozen=True):
    """What an item says of its answer. `alone`: codes that exclude all others."""

    fields: dict[str, Any]
    extensions: list[dict[str, Any]]
    alone: frozenset[str] = frozenset()


def limits(text: str, kind: str) -> Limits:
    """The bounds for an item of this FHIR type. Raises NotUnderstood."""
    fields: dict[str, Any] = {}
    found: dict[str, dict[str, Any]] = {}
    alone = set()
    for part in _ands(parse(text)):
        match part:
            case Infix(sign, Here(), value) if sign in _FLIPPED:
                found.update(_bounds(sign, value, kind))
            case Infix(sign, value, Here()) if sign in _FLIPPED:
                found.update(_bounds(_FLIPPED[sign], value, kind))
            case Infix(sign, Call("string-length", (Here(),)), Number(count)) if sign in _FLIPPED and count.isdigit():
                _lengths(sign, int(count), fields, found)
            case Call("regex", (Here(), Text(pattern))):
                found["regex"] = {"url": _BASE + "regex", "valueString": pattern}
            case Call("not", (Infix("and", Call("selected", (Here(), Text(code))), many),)) if _is_many(many):
                alone.add(code)
            case _:
                raise NotUnderstood(_SAYABLE)
    return Limits(fields, list(found.values()), frozenset(alone))


def _ands(expression: Expression) -> Iterator[Expression]:
    match expression:
        case Infix("and", left, right):
            yield from _ands(left)
            yield from _ands(right)
        case _:
            yield expression


def _bounds(sign: str, value: Expression, kind: str) -> dict[str, dict[str, Any]]:
    low, high = sign in (">", ">=", "="), sign in ("<", "<=", "=")
    typed, field = _step(_literal(value, kind), sign, kind), f"value{kind.capitalize()}"
    named = {"minValue": low, "maxValue": high}
    return {name: {"url": _BASE + name, field: typed} for name, is_meant in named.items() if is_meant}


def _literal(value: Expression, kind: str) -> Any:
    match value, kind:
        case Number(text), "integer" if re.fullmatch(r"-?\d+", text):
            return int(text)
        case Number(text), "decimal":
            return float(text)
        case ((Text(text) | Call("date", (Text(text),))), "date"):
            return _day(text)
        case _:
            raise NotUnderstood(_SAYABLE)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotUnderstood(_SAYABLE) from None


def _step(value: Any, sign: str, kind: str) -> Any:
    """The nearest value that is still allowed: FHIR's limits are themselves allowed answers."""
    by = {">": 1, "<": -1}.get(sign, 0)
    match kind:
        case "integer":
            return value + by
        case "date":
            try:
                return (value + timedelta(days=by)).isoformat()
            except OverflowError:
                raise NotUnderstood(_SAYABLE) from None
        case _ if by:
            raise NotUnderstood("leaves out its own limit, which cannot be said of a fraction: write <= or >=")
        case _:
            return value


def _lengths(sign: str, count: int, fields: dict[str, Any], found: dict[str, dict[str, Any]]) -> None:
    if sign in ("<", "<=", "="):
        fields["maxLength"] = count - (sign == "<")
    if sign in (">", ">=", "="):
        least = count + (sign == ">")
        found["minLength"] = {"url": _BASE + "minLength", "valueInteger": least}


def _is_many(expression: Expression) -> bool:
    """`count-selected(.) > 1`, or `>= 2`"""
    match expression:
        case Infix(">", Call("count-selected", (Here(),)), Number("1")):
            return True
        case Infix(">=", Call("count-selected", (Here(),)), Number("2")):
            return True
        case _:
            return False
