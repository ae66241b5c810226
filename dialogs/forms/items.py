"""One Questionnaire item -> a Question with its options, bounds and our own marks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, get_args

from dialogs.forms import extensions
from dialogs.forms.answers import About
from dialogs.forms.extensions import Json
from dialogs.forms.model import SECTORS, Carriage, Choice, Gate, Kind, Question, Severity, Text
from dialogs.forms.problems import FormError, Problem, Reason
from dialogs.reading.text import plain

_KINDS = {
    "boolean": Kind.BOOLEAN,
    "choice": Kind.CHOICE,
    "open-choice": Kind.OPEN_CHOICE,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
    "string": Kind.STRING,
    "text": Kind.TEXT,
}
_OPTION_SOURCES = ("valueCoding", "valueString", "valueInteger", "valueDate")

#: "never", "sometimes" and "often" return in every second question of a form.
_plain = lru_cache(maxsize=4096)(plain)


class Findings:
    """The problems of one form as they are found, each once."""

    def __init__(self, form: str, reserved: frozenset[str]) -> None:
        self.form = form
        self.reserved = reserved
        self._problems: dict[Problem, None] = {}

    def add(self, place: str, reason: Reason, sentence: str) -> None:
        self._problems[Problem(f"{self.form} {place}".strip(), reason, sentence)] = None

    def flag(self, element: Json, field: str) -> bool:
        """A true/false field. A string in its place is refused: "false" would count as true."""
        found = element.get(field, False)
        if not isinstance(found, bool):
            self.add(
                f"item {element.get('linkId') or '?'} {field}",
                Reason.MALFORMED,
                "must be true or false, without quotes",
            )
            return False
        return found

    def raise_if_any(self) -> None:
        if self._problems:
            raise FormError(tuple(self._problems))


def question_of(
    item: Json,
    place: str,
    findings: Findings,
    *,
    order: int,
    text: Text,
    help_text: Text,
    choices: tuple[Choice, ...],
    gates: tuple[Gate, ...],
    groups: tuple[str, ...],
) -> Question:
    """The question of an item whose type can be asked."""
    kind = _kind(item, place, findings)
    _refuse_not_yet(item, place, findings)
    short = extensions.value(item, extensions.SHORT)
    max_length = item.get("maxLength")
    if max_length is not None and (not isinstance(max_length, int) or max_length < 1):
        findings.add(f"{place} maxLength", Reason.BAD_LIMIT, "must be a whole number above 0")
        max_length = None
    minimum, maximum = (_limit(item, url, kind, place, findings) for url in (extensions.MINIMUM, extensions.MAXIMUM))
    if minimum is not None and maximum is not None and minimum > maximum:  # type: ignore[operator]
        findings.add(place, Reason.BAD_LIMIT, "the lowest allowed value is above the highest")
    return Question(
        link_id=str(item.get("linkId")),
        order=order,
        kind=kind,
        text=text,
        short=Text(short) if isinstance(short, str) else Text(""),
        help=help_text,
        choices=choices,
        gates=gates,
        groups=groups,
        is_required=findings.flag(item, "required"),
        is_silent=findings.flag(item, "readOnly") or extensions.value(item, extensions.HIDDEN) is True,
        minimum=minimum,
        maximum=maximum,
        max_length=max_length,
        about=_listed(item, extensions.ABOUT, get_args(About), place, findings) or "child",
        carriage=_listed(item, extensions.CARRIAGE, get_args(Carriage), place, findings) or "plain",
        is_discreet=extensions.value(item, extensions.DISCREET) is True,
        sector=_listed(item, extensions.SECTOR, SECTORS, place, findings) or "",
        severity=_listed(item, extensions.SEVERITY, get_args(Severity), place, findings),
        has_help_pair=extensions.value(item, extensions.HELP_PAIR) is True,
        has_digit_labels=any(word[:1].isdigit() for choice in choices for word in _spoken(choice)),
        wording_from=str(extensions.value(item, extensions.WORDING_FROM) or ""),
    )


def choices_of(item: Json, place: str, form: Json, findings: Findings, *, has_wording: bool) -> tuple[Choice, ...]:
    """The options of a choice item, in order; none for any other type."""
    if item.get("type") not in ("choice", "open-choice"):
        return ()
    options = item.get("answerOption")
    if item.get("answerValueSet"):
        options = _contained(item["answerValueSet"], form)
        if options is None:
            findings.add(place, Reason.VALUE_SET, "names a value set that is not expanded inside the form")
            return ()
    if not isinstance(options, list) or not options:
        findings.add(place, Reason.NO_CHOICES, "has no options to choose from")
        return ()
    choices = tuple(
        choice
        for number, option in enumerate(options, 1)
        if (choice := _choice(option, f"{place} option {number}", findings)) is not None
    )
    _check_labels(choices, place, findings, has_wording=has_wording)
    return choices


def _choice(option: Any, place: str, findings: Findings) -> Choice | None:
    if not isinstance(option, dict):
        findings.add(place, Reason.MALFORMED, "an option must be an object")
        return None
    source = next((name for name in _OPTION_SOURCES if name in option), None)
    if source is None:
        findings.add(place, Reason.NO_CHOICES, "an option must be a code, a text, a whole number or a date")
        return None
    if option.get("initialSelected"):
        findings.add(place, Reason.INITIAL, "is chosen beforehand, which cannot be offered yet")
    is_exclusive = False
    keywords: tuple[tuple[str, str], ...] = ()
    if "extension" in option:
        is_exclusive = extensions.value(option, extensions.EXCLUSIVE) is True
        keywords = tuple(_keywords(option))
    if source != "valueCoding":
        code = str(option[source])
        label = extensions.text(option, source) if source == "valueString" else Text(code)
        return Choice(code, label, is_exclusive, keywords, "", source)
    coding = option["valueCoding"]
    if not isinstance(coding, dict) or not (coding.get("code") or coding.get("display")):
        findings.add(place, Reason.NO_CHOICES, "a coded option needs a code or a label")
        return None
    label = extensions.text(coding, "display")
    code = str(coding.get("code") or label.base)
    return Choice(code, label, is_exclusive, keywords, str(coding.get("system") or ""), source)


def _keywords(option: Json) -> Iterator[tuple[str, str]]:
    for extension in extensions.of(option, extensions.KEYWORD):
        word = extensions.text(extension, "valueString")
        if word.base:
            yield ("", word.base)
        yield from word.translations


def _check_labels(choices: tuple[Choice, ...], place: str, findings: Findings, *, has_wording: bool) -> None:
    codes = [choice.code for choice in choices]
    if len(set(codes)) < len(codes):
        twice = next(code for code in codes if codes.count(code) > 1)
        findings.add(place, Reason.DUPLICATE_CHOICE, f"the code '{twice}' stands twice among the options")
    seen: dict[str, str] = {}
    for choice in choices:
        label = choice.text.base
        if not label and not has_wording:
            findings.add(place, Reason.MISSING_TEXT, f"the option '{choice.code}' has no label")
        if label and seen.setdefault(_plain(label), choice.code) != choice.code:
            findings.add(place, Reason.DUPLICATE_CHOICE, f"two options read '{label}'")
        for word in _spoken(choice) if findings.reserved else ():
            if _plain(word) in findings.reserved:
                sentence = f"the option '{word}' is a word that stops, starts or explains the line"
                findings.add(place, Reason.RESERVED_WORD, sentence)


def _spoken(choice: Choice) -> Iterator[str]:
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


def _kind(item: Json, place: str, findings: Findings) -> Kind:
    kind = _KINDS[str(item["type"])]
    if not findings.flag(item, "repeats"):
        return kind
    if kind is Kind.CHOICE:
        return Kind.SEVERAL
    findings.add(place, Reason.REPEATING_ANSWER, "takes several answers, which only a choice can do yet")
    return kind


def _refuse_not_yet(item: Json, place: str, findings: Findings) -> None:
    if item.get("initial"):
        findings.add(place, Reason.INITIAL, "brings an answer along, which cannot be offered yet")
    if extensions.value(item, extensions.PATTERN) is not None:
        findings.add(place, Reason.PATTERN, "asks for a pattern (regex), which is not checked yet")


def _limit(item: Json, url: str, kind: Kind, place: str, findings: Findings) -> Decimal | str | None:
    found = extensions.value(item, url)
    if found is None:
        return None
    try:
        if kind in (Kind.INTEGER, Kind.DECIMAL) and isinstance(found, int | float) and not isinstance(found, bool):
            return Decimal(str(found))
        if kind is Kind.DATE and isinstance(found, str):
            return date.fromisoformat(found).isoformat()
    except (ValueError, InvalidOperation):
        pass
    findings.add(f"{place} limit", Reason.BAD_LIMIT, f"'{found}' is no limit for an answer of this type")
    return None


def _listed(item: Json, url: str, allowed: tuple[Any, ...], place: str, findings: Findings) -> Any:
    found = extensions.value(item, url)
    if found is None or found in allowed:
        return found
    name = url.removeprefix(extensions.OURS)
    findings.add(f"{place} {name}", Reason.BAD_EXTENSION, f"'{found}' is not one of: {', '.join(allowed)}")
    return None
