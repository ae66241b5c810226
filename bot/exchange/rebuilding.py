"""A compiled form -> the FHIR R4 Questionnaire that it stands for.

What forms.md declares comes back from the model: structure, types, texts in every language, conditions, bounds,
options, expressions, our own extensions. So nothing that an importer wrote is lost on the way. The wording of a
built-in form is put in by `questionnaire.composed`.
"""

from __future__ import annotations

from typing import assert_never

import msgspec

from bot.exchange import elements
from bot.exchange.elements import Json
from dialogs.forms import extensions as known
from dialogs.forms.model import (
    CHOOSING,
    SEVERAL,
    Form,
    Group,
    Kind,
    Note,
    Question,
)
from dialogs.forms.need_rules import extension_of

_TYPES = {Kind.SEVERAL: "choice", Kind.OPEN_SEVERAL: "open-choice"}


def questionnaire_of(form: Form) -> Json:
    """The Questionnaire. Numbers are Decimal or int: write it with `response.as_json`."""
    return _Writer(form).questionnaire()


class _Writer:
    """One form being written: its items by the item that they stand in."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.inside: dict[str, list[tuple[int, Group | Note | Question]]] = {}
        for group in form.groups:
            self._keep(group.parent or "", group.order, group)
        for note in form.notes:
            if not note.is_heading:
                self._keep(note.groups[-1] if note.groups else "", note.order, note)
        for question in form.questions:
            if not question.is_more:
                self._keep(question.groups[-1] if question.groups else "", question.order, question)

    def _keep(self, parent: str, order: int, part: Group | Note | Question) -> None:
        self.inside.setdefault(parent, []).append((order, part))

    def questionnaire(self) -> Json:
        form = self.form
        found: Json = {
            "resourceType": "Questionnaire",
            "url": form.url,
            "version": form.version,
            "name": form.name,
            "language": form.base_language,
            "status": "active",
        }
        found.update(elements.text("title", form.title))
        marks = list(elements.variables(form.variables))
        if form.wording_key:
            marks.append({"url": known.WORDING, "valueCode": form.wording_key})
        marks.extend(extension_of(msgspec.to_builtins(rule)) for rule in form.needs)
        found["extension"] = marks
        found["item"] = self._items("")
        return elements.without_empty(found)

    def _items(self, parent: str) -> list[Json]:
        parts = sorted(self.inside.get(parent, ()), key=lambda part: part[0])
        return [self._item(part) for _, part in parts]

    def _item(self, part: Group | Note | Question) -> Json:
        match part:
            case Group():
                found = self._group(part)
            case Note():
                found = self._note(part)
            case Question():
                found = self._question(part)
            case _:
                assert_never(part)
        return elements.without_empty({**found, "item": self._items(part.link_id)})

    def _group(self, group: Group) -> Json:
        scope = self.form.scopes.get(group.link_id)
        marks = [
            *elements.control(group.control),
            *elements.variables(group.variables),
            *elements.expression(group.own_gate),
        ]
        if group.is_hidden:
            marks.append({"url": known.HIDDEN, "valueBoolean": True})
        if scope is not None:
            marks.extend(elements.occurs(*scope.given))
        return {
            "extension": marks, "linkId": group.link_id, **elements.text("text", group.text), "type": "group",
            **elements.enable_when(group.own_gate),
            **elements.flags(group.is_required, scope is not None, group.is_read_only),
        }  # fmt: skip

    def _note(self, note: Note) -> Json:
        gate = note.gates[-1] if note.has_own_gate else None
        return {
            "extension": [*elements.control(note.control), *elements.expression(gate)], "linkId": note.link_id,
            **elements.text("text", note.text), "type": "display", **elements.enable_when(gate),
        }  # fmt: skip

    def _question(self, question: Question) -> Json:
        gate = question.gates[-1] if question.has_own_gate else None
        scope = self.form.scopes.get(question.link_id)
        is_labelled = any(note.role == "label" and note.groups[-1] == question.link_id for note in self.form.notes)
        is_repeated = question.kind in SEVERAL or (scope is not None and scope.kind == "answers")
        marks = [*elements.marks(question), *elements.expression(gate)]
        if scope is not None and scope.kind == "answers" and not question.limits.fewest and not question.limits.most:
            marks.extend(elements.occurs(*scope.given))
        found = {
            "extension": marks, "linkId": question.link_id,
            **({} if is_labelled else elements.text("text", question.text)),
            "type": _TYPES.get(question.kind, str(question.kind)), **elements.enable_when(gate),
            **elements.flags(question.is_required, is_repeated, question.is_read_only),
            "maxLength": question.max_length,
            "answerOption": [elements.option(question, choice) for choice in question.choices],
            "initial": [] if question.kind in CHOOSING else elements.initial(question),
        }  # fmt: skip
        if question.is_silent and question.kind in CHOOSING and question.initial:
            found["initial"] = elements.initial(question)
        return found
