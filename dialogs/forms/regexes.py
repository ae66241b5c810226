"""Which regular expressions of a form are harmless to match.

A form's regex meets whatever a family writes. One whose repeats can share out the same letters in many ways takes
longer than the world lasts, so it is refused: a repeat whose body may itself be long or short is allowed only when
every round of it begins with a letter that nothing else in the body can match (`(\\.[a-z]+)*`). Bounded repeats
share out letters too (`a?a?a?`), so the ways of all repeats together are bounded. What is harmless by that count and
slow all the same is stopped by the clock of the `regex` library, which reads the same dialect as `re` (V0).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import regex

#: A longer pattern is no description of an answer.
_LONGEST_PATTERN = 500
#: What a repeat counts for at most: each of its lengths is a way to go on. Three without a bound are allowed, not four.
_MOST_LENGTHS = 100
_MOST_WAYS = 10**7
#: A text that a pattern with more ways than one long repeat is matched with, and the longest for any pattern.
_LONGEST_TEXT = 300
_LONGEST_PLAIN_TEXT = 30_000
#: Seconds that one match may take.
_PATIENCE = 0.05
#: A brace that `re` takes for itself and `regex` for a number of misspellings.
_LOOSE_BRACE = re.compile(r"\{(?!\d*,?\d*\})")
#: What a class is looked at by: every letter of Latin-1.
_LETTERS = [chr(number) for number in range(256)]

Tokens = Sequence[tuple[Any, Any]]


def fault_of(pattern: str) -> str:
    """Why the pattern is refused, as the end of a sentence; empty for a harmless one."""
    if len(pattern) > _LONGEST_PATTERN:
        return f"is longer than {_LONGEST_PATTERN} characters"
    try:
        regex.compile(pattern, regex.V0)
        tokens = parser.parse(pattern)
    except (re.error, regex.error, OverflowError, RecursionError):
        return "cannot be read as a regular expression"
    if any(op in (codes.ASSERT, codes.ASSERT_NOT, codes.GROUPREF, codes.GROUPREF_EXISTS) for op, _ in _all(tokens)):
        return "looks ahead or back"
    if _LOOSE_BRACE.search(re.sub(r"\[[^\]]*\]", "", re.sub(r"\\.", "", pattern))):
        return "has a brace that counts nothing; write \\{ for a brace"
    if _ways(tokens) > _MOST_WAYS:
        return "has so many repeats or choices that some texts would keep it busy for ever: write a simpler one"
    if any(not _is_harmless(body) for body in _repeated(tokens)):
        return "repeats inside a repeat, which some texts would keep busy for ever: take one of the two out"
    return ""


def matches(pattern: str, text: str) -> bool:
    """True when the whole text matches; a text too long for the pattern does not.

    A text that the pattern is not done with in time counts as matching: it stands unjudged.
    """
    compiled, longest = _compiled(pattern)
    try:
        return len(text) <= longest and compiled.fullmatch(text, timeout=_PATIENCE) is not None
    except TimeoutError:
        return True


def is_found(pattern: str, text: str) -> bool:
    """True when the pattern matches somewhere, as FHIRPath's matches(). Raises TimeoutError."""
    return regex.search(pattern, _bounded(text), regex.V0 | regex.DOTALL, timeout=_PATIENCE) is not None


def replaced(pattern: str, substitute: str, text: str) -> str:
    """Every match replaced, as FHIRPath's replaceMatches(): `$1` is the first group. Raises TimeoutError."""
    groups = re.sub(r"\$(\d+)", r"\\\1", substitute)
    return str(regex.sub(pattern, groups, _bounded(text), flags=regex.V0, timeout=_PATIENCE))


def _bounded(text: str) -> str:
    if len(text) > _LONGEST_PLAIN_TEXT:
        raise ValueError
    return text


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> tuple[Any, int]:
    """The pattern, and how long a text it is matched with."""
    is_plain = _ways(parser.parse(pattern)) <= _MOST_LENGTHS
    return regex.compile(pattern, regex.V0), _LONGEST_PLAIN_TEXT if is_plain else _LONGEST_TEXT


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


def _ways(tokens: Tokens) -> int:
    """How many ways there are to share out a text at most; each as long as a text may be counts as _MOST_LENGTHS."""
    return math.prod(_ways_of(op, value) for op, value in tokens)


def _ways_of(op: Any, value: Any) -> int:
    inside = [_ways(inner) for inner in _inside(op, value)]
    if op is codes.BRANCH:
        return max(inside) if _are_apart(value[1]) else sum(inside)
    if op not in _REPEATS:
        return math.prod(inside)
    # Several rounds have been found to keep to themselves: they do not multiply.
    lengths: int = min(value[1] - value[0] + 1, _MOST_LENGTHS)
    return max(lengths, *inside) if value[1] > 1 else lengths - 1 + inside[0]


def _repeated(tokens: Tokens) -> Iterator[Tokens]:
    """The bodies that may be matched more than once in a row."""
    return (value[2] for op, value in _all(tokens) if op in _REPEATS and value[1] > 1)


def _is_harmless(body: Tokens) -> bool:
    """True when a repeated body has one length, or begins with a letter that nothing else in it matches."""
    flat = _flat(body)
    if not any(_varies(op, value) for op, value in _all(flat)):
        return True
    first = _letters(*flat[0])
    return (
        first is not None
        and _share_nothing(flat)
        and all(
            _are_apart(value[1]) if op is codes.BRANCH else op in _AROUND or not first & (_letters(op, value) or first)
            for op, value in _all(flat[1:])
        )
    )


def _share_nothing(body: Tokens) -> bool:
    """True when no letter can belong to two of the body's parts that may be long or short."""
    letters = [_letters(*value[2][0]) if len(value[2]) == 1 else None
               for op, value in _all(body) if op in _REPEATS and value[0] != value[1]]  # fmt: skip
    known = [found for found in letters if found is not None]
    is_all_known = len(known) == len(letters)
    return len(letters) < 2 or (is_all_known and sum(map(len, known)) == len(frozenset[str]().union(*known)))


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
