"""The needs rules that a Questionnaire brings along, one extension each, and what is wrong with any rules.

    {"url": "urn:kinline:need", "extension": [{"url": "code", "valueCode": "no-ride"}, {"url": "sector", …},
     {"url": "when", "extension": [{"url": "question", "valueString": "ride"}, {"url": "is", "valueCode": "no"}]}]}

The parts have the names of a rules file (`dialogs/care/needs`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

import msgspec

from dialogs.forms import extensions
from dialogs.forms.extensions import Json
from dialogs.forms.findings import Findings
from dialogs.forms.model import CHOOSING, NUMERIC, Kind, Question
from dialogs.forms.needs import SECTORS, NeedRule, Severity, When
from dialogs.forms.problems import Reason

#: Parts that may come several times.
_SEVERAL = frozenset({"when", "is", "instead_of", "plan"})
_WORDS = frozenset({"question", "below"})
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: More kinds of need are no work list.
_MOST = 200


def needs_of(questionnaire: Json, questions: Iterable[Question], findings: Findings) -> tuple[NeedRule, ...]:
    """The rules of the form, each checked against its questions."""
    if not any(extensions.of(questionnaire, extensions.NEED)):
        return ()
    found = []
    for place, rule in declared(questionnaire):
        if isinstance(rule, str):
            findings.add(place, Reason.NEED_RULE, rule)
        else:
            found.append(rule)
    for code, sentence in problems(found, {question.link_id: question for question in questions}):
        findings.add(f"need {code}", Reason.NEED_RULE, sentence)
    if len(found) > _MOST:
        findings.add("", Reason.TOO_LARGE, f"raises more than {_MOST} needs: take some out")
    return tuple(found)


def declared(questionnaire: Json) -> Iterator[tuple[str, NeedRule | str]]:
    """Place and rule, in the order of the form; a sentence where it cannot be read."""
    for number, extension in enumerate(extensions.of(questionnaire, extensions.NEED), 1):
        raw = _plain(extension)
        code = raw.get("code")
        place = f"need {code}" if isinstance(code, str) and code else f"need {number}"
        severity = raw.get("severity")
        if severity not in get_args(Severity):
            yield place, f"'{severity or ''}' is no severity: write {', '.join(get_args(Severity))}"
            continue
        try:
            yield place, msgspec.convert(raw, NeedRule)
        except msgspec.ValidationError as error:
            yield place, f"cannot be read: {error}"


def extension_of(parts: Mapping[str, Any]) -> dict[str, Any]:
    """A rule, as plain values under the names of a rules file -> its extension."""
    return {"url": extensions.NEED, "extension": list(_parts(parts))}


def problems(rules: Iterable[NeedRule], questions: Mapping[str, Question]) -> Iterator[tuple[str, str]]:
    """Code of the rule, and what to change in it."""
    rules = tuple(rules)
    codes = [rule.code for rule in rules]
    for rule in rules:
        if not CODE.fullmatch(rule.code):
            yield rule.code, "needs a code of lower-case letters, digits and hyphens"
        if rule.sector not in SECTORS:
            yield rule.code, f"'{rule.sector}' is not a sector: {', '.join(SECTORS)}"
        if not rule.when:
            yield rule.code, "names no answer: say when it is raised"
        for when in rule.when:
            if fault := _fault(when, questions):
                yield rule.code, fault
        if fault := _apart([questions[when.question] for when in rule.when if when.question in questions]):
            yield rule.code, fault
        for replaced in sorted(set(rule.instead_of) - set(codes)):
            yield rule.code, f"stands instead of the unknown need '{replaced}'"
    for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
        yield code, "the code is used twice: every need has its own"


def _fault(when: When, questions: Mapping[str, Question]) -> str:
    question = questions.get(when.question)
    if question is None:
        return f"looks at the unknown linkId '{when.question}'"
    if when.below and when.below not in questions:
        return f"compares with the unknown linkId '{when.below}'"
    if when.below and questions[when.below].scopes:
        return f"compares with '{when.below}', which is asked several times: it needs one answer there"
    if question.kind in CHOOSING and not when.answered:
        known = {choice.code for choice in question.choices}
        unknown = set(when.is_) - known if isinstance(when.is_, tuple) else {"true"}
        if unknown:
            return f"'{min(map(str, unknown))}' is not an option of '{when.question}'"
    return "" if _is_fitting(when, question.kind) else f"does not say which answer to '{when.question}' it means"


def deepest(questions: Iterable[Question]) -> Question:
    """The question that is asked in most rows: each of its rows has one answer of every other."""
    return max(questions, key=lambda question: len(question.scopes))


def _apart(questions: Sequence[Question]) -> str:
    """What repeats apart from each other has no rows in common."""
    if not any(question.scopes for question in questions):
        return ""
    rows = deepest(questions)
    for other in questions:
        if other.scopes != rows.scopes[: len(other.scopes)]:
            return f"looks at '{rows.link_id}' and '{other.link_id}', which repeat apart: a rule looks at one repeat"
    return ""


def _is_fitting(when: When, kind: Kind) -> bool:
    """Whether it makes one comparison, and one that the question's answers know."""
    if when.answered:
        return when == When(when.question, answered=True)
    if kind is Kind.BOOLEAN:
        return isinstance(when.is_, bool)
    if kind in CHOOSING:
        return bool(when.is_)
    is_bounded = (when.at_least, when.at_most) != (None, None)
    return kind in NUMERIC and is_bounded is not bool(when.below)


def _plain(extension: Json) -> dict[str, Any]:
    found: dict[str, Any] = {}
    parts = extension.get("extension")
    for inner in parts if isinstance(parts, list) else ():
        name = inner.get("url") if isinstance(inner, dict) else None
        if not isinstance(name, str):
            continue
        value = _plain(inner) if "extension" in inner else next((v for k, v in inner.items() if k != "url"), None)
        if name in _SEVERAL:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    if found.get("is") in ([True], [False]):
        found["is"] = found["is"][0]
    return found


def _parts(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, value in found.items():
        for one in value if isinstance(value, list | tuple) else (value,):
            match one:
                case Mapping():
                    yield {"url": name, "extension": list(_parts(one))}
                case bool():
                    yield {"url": name, "valueBoolean": one}
                case int():
                    yield {"url": name, "valueInteger": one}
                case _:
                    yield {"url": name, "valueString" if name in _WORDS else "valueCode": one}
