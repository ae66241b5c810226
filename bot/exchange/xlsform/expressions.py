"""The expressions of XLSForm (a part of XPath) -> a small tree. What is not in the part is refused by its own name.

either := both ("or" both)*          compared := added (op added)?
both   := compared ("and" compared)*  added   := times (("+"|"-") times)*, and so on down to one value
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_DEEPEST = 30
_LONGEST = 2000


class NotUnderstood(Exception):
    """The expression cannot be taken over. Its text is the rest of a sentence about the cell: what, and what to do."""


class Ref(Struct, frozen=True):
    """`${name}`: the answer to another question."""

    name: str


class Here(Struct, frozen=True):
    """`.`: the answer itself."""


class Text(Struct, frozen=True):
    value: str


class Number(Struct, frozen=True):
    #: As written: 10.50 is not a float.
    value: str


class Call(Struct, frozen=True):
    name: str
    given: tuple[Expression, ...]


class Infix(Struct, frozen=True):
    """`operator`: and, or, = != < <= > >=, + - * div mod."""

    operator: str
    left: Expression
    right: Expression


Expression = Ref | Here | Text | Number | Call | Infix

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<ref>\$\{\s*[^}\s]+\s*\}) | (?P<text>'[^']*'|"[^"]*"|‘[^’]*’|“[^”]*”) | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<sign><=|>=|!=|[=<>(),+*-]) | (?P<here>\.) | (?P<name>[A-Za-z_][\w-]*(?::[\w-]+)?) | (?P<other>\S)
    )""",
    re.X,
)
#: From the loosest to the closest.
_LEVELS = (("or",), ("and",), ("=", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


def parse(text: str) -> Expression:
    """The tree of an expression. Raises NotUnderstood."""
    if len(text) > _LONGEST:
        raise NotUnderstood("is too long to be taken over: split it")
    parser = _Parser(list(_tokens(text)))
    found = parser.level(0, 0)
    if parser.token:
        raise NotUnderstood(f"is not understood from '{parser.token[1]}' on")
    return found


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    end = len(text.rstrip())
    position = 0
    while position < end and (found := _TOKEN.match(text, position)):
        kind = str(found.lastgroup)
        if kind == "other":
            raise NotUnderstood(f"holds '{found[kind]}', which is not understood: name questions as ${{name}}")
        yield kind, found[kind]
        position = found.end()


class _Parser:
    """Walks the tokens once, from left to right."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens, self._at = tokens, 0

    @property
    def token(self) -> tuple[str, str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def level(self, number: int, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise NotUnderstood("is nested too deeply: split it")
        if number == len(_LEVELS):
            return self._value(depth)
        found = self.level(number + 1, depth)
        while self.token and self.token[0] in ("sign", "name") and self.token[1] in _LEVELS[number]:
            operator = self._take()
            found = Infix(operator, found, self.level(number + 1, depth))
        return found

    def _value(self, depth: int) -> Expression:
        if self.token is None:
            raise NotUnderstood("ends where something is still missing")
        kind, _ = self.token
        match kind, self._take():
            case "ref", word:
                return Ref(word[2:-1].strip())
            case "text", word:
                return Text(word[1:-1])
            case "number", word:
                return Number(word)
            case "here", _:
                return Here()
            case "sign", "(":
                found = self.level(0, depth + 1)
                self._expect(")")
                return found
            case "sign", "-" if self.token and self.token[0] == "number":
                return Number(f"-{self._take()}")
            case "name", word if self.token == ("sign", "("):
                return Call(word, self._given(depth))
            case _, word:
                raise NotUnderstood(f"holds '{word}' where a value belongs: put words in quotes, questions in ${{}}")

    def _given(self, depth: int) -> tuple[Expression, ...]:
        self._expect("(")
        given: list[Expression] = []
        while self.token != ("sign", ")"):
            if given:
                self._expect(",")
            given.append(self.level(0, depth + 1))
        self._expect(")")
        return tuple(given)

    def _expect(self, sign: str) -> None:
        if self.token != ("sign", sign):
            raise NotUnderstood(f"lacks a '{sign}': look at its brackets and commas")
        self._at += 1

    def _take(self) -> str:
        word = self._tokens[self._at][1]
        self._at += 1
        return word
