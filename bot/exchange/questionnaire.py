"""A form as a whole FHIR Questionnaire: with the wording of the locales put back where it holds none of its own.

Names that the wording fills in stand in brackets: "Does [child] have a doctor?"
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from bot.exchange.rebuilding import questionnaire_of
from dialogs.care.needs import raised_by
from dialogs.content import Content
from dialogs.forms import texts
from dialogs.forms.extensions import TRANSLATION
from dialogs.forms.model import Choice, Form, Question
from dialogs.forms.need_rules import extension_of
from dialogs.wording import Wording

Json = dict[str, Any]
Say = Callable[[str], str]

_NAMES = {name: f"[{name}]" for name in ("child", "contact", "coordinator", "clinician", "program", "phone", "need")}
_NAMES["who"] = "other"


def composed(form: Form, content: Content, *, with_needs: bool = True) -> Json:
    """What an imported form says itself; a built-in one in every language that it has wording in, with its needs.

    with_needs: False beside a family's record, whose private needs leave by name only.
    """
    made, wording = questionnaire_of(form), content.wording
    for item in made.get("item", ()):
        _compose(item, form, wording)
    if not form.wording_key:
        return made
    raised = raised_by(form, content.needs.values()) if with_needs else ()
    made["extension"] = [*made.get("extension", ()), *map(extension_of, map(msgspec.to_builtins, raised))]
    key = f"form-{form.wording_key}"
    if wording.has(form.base_language, key):
        _put(made, "title", form, wording, lambda language: wording.say(language, key), key)
    return made


def option_system(form: Form, question: Question) -> str:
    """The code system of options that name none: they mean something within their question only.

    A question that stands in several forms has one, that of the form it comes from.
    """
    shared = question.wording_as or question.wording_from
    home = f"urn:kinline:form:{shared}" if shared else form.url
    return f"{home or 'urn:kinline:form:' + form.name}:{question.link_id}"


def _compose(item: Json, form: Form, wording: Wording) -> None:
    question = form.question(item["linkId"]) if form.has(item["linkId"]) else None
    key = texts.wording_key(form, question) if question else f"form-{form.wording_key}-{item['linkId']}"
    if question is not None and key:
        _put(item, "text", form, wording,
             lambda language: texts.question_text(form, question, language, wording, _NAMES), key)  # fmt: skip
        choices = {choice.code: choice for choice in question.choices}
        for option in item.get("answerOption", ()):
            if option.get("valueCoding", {}).get("code") in choices:
                _label(option["valueCoding"], form, question, choices[option["valueCoding"]["code"]], wording)
    elif form.wording_key and wording.has(form.base_language, key):
        _put(item, "text", form, wording, lambda language: wording.say(language, key, **_NAMES), key)
    for inner in item.get("item", ()):
        _compose(inner, form, wording)


def _label(coding: Json, form: Form, question: Question, choice: Choice, wording: Wording) -> None:
    coding.setdefault("system", option_system(form, question))
    key = texts.choice_key(form, question, choice)
    _put(coding, "display", form, wording,
         lambda language: texts.choice_label(form, question, choice, language, wording, _NAMES), key)  # fmt: skip


def _put(element: Json, field: str, form: Form, wording: Wording, say: Say, key: str) -> None:
    """The text in the form's base language, and beside it in every other language that has it."""
    if field in element:
        return
    element[field] = say(form.base_language)
    others = [language for language in wording.languages if language != form.base_language]
    translated = [_translation(language, say(language)) for language in others if wording.has(language, key)]
    if translated:
        element[f"_{field}"] = {"extension": translated}


def _translation(language: str, content: str) -> Json:
    parts = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": content}]
    return {"url": TRANSLATION, "extension": parts}
