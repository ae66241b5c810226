"""What the tests of this room share: the real library, wording and words, and a way to talk to an interview."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from dialogs.forms import transitions
from dialogs.forms.answers import Answer, Value
from dialogs.forms.commands import Commands, read_commands
from dialogs.forms.compiler import compile_form
from dialogs.forms.happenings import AnswerRecorded, Asked, Happening
from dialogs.forms.interview import ALL_CARRIED, Context, Interview, Reply, Step
from dialogs.forms.model import Carriage, Form
from dialogs.forms.texts import asked_text
from dialogs.reading.words import Words, parse
from dialogs.wording import Wording

ROOT = Path(__file__).parents[3]
LIBRARY = ROOT / "dialogs" / "forms" / "library"
LOCALES = ROOT / "locales"
LANGUAGES = ("en", "es")
NOW = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
NAMES = {
    "child": "Sofia", "contact": "Ana", "coordinator": "Maria", "clinician": "Dr. Lee", "program": "Kinline",
    "who": "other", "need": "Topic",
}  # fmt: skip


@cache
def wording() -> Wording:
    return Wording(
        {
            language: {path.name: path.read_text() for path in sorted((LOCALES / language / "forms").glob("*.ftl"))}
            for language in LANGUAGES
        }
    )


@cache
def words() -> Words:
    return parse({language: (LOCALES / language / "words.toml").read_text() for language in LANGUAGES})


@cache
def commands() -> Commands:
    return read_commands({language: (LOCALES / language / "commands.toml").read_text() for language in LANGUAGES})


@cache
def library() -> dict[str, Form]:
    paths = [path for path in sorted(LIBRARY.glob("*.json")) if not path.name.endswith(".needs.json")]
    return {path.stem: compile_form(json.loads(path.read_text())) for path in paths}


@cache
def every_version() -> tuple[Form, ...]:
    """The built-in forms, and the earlier versions that somebody may be in the middle of."""
    earlier = (LIBRARY / "earlier").glob("*.json")
    return (*library().values(), *(compile_form(json.loads(path.read_text())) for path in earlier))


def context(carries: frozenset[Carriage] = ALL_CARRIED) -> Context:
    return Context(NOW, wording(), words(), commands(), NAMES, carries)


def questionnaire(*items: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A Questionnaire around these items."""
    return {"resourceType": "Questionnaire", "name": "trial", "version": "1", "item": list(items), **fields}


def yes_no(link_id: str, **fields: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": "boolean", "text": f"Question {link_id}?", **fields}


def item(link_id: str, type_: str, **fields: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": type_, "text": f"Question {link_id}?", **fields}


def choice(link_id: str, *labels: str, exclusive: str = "", **fields: Any) -> dict[str, Any]:
    """A choice whose codes are its labels."""
    mark = [{"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive", "valueBoolean": True}]
    options: list[dict[str, Any]] = [{"valueCoding": {"code": label, "display": label}} for label in labels]
    for option in options:
        if option["valueCoding"]["code"] == exclusive:
            option["extension"] = mark
    return item(link_id, "choice", answerOption=options, **fields)


def when(source: str, operator: str, **answer: Any) -> dict[str, Any]:
    return {"question": source, "operator": operator, **answer}


def new_interview(form: Form, language: str = "en") -> Interview:
    return Interview(UUID(int=1), form.name, form.version, UUID(int=2), language, NOW)


@dataclass
class Talk:
    """One interview, talked to; its state goes through JSON between every two messages."""

    form: Form
    language: str = "en"
    known: Iterable[Answer] = ()
    is_offered: bool = False
    carries: frozenset[Carriage] = ALL_CARRIED
    step: Step = field(init=False)

    def __post_init__(self) -> None:
        self.step = transitions.begin(
            self.form,
            new_interview(self.form, self.language),
            context(self.carries),
            known=self.known,
            is_offered=self.is_offered,
        )

    @property
    def interview(self) -> Interview:
        stored = msgspec.json.decode(msgspec.json.encode(self.step.interview), type=Interview)
        assert stored == self.step.interview
        return stored

    def says(self, *texts: str) -> Talk:
        for text in texts:
            self.sends(Reply(text))
        return self

    def sends(self, reply: Reply) -> Talk:
        self.step = transitions.reply(self.form, self.interview, reply, context(self.carries))
        return self

    def happened(self, kind: type[Any]) -> list[Any]:
        return [happening for happening in self.step.happenings if isinstance(happening, kind)]

    @property
    def happenings(self) -> tuple[Happening, ...]:
        return self.step.happenings

    @property
    def asked(self) -> Asked:
        (asked,) = self.happened(Asked)
        assert isinstance(asked, Asked)
        return asked

    @property
    def text(self) -> str:
        return asked_text(self.form, self.asked, self.language, wording(), NAMES)

    @property
    def recorded(self) -> Answer:
        (recorded,) = self.happened(AnswerRecorded)
        assert isinstance(recorded, AnswerRecorded)
        return recorded.answer

    def value(self, link_id: str) -> Value | None:
        answer = self.interview.answer(link_id)
        return answer.value if answer else None


def talk(*items: dict[str, Any], language: str = "en", **fields: Any) -> Talk:
    """A talk about a form of these items."""
    return Talk(compile_form(questionnaire(*items)), language, **fields)
