"""A FHIR R4 Questionnaire -> a Form, or everything that is wrong with it.

The JSON is only read, never changed. All problems are collected before anything is refused, so that an author
mends a form once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from dialogs.forms import extensions
from dialogs.forms.enabling import gate_of, source_order
from dialogs.forms.extensions import Json
from dialogs.forms.items import Findings, choices_of, question_of
from dialogs.forms.model import NO_TEXT, Form, Gate, Group, Note, Question, Text
from dialogs.forms.problems import Reason

_NOT_YET = {
    "quantity": (Reason.QUANTITY, "asks for a quantity, which cannot be asked over text yet"),
    "time": (Reason.TIME, "asks for a time of day, which cannot be asked over text yet"),
    "dateTime": (Reason.DATE_TIME, "asks for a date with a time, which cannot be asked over text yet"),
    "attachment": (Reason.ATTACHMENT, "asks for a file; use a text question, which takes photos too"),
    "url": (Reason.URL, "asks for a web address, which cannot be asked over text yet"),
    "reference": (Reason.REFERENCE, "asks for a reference to a record, which a family cannot type"),
}
_ASKED = {"boolean", "choice", "open-choice", "integer", "decimal", "date", "string", "text"}


def compile_form(questionnaire: Json, *, reserved: frozenset[str] = frozenset()) -> Form:
    """The form that the Questionnaire describes.

    reserved: words that stop, start or explain the line in any language, as `reading.text.plain` gives them; no
    label or keyword may equal one. Raises FormError with every problem and its place.
    """
    walk = _Walk(questionnaire, reserved)
    return walk.form()


class _Walk:
    """One walk through the items, top to bottom, that gathers parts and problems."""

    def __init__(self, questionnaire: Json, reserved: frozenset[str]) -> None:
        self.raw = questionnaire
        self.name = form_name(questionnaire)
        self.findings = Findings(self.name, reserved)
        self.wording_key = _code(extensions.value(questionnaire, extensions.WORDING))
        self.questions: list[Question] = []
        self.notes: list[Note] = []
        self.groups: list[Group] = []
        self.seen: dict[str, Json] = {}
        self.order = 0

    def form(self) -> Form:
        raw, findings = self.raw, self.findings
        if raw.get("resourceType") != "Questionnaire":
            findings.add("", Reason.MALFORMED, "this is not a FHIR Questionnaire")
        self._refuse_expressions(raw, "")
        self._register(_items(raw, findings, ""))
        self._walk(_items(raw, findings, ""), (), ())
        if not any(not question.is_silent for question in self.questions):
            findings.add("", Reason.NOTHING_TO_ASK, "holds no question that can be asked")
        in_turn = source_order(self.questions, findings)
        findings.raise_if_any()
        return Form(
            name=self.name,
            version=str(raw.get("version") or "1"),
            url=str(raw.get("url") or ""),
            title=extensions.text(raw, "title"),
            base_language=str(raw.get("language") or "en"),
            wording_key=self.wording_key,
            questions=tuple(self.questions),
            notes=tuple(self.notes),
            groups=tuple(self.groups),
            index={question.link_id: position for position, question in enumerate(self.questions)},
            in_turn=in_turn,
        )

    def _register(self, items: Iterable[Json]) -> None:
        """Know every link id before the first condition looks for one."""
        for item in items:
            link_id = item.get("linkId")
            if not isinstance(link_id, str) or not link_id.strip():
                self.findings.add(_place(item), Reason.MISSING_LINK_ID, "every item needs a linkId")
            elif link_id in self.seen:
                self.findings.add(_place(item), Reason.DUPLICATE_LINK_ID, f"the linkId '{link_id}' is used twice")
            else:
                self.seen[link_id] = item
            self._register(_items(item, self.findings, _place(item)))

    def _walk(self, items: Iterable[Json], gates: tuple[Gate, ...], groups: tuple[str, ...]) -> None:
        for item in items:
            self.order += 1
            place = _place(item)
            self._refuse_expressions(item, place)
            own = gate_of(item, self.seen, self.findings)
            around = (*gates, own) if own is not None else gates
            match item.get("type"):
                case "group":
                    self._group(item, around, groups)
                case "display":
                    self._display(item, around, groups)
                case str(kind) if kind in _ASKED:
                    self._question(item, around, groups)
                case str(kind) if kind in _NOT_YET:
                    self.findings.add(place, *_NOT_YET[kind])
                case kind:
                    self.findings.add(place, Reason.UNKNOWN_TYPE, f"'{kind}' is not a type of item")

    def _group(self, item: Json, gates: tuple[Gate, ...], groups: tuple[str, ...]) -> None:
        link_id = str(item.get("linkId"))
        if self.findings.flag(item, "repeats"):
            self.findings.add(
                _place(item), Reason.REPEATING_GROUP, "repeats as a group, which cannot be asked over text yet"
            )
        text = extensions.text(item, "text")
        inside = (*groups, link_id)
        self.groups.append(Group(link_id, groups[-1] if groups else None, text))
        if text is not NO_TEXT or self.wording_key:
            self.notes.append(Note(link_id, self.order, text, gates, inside, is_heading=True))
        self._walk(_items(item, self.findings, _place(item)), gates, inside)

    def _display(self, item: Json, gates: tuple[Gate, ...], groups: tuple[str, ...]) -> None:
        if _items(item, self.findings, _place(item)):
            self.findings.add(_place(item), Reason.ITEMS_UNDER_ANSWER, "a display item cannot hold other items")
        text = self._text(item)
        if extensions.control(item) != "help":
            self.notes.append(Note(str(item.get("linkId")), self.order, text, gates, groups, is_heading=False))

    def _question(self, item: Json, gates: tuple[Gate, ...], groups: tuple[str, ...]) -> None:
        place = _place(item)
        help_text = NO_TEXT
        for child in _items(item, self.findings, place):
            if child.get("type") == "display" and extensions.control(child) == "help":
                help_text = self._text(child)
            else:
                self.findings.add(
                    _place(child), Reason.ITEMS_UNDER_ANSWER, "stands under a question, which cannot be asked yet"
                )
        choices = choices_of(item, place, self.raw, self.findings, has_wording=bool(self.wording_key))
        self.questions.append(
            question_of(item, place, self.findings, order=self.order, text=self._text(item), help_text=help_text,
                        choices=choices, gates=gates, groups=groups)
        )  # fmt: skip

    def _text(self, item: Json) -> Text:
        text = extensions.text(item, "text")
        if not text.base.strip() and not self.wording_key:
            self.findings.add(_place(item), Reason.MISSING_TEXT, "has no text to show")
        return text

    def _refuse_expressions(self, element: Json, place: str) -> None:
        for extension in element.get("extension") or ():
            url = extension.get("url") if isinstance(extension, dict) else None
            if url in extensions.EXPRESSIONS:
                name = str(url).rsplit("/", 1)[-1]
                self.findings.add(place, Reason.EXPRESSION, f"uses {name}, which is not computed yet")
        if element.get("modifierExtension"):
            self.findings.add(place, Reason.MODIFIER_EXTENSION, "has a modifierExtension that is not understood")


def form_name(questionnaire: Json) -> str:
    """The name that commands and keys use: lower case letters, digits and hyphens."""
    given = questionnaire.get("name") or questionnaire.get("id") or questionnaire.get("title") or "form"
    return re.sub(r"[^a-z0-9]+", "-", str(given).casefold()).strip("-") or "form"


def _items(element: Json, findings: Findings, place: str) -> tuple[Json, ...]:
    found = element.get("item")
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        # Both passes come by here; a problem is kept once.
        findings.add(place, Reason.MALFORMED, "'item' must be a list of items")
        return ()
    return tuple(found)


def _place(item: Json) -> str:
    return f"item {item.get('linkId') or '?'}"


def _code(value: Any) -> str | None:
    return value if isinstance(value, str) else None
