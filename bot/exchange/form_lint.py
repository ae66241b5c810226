"""What is allowed in a form and yet worth a second look: wording, cost, conditions that surprise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from dialogs import segments
from dialogs.forms.happenings import Asked, How
from dialogs.forms.model import Form
from dialogs.forms.texts import Speaks, asked_text

#: Whoever answers may be a grandmother, and the child a daughter.
_ASSUMES = {
    "en": re.compile(r"\b(mother|father|mom|dad|your son|your daughter)\b", re.I),
    "es": re.compile(r"\b(mam[aá]|pap[aá]|madre|padre)\b", re.I),
}
#: We never ask these. Source: policies, 8.
_NEVER_ASKED = {
    "en": re.compile(r"\b(immigration|citizen\w*|visa status|social security number|ssn|country of birth)\b", re.I),
    "es": re.compile(r"\b(inmigra\w*|migratori\w*|ciudadan\w*|seguro social|pa[ií]s de nacimiento)\b", re.I),
}
#: Languages whose every letter a plain SMS can carry, if one chooses words for it.
_PLAIN = ("en", "es")


class Cost(Struct, frozen=True):
    """What one question takes by SMS in one language."""

    link_id: str
    language: str
    segments: int
    encoding: str
    characters: int


def costs(form: Form, language: str, wording: Speaks, names: Mapping[str, str]) -> Iterator[tuple[Cost, str]]:
    """Every question that is asked, with its text, as it would leave the first time."""
    for question in form.questions:
        if question.is_silent:
            continue
        text = asked_text(form, Asked(question.link_id, How.FIRST, 0, 0), language, wording, names)
        counted = segments.count(text)
        yield Cost(question.link_id, language, counted.segments, counted.encoding, counted.characters), text


def warnings(form: Form, texts: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """`texts`: (linkId, language) -> what is asked."""
    for (link_id, language), text in texts.items():
        place = f"item {link_id} ({language})"
        if language in _PLAIN and (foreign := segments.foreign(text)):
            yield f"{place}: {' '.join(foreign)} more than doubles the cost by SMS"
        for what, patterns in (("assumes who answers or whom it is about", _ASSUMES), ("is never asked", _NEVER_ASKED)):
            match = patterns[language].search(text) if language in patterns else None
            if match:
                yield f"{place}: '{match.group()}' {what}"
    for question in form.questions:
        for gate in question.gates:
            if len(gate.conditions) == 1 and gate.conditions[0].operator == "!=":
                source = gate.conditions[0].source
                yield f"item {question.link_id}: a lone != does not hold while {source} is unanswered"


def as_rows(found: list[Cost]) -> list[dict[str, Any]]:
    """For --json."""
    return [
        {"linkId": cost.link_id, "language": cost.language, "segments": cost.segments, "encoding": cost.encoding,
         "characters": cost.characters}
        for cost in found
    ]  # fmt: skip
