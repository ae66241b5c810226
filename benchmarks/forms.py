"""How the size of a form tells: reading it in, and one reply to it, its state written and read as a turn does."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from bot.content import load_content
from dialogs.forms import transitions
from dialogs.forms.compiler import compile_form
from dialogs.forms.happenings import Asked
from dialogs.forms.interview import Context, Interview, Reply
from dialogs.forms.texts import asked_text

_NOW = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
_NAMES = {"child": "Sofia", "contact": "Ana", "coordinator": "Maria", "clinician": "Dr. Lee", "program": "Kinline"}


def questionnaire(count: int) -> dict[str, Any]:
    """Choices that all hang on the first question."""
    gate = [{"question": "q0", "operator": "=", "answerBoolean": True}]
    options = [{"valueCoding": {"code": code, "display": code}} for code in ("never", "sometimes", "often")]
    items: list[dict[str, Any]] = [{"linkId": "q0", "type": "boolean", "text": "Do you get rides?"}]
    items += [
        {"linkId": f"q{number}", "type": "choice", "text": f"How often {number}?", "enableWhen": gate,
         "answerOption": options}
        for number in range(1, count)
    ]  # fmt: skip
    return {"resourceType": "Questionnaire", "name": f"bench{count}", "item": items}


def compile_milliseconds(count: int) -> float:
    """The least CPU time of reading a form of so many questions in."""
    raw = questionnaire(count)
    return min(_taken(lambda: compile_form(raw)) for _ in range(40))


def turn_milliseconds(count: int, answered: int) -> float:
    """The least CPU time of one reply after so many answers: state read, moved, worded, written."""
    content, form = load_content(), compile_form(questionnaire(count))
    context = Context(_NOW, content.wording, content.words, content.commands, _NAMES)
    begun = Interview(UUID(int=1), form.name, form.version, UUID(int=2), "en", _NOW)
    step = transitions.begin(form, begun, context)
    for _ in range(answered):
        step = transitions.reply(form, step.interview, Reply("1"), context)
    stored = msgspec.json.encode(step.interview)

    def turn() -> bytes:
        interview = msgspec.json.decode(stored, type=Interview)
        moved = transitions.reply(form, interview, Reply("1"), context)
        for entry in moved.happenings:
            if isinstance(entry, Asked):
                asked_text(form, entry, "en", content.wording, _NAMES)
        return msgspec.json.encode(moved.interview)

    return min(_taken(turn) for _ in range(300))


def _taken(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000
