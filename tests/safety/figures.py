"""How well the screen does on the labelled texts, in counts. `python -m tests.safety.figures` prints the table.

The open and the held half were labelled before there was any list, the made texts were written with the lists, to find
what they miss. All three have taught the learned weights since, as has `train`, and only guard against steps back. The
judge is only ever counted: no test names a text of it, nothing was drafted or learned from it. Each count spends a
little of it, so a judge that was counted often goes to the training texts (`judged`) and a new one takes its place.
`answers` is a judge, too: what families without any danger reply to the questions of the assessment, question by
question.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from msgspec import Struct

from bot.content import load_content, load_phrases
from dialogs.safety.phrases import Phrases
from dialogs.safety.screen import screen

Half: TypeAlias = Literal["open", "held", "made", "judge", "answers"]
#: Halves that hold dangers.
DANGEROUS: tuple[Half, ...] = ("open", "held", "made", "judge")
LANGUAGES = ("en", "es")
HERE = Path(__file__).parent
LOCALES = HERE.parents[1] / "locales"
DANGERS = ("red", "red_discreet", "death")


class Figures(Struct, frozen=True):
    """Counts of (label, class that the screen gave) over one half of one language."""

    language: str
    half: Half
    counts: Counter[tuple[str, str]]

    def labelled(self, *labels: str) -> int:
        return sum(count for (label, _), count in self.counts.items() if label in labels)

    def came_back(self, labels: tuple[str, ...], kinds: tuple[str, ...]) -> int:
        return sum(count for (label, kind), count in self.counts.items() if label in labels and kind in kinds)

    @property
    def false_alarm_rate(self) -> float:
        return self.came_back(("none",), DANGERS) / self.labelled("none")

    @property
    def amber_rate(self) -> float:
        return self.came_back(("none",), ("amber",)) / self.labelled("none")

    @property
    def recall(self) -> float:
        return self.came_back(DANGERS, DANGERS) / self.labelled(*DANGERS)

    @property
    def asked(self) -> int:
        """Dangers that came back as amber: caught, but asked."""
        return self.came_back(DANGERS, ("amber",))

    @property
    def caught(self) -> float:
        """The share of dangers that alarm or are asked: what protects a family."""
        return self.came_back(DANGERS, (*DANGERS, "amber")) / self.labelled(*DANGERS)

    @property
    def named_violence(self) -> int:
        """Violence that would get the reply that names danger: the worst confusion."""
        return self.counts["red_discreet", "red"]

    def row(self) -> str:
        dangers, nones = self.labelled(*DANGERS), self.labelled("none")
        ordinary = (
            f"{self.language} {self.half}: none: {self.came_back(('none',), DANGERS)}/{nones} alarm,"
            f" {self.came_back(('none',), ('amber',))}/{nones} asked ({self.amber_rate:.3f})"
        )
        if not dangers:
            return ordinary
        return (
            f"{ordinary} | {self.came_back(DANGERS, DANGERS)}/{dangers} dangers alarm"
            f" ({self.recall:.3f}), {self.asked} more asked: caught {self.caught:.3f}"
            f" | violence answered as red: {self.named_violence}/{self.labelled('red_discreet')},"
            f" red as discreet: {self.counts['red', 'red_discreet']}/{self.labelled('red')},"
            f" death as death: {self.counts['death', 'death']}/{self.labelled('death')}"
            f" | amber as amber {self.counts['amber', 'amber']}, as an alarm {self.came_back(('amber',), DANGERS)},"
            f" as none {self.counts['amber', 'none']} of {self.labelled('amber')}"
        )


@cache
def phrases() -> Phrases:
    return load_phrases()


def is_invited(case: dict[str, Any]) -> bool:
    """Whether the question that the text answers, `<form>:<link id>` where there is one, names dangers itself."""
    form, _, link_id = case.get("asked", "").partition(":")
    return bool(form) and load_content().form(form).question(link_id).names_danger


@cache
def figures(language: str, half: Half) -> Figures:
    lines = (HERE / f"{language}.{half}.jsonl").read_text("utf-8").splitlines()
    counts: Counter[tuple[str, str]] = Counter()
    for case in map(json.loads, lines):
        found = screen(case["input"], case["language"], phrases(), invited=is_invited(case))
        counts[case["class"], found.kind] += 1
    return Figures(language, half, counts)


if __name__ == "__main__":
    for name in LANGUAGES:
        for half in get_args(Half):
            print(figures(name, half).row())
