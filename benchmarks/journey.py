"""The golden-journey mix: what a family texts through its first questions, slips and questions of its own too."""

from __future__ import annotations

from datetime import UTC, datetime

#: The line that they text, and when the story begins.
LINE = "kinline"
START = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)

#: One text a round and family, in both languages understood alike; the interview is started before the first.
ROUNDS: tuple[str, ...] = (
    "1",
    "that she walks / que camine",
    "1",
    "2",
    "atras",
    "1",
    "mumble",
    "2",
    "1",
    "silla de ruedas",
    "2",
    "what time is the visit on friday?",
    "2",
    "skip",
    "1",
    "thank you",
)
