"""The options of a choice: listed in the item, or by a value set that the form carries in itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import msgspec

from dialogs.forms import extensions
from dialogs.forms.extensions import Json
from dialogs.forms.findings import Findings
from dialogs.forms.model import Choice, Text
from dialogs.forms.problems import Reason
from dialogs.reading.text import plain, plain_each

_CODING = "valueCoding"
_OTHERS = ("valueString", "valueInteger", "valueDate", "valueTime")
#: More are no list that anybody reads by text.
_MOST_OPTIONS = 500
_NO_OBJECT = "an option must be an object"
_NO_CODE = "a coded option needs a code or a label"

#: A list of options as JSON -> what it was read as.
Known = dict[bytes, tuple[Choice, ...]]


def choices_of(
    item: Json, place: str, form: Json, findings: Findings, known: Known, *, has_wording: bool, is_silent: bool
) -> tuple[Choice, ...]:
    """The options of a choice item, in order; none for any other type. `known`: lists that were read before."""
    if item.get("type") not in ("choice", "open-choice"):
        return ()
    options = item.get("answerOption")
    if item.get("answerValueSet"):
        options = _contained(item["answerValueSet"], form)
        if options is None:
            findings.add(place, Reason.VALUE_SET, "names a value set that is not in the form: list its options there")
            return ()
    if not options and is_silent:
        # The form answers it itself: what it may say is what it says.
        return _read(item.get("initial") or [], place, findings)
    if not isinstance(options, list) or not options:
        findings.add(place, Reason.NO_CHOICES, "has no options to choose from: list them, or make it a text")
        return ()
    if len(options) > _MOST_OPTIONS:
        findings.add(place, Reason.TOO_LARGE, f"has more than {_MOST_OPTIONS} options: shorten the list")
        return ()
    # "never, sometimes, often" returns in every second question of a form; what is wrong in it is said at each.
    listed = msgspec.json.encode(options)
    if listed in known:
        return known[listed]
    problems = len(findings)
    choices = _read(options, place, findings)
    _check_labels(choices, place, findings, has_wording=has_wording)
    if len(findings) == problems:
        known[listed] = choices
    return choices


def _read(options: Iterable[Any], place: str, findings: Findings) -> tuple[Choice, ...]:
    found: list[Choice] = []
    for number, option in enumerate(options, 1):
        choice = _choice(option)
        if isinstance(choice, Choice):
            found.append(choice)
        else:
            reason = Reason.MALFORMED if choice is _NO_OBJECT else Reason.NO_CHOICES
            findings.add(f"{place} option {number}", reason, choice)
    return tuple(found)


def _choice(option: Any) -> Choice | str:
    """The option, or what is wrong with it."""
    if not isinstance(option, dict):
        return _NO_OBJECT
    coding = option.get(_CODING)
    if coding is not None:
        return _coded(option, coding)
    source = next((name for name in _OTHERS if name in option), None)
    if source is None:
        return "an option must be a code, a text, a whole number or a date"
    said = str(option[source])
    label = extensions.text(option, source) if source == "valueString" else Text(said)
    return Choice(said, label, *_marks(option), "", source, *_weight(option))


def _coded(option: Json, coding: Any) -> Choice | str:
    if not isinstance(coding, dict):
        return _NO_CODE
    code, label = coding.get("code"), extensions.text(coding, "display")
    if not code and not (code := label.base):
        return _NO_CODE
    system = str(coding.get("system") or "")
    if "extension" not in option and "extension" not in coding:
        return Choice(str(code), label, False, (), system)
    weight = _weight(coding)
    return Choice(str(code), label, *_marks(option), system, _CODING, *(weight if weight[1] else _weight(option)))


def _marks(option: Json) -> tuple[bool, tuple[tuple[str, str], ...]]:
    """Whether it stands alone, and the words that are accepted for it."""
    if "extension" not in option:
        return False, ()
    return extensions.value(option, extensions.EXCLUSIVE) is True, tuple(_keywords(option))


def _weight(element: Json) -> tuple[Decimal | None, str]:
    """What the option counts for, and the address of the extension that says so."""
    if "extension" not in element:
        return None, ""
    for url in extensions.WEIGHTS:
        found = extensions.value(element, url)
        if isinstance(found, int | float) and not isinstance(found, bool):
            return Decimal(str(found)), url
    return None, ""


def _keywords(option: Json) -> Iterator[tuple[str, str]]:
    for extension in extensions.of(option, extensions.KEYWORD):
        word = extensions.text(extension, "valueString")
        if word.base:
            yield ("", word.base)
        yield from word.translations


def _check_labels(choices: tuple[Choice, ...], place: str, findings: Findings, *, has_wording: bool) -> None:
    """Nearly every list is in order, which is seen at once; only of one that is not each fault is looked for."""
    words = [choice.text.base for choice in choices if choice.text.base]
    said = plain_each(words)
    is_worded = has_wording or len(words) == len(choices)
    is_distinct = len({*said}) == len(words) and len({choice.code for choice in choices}) == len(choices)
    for choice in choices:
        if choice.text.translations or choice.keywords:
            said += plain_each(list(spoken(choice)))
    if not (is_worded and is_distinct and findings.reserved.isdisjoint(said)):
        _name_faults(choices, place, findings, has_wording=has_wording)


def _name_faults(choices: tuple[Choice, ...], place: str, findings: Findings, *, has_wording: bool) -> None:
    codes = [choice.code for choice in choices]
    if len(set(codes)) < len(codes):
        twice = next(code for code in codes if codes.count(code) > 1)
        sentence = f"the code '{twice}' stands twice among the options: give one of them another"
        findings.add(place, Reason.DUPLICATE_CHOICE, sentence)
    seen: dict[str, str] = {}
    for choice in choices:
        label = choice.text.base
        if not label and not has_wording:
            findings.add(place, Reason.MISSING_TEXT, f"the option '{choice.code}' has no label: write one")
        if label and seen.setdefault(plain(label), choice.code) != choice.code:
            findings.add(place, Reason.DUPLICATE_CHOICE, f"two options read '{label}': word one of them otherwise")
        for word in spoken(choice):
            if plain(word) in findings.reserved:
                sentence = f"the option '{word}' is a word that stops, starts or explains the line: word it otherwise"
                findings.add(place, Reason.RESERVED_WORD, sentence)


def spoken(choice: Choice) -> Iterator[str]:
    """Everything that a family may write for the option: its label in every language, and its keywords."""
    if choice.text.base:
        yield choice.text.base
    for _, word in (*choice.text.translations, *choice.keywords):
        yield word


def _contained(address: Any, form: Json) -> list[Json] | None:
    """The options of a value set that the form carries in itself, expanded or listed code by code."""
    for resource in form.get("contained") or ():
        if not isinstance(resource, dict) or address != f"#{resource.get('id')}":
            continue
        expansion = (resource.get("expansion") or {}).get("contains")
        if expansion:
            return [{"valueCoding": coding} for coding in expansion]
        includes = (resource.get("compose") or {}).get("include") or ()
        listed: list[Json] = [
            {"valueCoding": {"system": include.get("system"), **concept}}
            for include in includes
            for concept in include.get("concept") or ()
        ]
        is_whole = all(include.get("concept") and not include.get("filter") for include in includes)
        return listed if listed and is_whole else None
    return None
