"""What opens and closes a question, compiled: enableWhen conditions, and expressions with the variables they use."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import Struct

Operator = Literal["exists", "=", "!=", ">", "<", ">=", "<="]


class Condition(Struct, frozen=True, gc=False):
    """One enableWhen: the answer of `source` compared by `operator` with `expected`.

    expected: bool for boolean and `exists`, Decimal for numbers, else the code, text, time or (partial) day.
    """

    source: str
    operator: Operator
    expected: bool | Decimal | str
    #: The answer[x] that the form compares with; the unit and code system of what it expects.
    field: str = ""
    unit: str = ""
    system: str = ""


class Variable(Struct, frozen=True, gc=False):
    """A named expression that other expressions may use as `%name`. `owner` is the item it stands at, if any."""

    name: str
    text: str
    owner: str = ""


class Expression(Struct, frozen=True, gc=False):
    """A FHIRPath expression over the response, with the variables that are in sight of it, outermost first."""

    text: str
    variables: tuple[Variable, ...] = ()
    #: The link ids that it names; empty where it may look at any answer.
    sources: tuple[str, ...] = ()


class Gate(Struct, frozen=True, gc=False):
    """The enableWhen conditions of one item: all of them must hold, or any of them; or an expression that is true."""

    conditions: tuple[Condition, ...]
    is_every: bool
    expression: Expression | None = None
