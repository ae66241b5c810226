"""The FHIR extensions that are read, ours and the standard ones. Others are ignored here and kept in the raw JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dialogs.forms.model import NO_TEXT, Text

Json = Mapping[str, Any]

OURS = "urn:kinline:"
#: valueString: text short enough for SMS; translated like any text.
SHORT = OURS + "short-text"
#: valueString on an option: a word that is accepted for it, with the language in `_valueString` or ours `language`.
KEYWORD = OURS + "keyword"
#: valueCode: child, household, caregiver, contact.
ABOUT = OURS + "about"
#: valueCode: plain, details, private.
CARRIAGE = OURS + "carriage"
#: valueBoolean: the answer leads to rows that never leave in a plan, digest or paper.
DISCREET = OURS + "discreet"
#: valueCode: one of the product's sectors.
SECTOR = OURS + "sector"
#: valueCode: need, request, same_day.
SEVERITY = OURS + "severity"
#: valueBoolean: "would you like help with it?" is asked at the end of the part.
HELP_PAIR = OURS + "help-pair"
#: valueCode on the form: the name of the locale file that holds its wording.
WORDING = OURS + "wording"
#: valueCode on an item: the built-in form whose wording it shares.
WORDING_FROM = OURS + "wording-from"

_STANDARD = "http://hl7.org/fhir/StructureDefinition/"
TRANSLATION = _STANDARD + "translation"
HIDDEN = _STANDARD + "questionnaire-hidden"
CONTROL = _STANDARD + "questionnaire-itemControl"
EXCLUSIVE = _STANDARD + "questionnaire-optionExclusive"
MINIMUM = _STANDARD + "minValue"
MAXIMUM = _STANDARD + "maxValue"
PATTERN = _STANDARD + "regex"

#: Extensions that compute something. Ignoring one would ask the wrong questions.
EXPRESSIONS = frozenset(
    {
        _STANDARD + "variable",
        _STANDARD + "questionnaire-constraint",
        "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression",
        "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression",
        "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-initialExpression",
        "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-answerExpression",
        "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-candidateExpression",
        "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-contextExpression",
    }
)


def of(element: Json, url: str) -> Iterator[Json]:
    """Every extension of the element with this address."""
    for extension in element.get("extension") or ():
        if isinstance(extension, dict) and extension.get("url") == url:
            yield extension


def value(element: Json, url: str) -> Any:
    """The value of the first such extension, whatever its type; None when there is none."""
    if "extension" not in element:
        return None
    for extension in of(element, url):
        for key, found in extension.items():
            if key.startswith("value"):
                return found
    return None


def text(element: Json, field: str) -> Text:
    """A text field with its translations, e.g. `text` and `_text`."""
    base = element.get(field)
    if not isinstance(base, str):
        return NO_TEXT
    beside = element.get("_" + field)
    if not isinstance(beside, dict):
        return Text(base)
    pairs = []
    for translation in of(beside, TRANSLATION):
        language = _part(translation, "lang")
        content = _part(translation, "content")
        if isinstance(language, str) and isinstance(content, str):
            pairs.append((language, content))
    return Text(base, tuple(pairs))


def control(item: Json) -> str:
    """The code of the item's control: help, grid, slider; empty when none is named."""
    concept = value(item, CONTROL)
    if not isinstance(concept, dict):
        return ""
    for coding in concept.get("coding") or ():
        if isinstance(coding, dict) and isinstance(coding.get("code"), str):
            return str(coding["code"])
    return ""


def _part(extension: Json, name: str) -> Any:
    for inner in extension.get("extension") or ():
        if isinstance(inner, dict) and inner.get("url") == name:
            return next((found for key, found in inner.items() if key.startswith("value")), None)
    return None
