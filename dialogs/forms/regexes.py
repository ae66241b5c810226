"""Which regular expressions of a form are harmless to match.

A form's regex meets whatever a family writes. One whose repeats can share out the same letters in many ways takes
longer than the world lasts, so it is refused: a repeat whose body may itself be long or short is allowed only when
every round of it begins with a letter that nothing else in the body can match (`(\\.[a-z]+)*`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

#: A longer pattern is no description of an answer.
_LONGEST_PATTERN = 500
#: Repeats without a bound: with more of them even a short text is slow.
_MOST_UNBOUNDED = 3
_UNBOUNDED = 100
#: A longer text is matched only where one repeat at most has no bound.
_LONGEST_TEXT = 300
#: What a class is looked at by: every letter of Latin-1.
_LETTERS = [chr(number) for number in range(256)]

Tokens = Sequence[tuple[Any, Any]]


def fault_of(pattern: str) -> str:
    """Why the pattern is refused, as the end of a sentence; empty for a harmless one."""
    if len(pattern) > _LONGEST_PATTERN:
        return f"is longer than {_LONGEST_PATTERN} characters"
    try:
        re.compile(pattern)
        tokens = parser.parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return "cannot be read as a regular expression"
    if any(op in (codes.ASSERT, codes.ASSERT_NOT, codes.GROUPREF, codes.GROUPREF_EXISTS) for op, _ in _all(tokens)):
        return "looks ahead or back"
    if _unbounded(tokens) > _MOST_UNBOUNDED:
        return f"has more than {_MOST_UNBOUNDED} repeats without a bound"
    if any(not _is_harmless(body) for body in _repeated(tokens)):
        return "repeats inside a repeat, which some texts would keep busy for ever"
    return ""


def matches(pattern: str, text: str) -> bool:
    """True when the whole text matches; a text too long for the pattern does not."""
    compiled, unbounded = _compiled(pattern)
    return (unbounded < 2 or len(text) <= _LONGEST_TEXT) and compiled.fullmatch(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> tuple[re.Pattern[str], int]:
    return re.compile(pattern), _unbounded(parser.parse(pattern))


def _all(tokens: Tokens) -> Iterator[tuple[Any, Any]]:
    """Every part of the pattern, at any depth."""
    for op, value in tokens:
        yield op, value
        for inner in _inside(op, value):
            yield from _all(inner)


def _inside(op: Any, value: Any) -> Iterator[Tokens]:
    if op in _REPEATS:
        yield value[2]
    elif op is codes.SUBPATTERN:
        yield value[3]
    elif op is codes.BRANCH:
        yield from value[1]
    elif op is codes.ATOMIC_GROUP:
        yield value


_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_AROUND = (codes.SUBPATTERN, *_REPEATS)


def _unbounded(tokens: Tokens) -> int:
    """How many there are; what repeats inside one of them has been found to keep to its round."""
    found = 0
    for op, value in tokens:
        if op in _REPEATS and value[1] >= _UNBOUNDED:
            found += 1
        else:
            found += sum(map(_unbounded, _inside(op, value)))
    return found


def _repeated(tokens: Tokens) -> Iterator[Tokens]:
    """The bodies that may be matched more than once in a row."""
    return (value[2] for op, value in _all(tokens) if op in _REPEATS and value[1] > 1)


def _is_harmless(body: Tokens) -> bool:
    """True when a repeated body has one length, or begins with a letter that nothing else in it matches."""
    flat = _flat(body)
    if not any(_varies(op, value) for op, value in _all(flat)):
        return True
    first = _letters(*flat[0])
    return first is not None and all(
        _are_apart(value[1]) if op is codes.BRANCH else op in _AROUND or not first & (_letters(op, value) or first)
        for op, value in _all(flat[1:])
    )


def _are_apart(branches: Sequence[Tokens]) -> bool:
    """True when the first letter tells which branch is meant."""
    firsts = [_letters(*branch[0]) if branch else frozenset("") for branch in branches]
    known = [first for first in firsts if first is not None]
    return (
        len(known) == len(firsts)
        and sum(not first for first in known) < 2
        and (sum(map(len, known)) == len(frozenset[str]().union(*known)))
    )


def _flat(body: Tokens) -> list[tuple[Any, Any]]:
    """The body without a group that only wraps it."""
    parts = list(body)
    while len(parts) == 1 and parts[0][0] is codes.SUBPATTERN:
        parts = list(parts[0][1][3])
    return parts


def _varies(op: Any, value: Any) -> bool:
    return op is codes.BRANCH or (op in _REPEATS and value[0] != value[1])


def _letters(op: Any, value: Any) -> frozenset[str] | None:
    """The letters that one part matches; None where that is not a plain letter or class."""
    if op is codes.LITERAL:
        return frozenset(chr(value))
    if op is codes.NOT_LITERAL:
        return frozenset(letter for letter in _LETTERS if ord(letter) != value)
    if op is not codes.IN:
        return None
    single = re.compile(_class(value)) if not any(kind is codes.CATEGORY for kind, _ in value) else None
    return frozenset(letter for letter in _LETTERS if single.match(letter)) if single else None


def _class(parts: Tokens) -> str:
    """A class as it would be written again."""
    inner = ""
    for kind, value in parts:
        if kind is codes.NEGATE:
            inner += "^"
        elif kind is codes.LITERAL:
            inner += re.escape(chr(value))
        else:
            inner += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return f"[{inner}]"
