"""Behind `kinline screen`: what the safety screen makes of texts, so that a clinician can check the phrase lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

import msgspec

from dialogs.errors import ContentError
from dialogs.safety.phrases import Phrases
from dialogs.safety.screen import screen, weigh


def run(lines_in: Iterable[str], out: TextIO, *, language: str, cases: bool, phrases: Phrases) -> None:
    """Write one JSON line per line of `lines_in`, in order.

    A text gives `{"class": …, "rule": …}` and, where learned weights spoke, under `learned` what they made of it: the
    chances of danger and of anything but an ordinary text, and the clues that weighed most. With `cases` each line is
    JSON with `input`, and `language` where it is not the given one; it comes back whole, with the same keys added under
    `screened`. Raises ContentError naming the line that is no such JSON.
    """
    for number, line in enumerate(lines_in, start=1):
        line = line.rstrip("\r\n")
        result = _case(line, number, language, phrases) if cases else _screened(line, language, phrases)
        out.write(msgspec.json.encode(result).decode() + "\n")


def _case(line: str, number: int, language: str, phrases: Phrases) -> dict[str, Any]:
    try:
        case = msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeEncodeError):
        raise ContentError(f"line {number}", "is not one JSON object") from None
    text, spoken = case.get("input"), case.get("language", language)
    if not isinstance(text, str) or not isinstance(spoken, str):
        raise ContentError(f"line {number}", "needs a text under 'input' and a language code under 'language'")
    return {**case, "screened": _screened(text, spoken, phrases)}


def _screened(text: str, language: str, phrases: Phrases) -> dict[str, Any]:
    found = screen(text, language, phrases)
    result: dict[str, Any] = {"class": found.kind, "rule": found.rule}
    weighed = weigh(text, language, phrases)
    if weighed is not None:
        opinion = weighed.opinion
        result["learned"] = {
            "language": weighed.language,
            "kind": opinion.kind,
            "danger": round(opinion.danger, 3),
            "not_ordinary": round(opinion.unease, 3),
            "why": weighed.why,
        }
    return result
