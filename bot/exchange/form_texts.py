"""All texts of a Questionnaire that a family may read, each with where it stands; and what no text may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from msgspec import Struct

from dialogs.forms.extensions import SHORT, TRANSLATION, of, text
from dialogs.forms.model import Text
from dialogs.forms.problems import Problem, Reason

#: Tags, entities and script: a phone shows them letter by letter, and a page must not run them.
_MARKUP = re.compile(r"<\s*/?\s*[a-z!][^<>]*>|&(?:[a-z]{2,8}|#x?[0-9a-f]{1,6});|\bjavascript:", re.I)
#: What nobody sees: controls, and marks that turn the direction of what follows.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class Said(Struct, frozen=True):
    """One text. `holder` is the JSON object that has it under `field`, and its translations under `_field`."""

    link_id: str
    kind: Literal["title", "question", "heading", "note", "choice", "short"]
    code: str
    text: Text
    holder: dict[str, Any]
    field: str

    @property
    def place(self) -> str:
        """`item q1`, `item q1 choice a`."""
        item = f"item {self.link_id}" if self.link_id else "title"
        return f"{item} choice {self.code}" if self.code else item


_KINDS: dict[Any, Literal["heading", "note"]] = {"group": "heading", "display": "note"}


def said(questionnaire: dict[str, Any]) -> Iterator[Said]:
    """Every text, in the order of the form. What has the wrong JSON type is left to the compiler."""
    yield from _one("", "title", "", questionnaire, "title")
    yield from _of_items(questionnaire)


def unsayable(questionnaire: dict[str, Any]) -> Iterator[Problem]:
    """Texts with markup or unseen characters, and those that say one language twice."""
    for one in said(questionnaire):
        for wording in (one.text.base, *(content for _, content in one.text.translations)):
            if found := _MARKUP.search(wording):
                sentence = f"holds '{found.group()[:40]}': a text is read as it stands, so take the markup out"
                yield Problem(one.place, Reason.MARKUP, sentence)
            if _UNSEEN.search(wording):
                yield Problem(one.place, Reason.MARKUP, "holds characters that nobody can see: type the text anew")
        languages = [language for language, _ in one.text.translations]
        base = questionnaire.get("language")
        for language in dict.fromkeys(languages):
            if languages.count(language) > 1 or language == base:
                sentence = f"has two texts in the language '{language}': keep one of them"
                yield Problem(one.place, Reason.LANGUAGE_TWICE, sentence)


def translate(one: Said, language: str, content: str) -> None:
    """Set or, with an empty content, remove a translation, in the JSON itself."""
    beside = one.holder.setdefault(f"_{one.field}", {})
    others = [
        extension
        for extension in beside.get("extension", ())
        if extension.get("url") != TRANSLATION or _language(extension) != language
    ]
    if content:
        others.append(
            {"url": TRANSLATION,
             "extension": [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": content}]}
        )  # fmt: skip
    if others:
        beside["extension"] = others
    else:
        beside.pop("extension", None)
    if not beside:
        del one.holder[f"_{one.field}"]


def _language(extension: dict[str, Any]) -> str | None:
    return next(
        (inner.get("valueCode") for inner in extension.get("extension", ()) if inner.get("url") == "lang"), None
    )


def _of_items(element: dict[str, Any]) -> Iterator[Said]:
    for item in _objects(element.get("item")):
        link_id = str(item.get("linkId") or "")
        yield from _one(link_id, _KINDS.get(item.get("type"), "question"), "", item, "text")
        for extension in of(item, SHORT):
            yield from _one(link_id, "short", "", extension, "valueString")
        for option in _objects(item.get("answerOption")):
            coding = option.get("valueCoding")
            if isinstance(coding, dict):
                code = str(coding.get("code") or coding.get("display") or "")
                yield from _one(link_id, "choice", code, coding, "display")
            elif isinstance(option.get("valueString"), str):
                yield from _one(link_id, "choice", option["valueString"], option, "valueString")
        yield from _of_items(item)


def _one(link_id: str, kind: Any, code: str, holder: Any, field: str) -> Iterator[Said]:
    if isinstance(holder, dict) and isinstance(holder.get(field), str):
        yield Said(link_id, kind, code, text(holder, field), holder, field)


def _objects(found: Any) -> list[dict[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
