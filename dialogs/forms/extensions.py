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
#: valueBoolean: the question names hospital stays, attacks or emergencies itself; an answer that does is no alarm yet.
NAMES_DANGER = OURS + "names-danger"
#: valueCode: one of the product's sectors.
SECTOR = OURS + "sector"
#: valueCode: need, request, same_day.
SEVERITY = OURS + "severity"
#: valueBoolean: "would you like help with it?" is asked at the end of the part.
HELP_PAIR = OURS + "help-pair"
#: On the form, once for each need that its answers raise: see `need_rules`.
NEED = OURS + "need"
#: valueCode on the form: the name of the locale file that holds its wording.
WORDING = OURS + "wording"
#: valueCode on an item: the built-in form whose wording it shares.
WORDING_FROM = OURS + "wording-from"
#: valueCode on an item: the key of wording that several items share, e.g. `help-offer`.
WORDING_AS = OURS + "wording-as"
#: valueCode on an item: what of the family's own needs it is made of when it is asked. See `model.Offers`.
OFFERS = OURS + "offers"

#: valueString on a computed item: the linkId of a group or question whose options' weights it adds up; several times
#: for several of them.
SCORE = OURS + "score"
#: valueBoolean on a date: a month or a year will do.
PARTIAL = OURS + "partial-date"

_STANDARD = "http://hl7.org/fhir/StructureDefinition/"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
TRANSLATION = _STANDARD + "translation"
HIDDEN = _STANDARD + "questionnaire-hidden"
CONTROL = _STANDARD + "questionnaire-itemControl"
CONTROL_SYSTEM = "http://hl7.org/fhir/questionnaire-item-control"
EXCLUSIVE = _STANDARD + "questionnaire-optionExclusive"
MINIMUM = _STANDARD + "minValue"
MAXIMUM = _STANDARD + "maxValue"
MIN_LENGTH = _STANDARD + "minLength"
PATTERN = _STANDARD + "regex"
ENTRY_FORMAT = _STANDARD + "entryFormat"
DECIMALS = _STANDARD + "maxDecimalPlaces"
MAX_SIZE = _STANDARD + "maxSize"
MIME_TYPE = _STANDARD + "mimeType"
FEWEST = _STANDARD + "questionnaire-minOccurs"
MOST = _STANDARD + "questionnaire-maxOccurs"
UNIT = _STANDARD + "questionnaire-unit"
UNIT_OPTION = _STANDARD + "questionnaire-unitOption"
ORDINAL = _STANDARD + "ordinalValue"
WEIGHT = _STANDARD + "itemWeight"
WEIGHTS = (WEIGHT, ORDINAL)

VARIABLE = _STANDARD + "variable"
RULE = _STANDARD + "questionnaire-constraint"
ENABLE_WHEN = _SDC + "enableWhenExpression"
CALCULATED = _SDC + "calculatedExpression"
#: It would make up the options, which then are not those of the form.
OPTIONS_EXPRESSION = _SDC + "answerExpression"
#: Expressions that only help whoever fills the form in at a screen. Without them nothing wrong is asked or recorded.
IGNORED_EXPRESSIONS = {
    _SDC + "initialExpression": "nothing is filled in beforehand",
    _SDC + "candidateExpression": "no answers are suggested",
    _SDC + "contextExpression": "nothing is shown beside it",
    _STANDARD + "cqf-expression": "the text is said as it stands",
}


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


def values(element: Json, url: str) -> Iterator[Any]:
    """The values of all such extensions."""
    for extension in of(element, url):
        yield from (found for key, found in extension.items() if key.startswith("value"))


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
        language = part(translation, "lang")
        content = part(translation, "content")
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


def code_of(coding: Json) -> Any:
    """What a coding is known by: its code, or its label where it has none."""
    return coding.get("code") or coding.get("display")


def part(extension: Json, name: str) -> Any:
    """The value of one part of an extension that has parts."""
    for inner in extension.get("extension") or ():
        if isinstance(inner, dict) and inner.get("url") == name:
            return next((found for key, found in inner.items() if key.startswith("value")), None)
    return None
