"""Which FHIRPath expressions could run for ever, seen from their words alone: before anything reads them.

A function that does something for each member, inside another of its kind, multiplies the work; brackets in brackets
use up the interpreter's stack; a regular expression must be one of the harmless ones, so it must be there to be read.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.forms import regexes

#: Functions whose argument is worked out for each member, or that bring more members.
_MULTIPLYING = frozenset({"select", "where", "repeat", "all", "exists", "aggregate", "combine", "union"})
_MOST_MULTIPLYING = 4
_DEEPEST = 40
_MATCHING = frozenset({"matches", "matchesFull", "replaceMatches"})


def fault_of(tokens: Sequence[str]) -> str:
    """Why an expression of these words is refused; empty for a harmless one."""
    around: list[str] = []
    for place, token in enumerate(tokens):
        match token:
            case "(" | "[" | "{":
                around.append(tokens[place - 1].strip("`") if place else "")
                fault = _fault_inside(around) or _fault_of_pattern(around[-1], tokens[place + 1 : place + 3])
                if fault:
                    return fault
            case ")" | "]" | "}" if around:
                around.pop()
            case _:
                pass
    return ""


def _fault_inside(around: Sequence[str]) -> str:
    if len(around) > _DEEPEST:
        return f"has more than {_DEEPEST} brackets inside each other"
    if sum(name in _MULTIPLYING for name in around) > _MOST_MULTIPLYING:
        return f"has more than {_MOST_MULTIPLYING} functions inside each other that go over every member"
    return ""


def _fault_of_pattern(name: str, behind: Sequence[str]) -> str:
    """Why what stands behind the bracket of a matching function is no harmless pattern."""
    if name not in _MATCHING:
        return ""
    if len(behind) < 2 or not behind[0].startswith("'") or behind[1] not in (",", ")"):
        return f"{name}() needs its regular expression written out in quotes"
    from fhirpathpy.engine.evaluators import string_literal

    fault = regexes.fault_of(*string_literal(None, None, {"text": behind[0]}))  # type: ignore[no-untyped-call]
    return f"the regular expression of {name}() {fault}" if fault else ""
