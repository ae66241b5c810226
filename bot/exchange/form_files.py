"""A file of a form's author -> a form that can be asked, and the Questionnaire as it will be kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from msgspec import Struct, structs

from bot.exchange.form_texts import unsayable
from dialogs.content import Content
from dialogs.forms.compiler import compile_form, form_name
from dialogs.forms.model import Form
from dialogs.forms.need_rules import declared
from dialogs.forms.problems import FormError, Problem, Reason
from dialogs.forms.texts import choice_key, wording_key
from dialogs.wording import FALLBACK, Wording

SHEETS = (".xlsx", ".xls", ".csv")
SUFFIXES = (".json", *SHEETS)
#: Thousands of questions. Nothing longer is read.
MOST_BYTES = 2 * 1024 * 1024
_DIGITS = 400
#: What is wrong whatever else is: said in the same run as rows that are not understood, and never only for want of one.
_ALONE = frozenset(
    {Reason.RESERVED_WORD, Reason.MARKUP, Reason.LANGUAGE_TWICE, Reason.NAME_TAKEN, Reason.BAD_EXTENSION,
     Reason.BAD_LIMIT, Reason.BAD_PATTERN}
)  # fmt: skip
_LOOK = "look at this place and just before it"


class Source(Struct, frozen=True):
    """A form as it was given. `text`: its Questionnaire, of a JSON file verbatim; `places`: linkId -> row."""

    form: Form
    text: str
    questionnaire: dict[str, Any]
    places: dict[str, str] = {}

    @property
    def is_from_sheet(self) -> bool:
        return bool(self.places)


def read(data: bytes, name: str, reserved: frozenset[str], built_in: Content | None = None) -> Source:
    """The form in a file of this name. Raises FormError with every problem and its place.

    reserved: words that no label may be; built_in: whose names no form may take, and whose plan items may be proposed.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix == ".json":
        return of_json(data, reserved, built_in)
    if suffix in SHEETS:
        return _of_sheet(data, suffix, PurePath(name).stem, reserved, built_in)
    raise _refused("file", f"is none of {', '.join(SUFFIXES)}: save it as one of them")


def of_json(data: bytes, reserved: frozenset[str], built_in: Content | None = None) -> Source:
    """A FHIR Questionnaire. Raises FormError; of what is no JSON, with line and column."""
    if len(data) > MOST_BYTES:
        raise _refused("file", f"is larger than {MOST_BYTES // 1024 // 1024} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused("file", "is not UTF-8 text: save it as UTF-8") from None
    questionnaire = _parsed(text)
    return Source(_compiled(questionnaire, reserved, built_in), text, questionnaire)


def _of_sheet(data: bytes, suffix: str, stem: str, reserved: frozenset[str], built_in: Content | None) -> Source:
    # Three libraries that only spreadsheets need.
    from bot.exchange.xlsform.convert import convert

    converted = convert(data, suffix, stem=stem)
    try:
        form = _compiled(converted.questionnaire, reserved, built_in)
    except FormError as error:
        found = error.problems if not converted.problems else (each for each in error.problems if each.reason in _ALONE)
        raise FormError((*converted.problems, *map(converted.placed, found))) from None
    if converted.problems:
        raise FormError(converted.problems)
    text = json.dumps(converted.questionnaire, ensure_ascii=False, indent=2)
    return Source(form, text, converted.questionnaire, converted.places)


def _parsed(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number, parse_int=_whole)
        json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise _refused(place, f"is not valid JSON: {_MEND.get(error.msg, _LOOK)}") from None
    except RecursionError:
        raise _refused("file", "is nested too deeply to be a form") from None
    except UnicodeEncodeError:
        raise _refused(
            "file", "holds half of a character (a lone \\ud800 to \\udfff): write the letter itself"
        ) from None
    if not isinstance(found, dict):
        raise _refused("file", "is not a FHIR Questionnaire")
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        place = f"item {found['linkId']}" if isinstance(found.get("linkId"), str) else "file"
        raise _refused(place, f"has the field '{twice}' twice: keep one of them")
    return found


def _no_number(word: str) -> Any:
    raise _refused("file", f"holds {word}, which is no JSON number")


def _whole(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise _refused("file", "holds a number that is too long to be an answer")
    return int(digits)


#: The parser's remark -> what to do.
_MEND = {
    "Expecting ',' delimiter": "a comma or a closing bracket is missing before this",
    "Expecting ':' delimiter": "a colon is missing here",
    "Expecting property name enclosed in double quotes": "a name in double quotes belongs here; no comma at the end",
    "Expecting value": "a value belongs here; look for a comma too many",
    "Extra data": "the form has ended before this",
}


def _compiled(questionnaire: dict[str, Any], reserved: frozenset[str], built_in: Content | None) -> Form:
    """Everything that is wrong with it in one go: what the compiler finds, its name, texts that nobody should get."""
    problems = (*(_claims(questionnaire, built_in) if built_in else ()), *_texts(questionnaire))
    try:
        form = compile_form(questionnaire, reserved=reserved)
    except FormError as error:
        raise FormError((*error.problems, *problems)) from None
    problems = (*problems, *(_words(form, built_in.wording) if built_in else ()))
    if problems:
        raise FormError(problems)
    return form


def _words(form: Form, wording: Wording) -> Iterator[Problem]:
    """Words that it borrows from the built-in forms and that are not there."""
    for question in form.questions:
        key = wording_key(form, question)
        keys = [key, *(choice_key(form, question, choice) for choice in question.choices)] if key else []
        for missing in [each for each in keys if each and not wording.has(FALLBACK, each)][:1]:
            sentence = f"takes its words from '{missing}', which no built-in form has: write its own, or another name"
            yield Problem(f"{form.name} item {question.link_id}", Reason.BAD_EXTENSION, sentence)


def _claims(questionnaire: dict[str, Any], built_in: Content) -> Iterator[Problem]:
    """What it calls its own and is not, and what it proposes and is not there."""
    name = form_name(questionnaire)
    if name in built_in.current:
        yield Problem(name, Reason.NAME_TAKEN, "a built-in form has this name: give the form another 'name'")
    taken = {rule.code for rules in built_in.needs.values() for rule in rules.rules}
    for place, rule in declared(questionnaire):
        if isinstance(rule, str):
            continue
        if rule.code in taken:
            sentence = f"a built-in need has the code '{rule.code}': give this one another"
            yield Problem(f"{name} {place}", Reason.NAME_TAKEN, sentence)
        for template in sorted(set(rule.plan) - built_in.templates.keys()):
            known = ", ".join(sorted(built_in.templates))
            sentence = f"proposes the unknown plan item '{template}'; there are: {known}"
            yield Problem(f"{name} {place}", Reason.NEED_RULE, sentence)


def _texts(questionnaire: dict[str, Any]) -> Iterator[Problem]:
    if questionnaire.get("resourceType") == "Questionnaire":
        name = form_name(questionnaire)
        for problem in unsayable(questionnaire):
            yield structs.replace(problem, place=f"{name} {problem.place}".strip())


def _refused(place: str, sentence: str) -> FormError:
    return FormError((Problem(place, Reason.MALFORMED, sentence),))
