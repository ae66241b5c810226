"""Single cells of a survey row -> fields of an item. Each raises NotUnderstood with the rest of a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any

from bot.exchange.xlsform.expressions import NotUnderstood
from bot.exchange.xlsform.texts import Json
from dialogs.forms import extensions

_OCCURS = "http://hl7.org/fhir/StructureDefinition/questionnaire-"
YES = {"yes", "true", "true()", "1"}
_NO = {"no", "false", "false()", "0"}
HELP = {
    "url": extensions.CONTROL,
    "valueCodeableConcept": {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}]},
}
#: How a screen would show it; a text shows it its own way.
_IDLE = re.compile(
    r"^(minimal|quick\w*|horizontal\w*|compact\w*|columns\w*|autocomplete\w*|search|likert|list|list-nolabel|numbers|"
    r"thousands-sep|url|w\d+|field-list|table-list|no-calendar|no-buttons|full|image-map|annotate|draw|new\w*|"
    r"bearing|vertical|picker|no-ticks|masked|spinner|front|selfie|month-year|year|calendar)$"
)
_CODES = ("about", "carriage", "sector", "severity")
_FLAGS = {
    "discreet": extensions.DISCREET, "names_danger": extensions.NAMES_DANGER,
}  # fmt: skip
_TYPED: dict[str, tuple[str, Callable[[str], Any]]] = {
    "integer": ("valueInteger", int),
    "decimal": ("valueDecimal", float),
    "date": ("valueDate", lambda text: date.fromisoformat(text[:10]).isoformat()),
    "time": ("valueTime", lambda text: time.fromisoformat(text).isoformat()),
    "string": ("valueString", str),
    "text": ("valueString", str),
}


def flag(text: str, field: str) -> Json:
    """`required` and `read_only`."""
    if text.lower() in YES:
        return {field: True}
    if not text or text.lower() in _NO:
        return {}
    raise NotUnderstood("must be yes or no; it cannot depend on another answer here")


def occurrences(text: str, is_repeat: bool) -> Json:
    """`repeat_count`: exactly so many times."""
    if not is_repeat:
        raise NotUnderstood("stands on a group that does not repeat: make it begin repeat, or take this out")
    if not re.fullmatch(r"[1-9]\d?", text):
        raise NotUnderstood("must be a number from 1 to 99; without it, 'another one?' is asked after each")
    names = ("minOccurs", "maxOccurs")
    return {"extension": [{"url": _OCCURS + name, "valueInteger": int(text)} for name in names]}


def appearance(text: str, kind: str) -> Json:
    """Only what changes the question itself matters over text."""
    found: Json = {}
    for word in text.lower().split():
        if word == "multiline" and kind == "string":
            found["type"] = "text"
        elif word == "label":
            raise NotUnderstood("'label' only shows the head of a table and asks nothing: take the row out")
        elif not _IDLE.match(word) and word != "multiline":
            raise NotUnderstood(f"'{word}' is not understood: take it out, the question is asked in words")
    return found


def parameters(text: str, _: str) -> Json:
    """Sizes of recordings and pictures need no say here."""
    for pair in text.split():
        name = pair.partition("=")[0].lower()
        if name not in ("max-pixels", "quality", "rows"):
            raise NotUnderstood(f"'{name}' has no meaning over text: take it out")
    return {}


def initial(text: str, item: Json) -> Json:
    """`default`: a fixed answer to offer."""
    kind = item["type"]
    if kind in ("choice", "open-choice"):
        codes = text.split() if item.get("repeats") else [text]
        by_code = {option["valueCoding"]["code"]: option["valueCoding"] for option in item.get("answerOption", ())}
        if any(code not in by_code for code in codes):
            raise NotUnderstood(f"'{text}' is none of the choices")
        # FHIR keeps it on the options: a question that has them may have no `initial`.
        return {
            "answerOption": [
                {**option, "initialSelected": True} if option["valueCoding"]["code"] in codes else option
                for option in item["answerOption"]
            ]
        }
    field, typed = _TYPED.get(kind, ("", str))
    try:
        if field and "(" not in text and "${" not in text:
            return {"initial": [{field: typed(text)}]}
    except ValueError:
        pass
    raise NotUnderstood(f"'{text}' is no fixed answer of type {kind}")


def marks(cell: Callable[[str], str]) -> Iterator[Json]:
    """Our own columns: about, carriage, sector, severity, discreet, names_danger. The compiler checks their values."""
    for name in _CODES:
        if cell(name):
            yield {"url": extensions.OURS + name, "valueCode": cell(name).lower()}
    for name, url in _FLAGS.items():
        if cell(name).lower() in YES:
            yield {"url": url, "valueBoolean": True}
