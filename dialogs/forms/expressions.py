"""FHIRPath over the answers given so far, by fhirpathpy.

It is imported when a form first needs it and never before: it brings a parser that takes 0.1 s to load and 50 ms an
expression, and most forms compute nothing. What was read once is kept. `today()` and `now()` are those of the latest
answer, so that the same answers always come to the same. The library has no bounds: what could run for ever is refused
when the form is read (`nesting`), and whatever gets through is stopped (`effort`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from dialogs.forms import nesting, regexes
from dialogs.forms.effort import TooMuch, bounded
from dialogs.forms.extensions import WEIGHTS
from dialogs.forms.filled import Json, items_of
from dialogs.forms.gates import Expression
from dialogs.forms.instances import Answers
from dialogs.forms.model import Form, Note, Question
from dialogs.forms.slots import Path

Asker = Question | Note


def fault_of(text: str) -> str:
    """Why an expression cannot be read, or could run for ever; empty for one to work with."""
    from antlr4 import CommonTokenStream, InputStream, Token
    from antlr4.error.ErrorListener import ErrorListener
    from fhirpathpy.parser.generated.FHIRPathLexer import FHIRPathLexer
    from fhirpathpy.parser.generated.FHIRPathParser import FHIRPathParser

    faults: list[str] = []
    listener = ErrorListener()
    # The library's own parser mends what is wrong and goes on; a form must say what it means.
    listener.syntaxError = lambda _, __, ___, column, message, ____: faults.append(f"column {column + 1}: {message}")
    lexer = FHIRPathLexer(InputStream(text))
    parser = FHIRPathParser(CommonTokenStream(lexer))
    for part in (lexer, parser):
        part.removeErrorListeners()
        part.addErrorListener(listener)
    tokens = parser.getTokenStream()
    tokens.fill()
    fault = nesting.fault_of([token.text for token in tokens.tokens if token.channel == Token.DEFAULT_CHANNEL][:-1])
    if fault:
        return fault
    try:
        parser.expression()
    except RecursionError:
        return "is nested too deep"
    if not faults and tokens.LA(1) != Token.EOF:
        faults.append("there is more after its end")
    return faults[0][:120] if faults else ""


def is_true(form: Form, expression: Expression, asker: Asker, path: Path, answers: Answers) -> bool:
    """What an enableWhenExpression or a constraint comes to: only true is true."""
    return evaluate(form, expression, asker, path, answers) == [True]


def evaluate(form: Form, expression: Expression, asker: Asker, path: Path, answers: Answers) -> list[Any]:
    """What the expression comes to; nothing where it cannot be worked out with these answers."""
    items, nodes = items_of(form, answers)
    resource: Json = {"resourceType": "QuestionnaireResponse", "status": "in-progress", "item": items}
    here = nodes.get((asker.link_id, path)) or {"linkId": asker.link_id}
    known: dict[str, Any] = {"resource": resource, "rootResource": resource}
    options = {"userInvocationTable": _functions(_latest(answers))}
    try:
        for variable in expression.variables:
            owner = _node(nodes, variable.owner, asker, path) if variable.owner else resource
            kept = {**options, "returnRawData": True}
            known[variable.name] = _run(variable.text, resource, {**known, "context": owner}, kept)
        return _run(expression.text, resource, {**known, "context": here}, options)
    except (Exception, TooMuch):
        return []


def _node(nodes: Mapping[tuple[str, Path], Json], link_id: str, asker: Asker, path: Path) -> Json:
    """The item at which a variable stands: the instance that the asker is in."""
    around = [name for name in asker.scopes if name == link_id or name in asker.groups[: _place(asker, link_id)]]
    return nodes.get((link_id, path[: len(around)])) or {"linkId": link_id}


def _place(asker: Asker, link_id: str) -> int:
    return asker.groups.index(link_id) if link_id in asker.groups else len(asker.groups)


def _run(text: str, resource: Json, known: Mapping[str, Any], options: Mapping[str, Any]) -> list[Any]:
    from fhirpathpy import apply_parsed_path
    from fhirpathpy.engine.nodes import ResourceNode

    if known["context"] is not resource:
        # Without its path the library would not know that `value` means `valueInteger`.
        here = ResourceNode.create_node(known["context"], "QuestionnaireResponse.item")  # type: ignore[no-untyped-call]
        known = {**known, "context": here}
    focus = resource if _starts_at_the_top(text) else known["context"]
    parsed, model = _parsed(text), _model()
    found = bounded(
        lambda: apply_parsed_path(focus, parsed, dict(known), model, dict(options))  # type: ignore[no-untyped-call]
    )
    return found if isinstance(found, list) else [found]


def _starts_at_the_top(text: str) -> bool:
    return "QuestionnaireResponse" in text


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Any:
    from fhirpathpy.parser import parse

    return parse(text)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=1)
def _model() -> Any:
    from fhirpathpy.models import models

    return models["r4"]


def _latest(answers: Answers) -> datetime | None:
    return max((answer.at for answer in answers.values()), default=None)


def _functions(now: datetime | None) -> dict[str, Any]:
    """What SDC adds to FHIRPath, regular expressions that end, and a clock that stands still."""
    functions: dict[str, Any] = {name: {"fn": _weights} for name in ("weight", "ordinal")}
    functions["matches"] = {"fn": _matches, "arity": {1: ["String"]}, "nullable_input": True}
    functions["replaceMatches"] = {"fn": _replaced, "arity": {2: ["String", "String"]}, "nullable_input": True}
    if now is not None:
        functions["today"] = {"fn": lambda _: now.date().isoformat()}
        functions["now"] = {"fn": lambda _: now.isoformat()}
        functions["timeOfDay"] = {"fn": lambda _: now.time().isoformat(timespec="seconds")}
    return functions


def _matches(inputs: list[Any], pattern: Any) -> list[bool]:
    (text,) = inputs
    return [regexes.is_found(pattern, text)] if pattern else []


def _replaced(inputs: list[Any], pattern: Any, substitute: Any) -> list[str]:
    (text,) = inputs
    return [regexes.replaced(pattern, substitute, text)] if isinstance(substitute, str) else []


def _weights(inputs: list[Any]) -> list[Decimal]:
    """weight(), ordinal(): what the chosen options count for."""
    return [Decimal(str(extension["valueDecimal"]))
            for coding in inputs if isinstance(coding, dict)
            for extension in coding.get("extension") or () if extension.get("url") in WEIGHTS]  # fmt: skip
