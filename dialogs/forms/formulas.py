"""The expressions of a form: which are computed, which are refused, and what each of them looks at.

They are read (by fhirpathpy) while the form is compiled, so that one that cannot be read is refused and not met by a
family.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from dialogs.forms import expressions, extensions
from dialogs.forms.extensions import Json
from dialogs.forms.findings import Findings
from dialogs.forms.gates import Expression, Variable
from dialogs.forms.model import NO_TEXT, Rule
from dialogs.forms.problems import Reason

#: A longer one computes more than anybody could check.
_LONGEST = 2000
_NAMES = re.compile(r"%(?:`([^`]+)`|'([^']+)'|([A-Za-z_][\w-]*))")
_SOURCES = re.compile(r"""linkId\s*(?:=|~|in)\s*\(?((?:\s*\|?\s*'[^']*')+)""")
_QUOTED = re.compile(r"'([^']*)'")
#: What an expression may always name.
_KNOWN = frozenset({"resource", "rootResource", "context", "ucum", "sct", "loinc"})


def variables_of(element: Json, owner: str, around: tuple[Variable, ...], findings: Findings) -> tuple[Variable, ...]:
    """The variables in sight at the element: those around it, then its own."""
    found = list(around)
    if "extension" not in element:
        return around
    for raw in extensions.values(element, extensions.VARIABLE):
        name = raw.get("name") if isinstance(raw, dict) else None
        text = _fhirpath(raw, findings, owner)
        if isinstance(name, str) and text and _is_readable(text, tuple(found), findings, owner):
            found.append(Variable(name, text, owner))
    return tuple(found)


def condition_of(item: Json, around: tuple[Variable, ...], findings: Findings) -> Expression | None:
    """enableWhenExpression."""
    return _expression(extensions.value(item, extensions.ENABLE_WHEN), around, findings, str(item.get("linkId")))


def calculation_of(item: Json, around: tuple[Variable, ...], findings: Findings) -> Expression | None:
    """calculatedExpression."""
    return _expression(extensions.value(item, extensions.CALCULATED), around, findings, str(item.get("linkId")))


def rules_of(item: Json, owner: str, around: tuple[Variable, ...], findings: Findings) -> tuple[Rule, ...]:
    """The constraints that an answer must keep; mere warnings are not held against a family."""
    found = []
    for extension in extensions.of(item, extensions.RULE):
        if extensions.part(extension, "severity") == "warning":
            continue
        raw = extensions.part(extension, "expression")
        expression = _expression({"expression": raw}, around, findings, owner)
        if expression is not None:
            text = next(
                (extensions.text(inner, "valueString") for inner in extension.get("extension") or ()
                 if isinstance(inner, dict) and inner.get("url") == "human"), NO_TEXT,
            )  # fmt: skip
            found.append(Rule(str(extensions.part(extension, "key") or ""), expression, text))
    return tuple(found)


def refuse_others(element: Json, findings: Findings, place: str, *, is_form: bool = False) -> None:
    """Refuse what would have to be computed and cannot be; note what may be read past."""
    for extension in element.get("extension") or ():
        url = extension.get("url") if isinstance(extension, dict) else None
        if url == extensions.OPTIONS_EXPRESSION:
            findings.add(place, Reason.EXPRESSION, "makes up its options by answerExpression; list them instead")
        elif url == extensions.RULE and is_form:
            findings.add(place, Reason.EXPRESSION, "has a constraint on the whole form; put it at a question")
        elif url in extensions.IGNORED_EXPRESSIONS:
            name = str(url).rsplit("/", 1)[-1].removeprefix("sdc-questionnaire-")
            findings.read_past.append(f"{place}: {name} is read past: {extensions.IGNORED_EXPRESSIONS[str(url)]}")


def _expression(raw: Any, around: tuple[Variable, ...], findings: Findings, owner: str) -> Expression | None:
    if raw is None:
        return None
    text = _fhirpath(raw, findings, owner)
    if not text or not _is_readable(text, around, findings, owner):
        return None
    used = _used(text, around)
    return Expression(text, used, tuple(_sources(text, used)))


def _fhirpath(raw: Any, findings: Findings, owner: str) -> str:
    """The text of an Expression in FHIRPath; empty, with a problem, for any other language."""
    text = raw.get("expression") if isinstance(raw, dict) else None
    place = f"item {owner}" if owner else ""
    if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST:
        findings.add(place, Reason.EXPRESSION, f"needs an expression of 1 to {_LONGEST} characters")
        return ""
    if raw.get("language", "text/fhirpath") != "text/fhirpath":
        findings.add(place, Reason.EXPRESSION, f"computes in {raw['language']}; only text/fhirpath is understood")
        return ""
    return text


def _is_readable(text: str, around: tuple[Variable, ...], findings: Findings, owner: str) -> bool:
    place = f"item {owner}" if owner else ""
    known = _KNOWN.union(variable.name for variable in around)
    for name in _named(text):
        if name not in known:
            sentence = f"looks at %{name}, which a text conversation does not know: take it out"
            findings.add(place, Reason.EXPRESSION, sentence)
            return False
    fault = expressions.fault_of(text)
    if fault:
        findings.add(place, Reason.EXPRESSION, f"cannot be read as FHIRPath: {fault}")
    return not fault


def _named(text: str) -> Iterator[str]:
    """The variables that an expression looks at. A percent sign inside a quoted text is none."""
    plain = re.sub(r"(?<!%)'(?:[^'\\]|\\.)*'", "''", text)
    for groups in _NAMES.findall(plain):
        yield next(filter(None, groups))


def _used(text: str, around: tuple[Variable, ...]) -> tuple[Variable, ...]:
    """Of the variables in sight those that the expression needs, at first or second hand, in their order."""
    wanted = set(_named(text))
    for variable in reversed(around):
        if variable.name in wanted:
            wanted.update(_named(variable.text))
    return tuple(variable for variable in around if variable.name in wanted)


def _sources(text: str, variables: Iterable[Variable]) -> Iterator[str]:
    """The link ids that the expression names."""
    seen: dict[str, None] = {}
    for part in (text, *(variable.text for variable in variables)):
        for group in _SOURCES.findall(part):
            seen.update(dict.fromkeys(_QUOTED.findall(group)))
    yield from seen
