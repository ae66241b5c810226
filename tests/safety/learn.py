"""Learns the second signal anew from the labelled texts: `python -m tests.safety.learn` writes the two files, with a
language behind it that one alone.

Most texts are by writers who had seen neither the lists nor other texts. What the two signals do together is
measured, and the thresholds are chosen, on writers whose texts are left out of the learning: a new family is a new
writer. `open` and `made` only teach, and without what the lists say of them, because the lists were written on them.
So does `short`, what the line itself offers to answer and the words it understands, none of it dangerous. `judge` is
not read here.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain, product
from math import log, sqrt
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from dialogs.safety import clues, learned, listed
from dialogs.safety.learned import DANGERS, Learned, Opinion, Table, Thresholds
from dialogs.safety.phrases import LanguageList, Phrases
from dialogs.safety.screen import Listed, said_by_lists, settle
from tests.safety import descent
from tests.safety.figures import is_invited

HERE = Path(__file__).parent
LOCALES = HERE.parents[1] / "locales"
LANGUAGES = ("en", "es")
CLASSES = ("none", "amber", *DANGERS)
#: Ordinary replies to the assessment's questions and nothing else, by one writer, in two halves.
_ANSWERS = ("train-answers-a", "train-answers-b")
#: One file, one writer or a few; `judged` and `judged-b` were the judge before they were counted too often.
_HONEST = ("train", "held", "judged", "judged-b", *(f"train-{writer}" for writer in "abcdefghijkl"), *_ANSWERS)
_TAUGHT_ONLY = ("open", "made", "short")
#: Left out one after the other. `train` was written to be mistaken, and `held` has half its writers in `open`.
_LEFT_OUT = ("train-g", "train-k", "train-l", *_ANSWERS)

#: A clue that stands in fewer texts is not learned; a word that stands in more is kept whatever it weighs, so that
#: the file knows the language.
_FEWEST_TEXTS = 3
_COMMON_WORD = 4
#: So many clues are kept.
_MOST_CLUES = 30_000
#: The first fit only chooses them.
_FIRST_STEPS = 60
#: How big the weights may become beside those of the lists.
_LOUDNESS = 10.0
_GRID = [number / 40 for number in range(1, 40)]
#: Of ordinary texts, half of them meant to be mistaken, and of different ordinary answers: five in a thousand of all
#: answers, for a fifth of those are the same few digits and words. Fewer cost dangers; see docs/safety.md.
_MOST_ALARMS = (0.0125, 0.0065)
#: A question costs a family one digit; a danger that is not asked about costs more (decision 0013).
_MOST_ASKED = (0.07, 0.06)
#: A question of the lists is spared only where an ordinary text is likelier than anything else.
_HIGHEST_SPARE = 0.5


class Case(Struct, frozen=True):
    """One labelled text as the weights see it."""

    label: int
    half: str
    line: str
    said: frozenset[str]
    by_lists: Listed
    clues: frozenset[str]


def digest(language: str) -> str:
    """Of everything that is learned from. Another digest than the file's: learn anew."""
    sources = [HERE / f"{language}.{half}.jsonl" for half in (*_HONEST, *_TAUGHT_ONLY)]
    sources.append(LOCALES / language / "urgent.toml")
    return hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()


def cases(language: str, entries: LanguageList) -> list[Case]:
    """Every text once; the honest ones first, in the order in which they were written."""
    found: dict[str, Case] = {}
    for half in (*_HONEST, *_TAUGHT_ONLY):
        for line in (HERE / f"{language}.{half}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            found.setdefault(row["input"], _case(row, half, entries))
    return list(found.values())


def _case(row: dict[str, Any], half: str, entries: LanguageList) -> Case:
    line = entries.spelling.line(row["input"])
    found = listed.find(line, entries, invited=is_invited(row))
    said = frozenset(listed.clues(found) if half in _HONEST else ())
    seen = frozenset(seen_in(line, entries.groups))
    return Case(CLASSES.index(row["class"]), half, line, said, said_by_lists([found]), seen)


def seen_in(line: str, groups: clues.Groups) -> Iterator[str]:
    """Every clue of the line."""
    sentences = list(chain.from_iterable(clues.pieces(line)))
    for word in {word for sentence in sentences for word in sentence}:
        yield from clues.of_word(word, groups(word))
    yield from clues.of_piece(sentences, groups)


def learn(given: Sequence[Case]) -> tuple[learned.Weights, dict[str, learned.Weights]]:
    """The start and the weight of each clue that is worth its place."""
    texts_with = Counter(name for case in given for name in case.clues)
    known = {name: _rarity(count, len(given)) for name, count in texts_with.items() if count >= _FEWEST_TEXTS}
    names, weights, texts = _fitted(given, known, _FIRST_STEPS)
    weighs = descent.importance(texts, weights)[:-1]
    kept = {names[place] for place in (-weighs).argsort(kind="stable")[:_MOST_CLUES]}
    kept |= {name for name in known if name.isalnum() and texts_with[name] >= _COMMON_WORD}
    names, weights, _ = _fitted(given, {name: known[name] for name in known if name in kept}, descent.STEPS)
    # only differences count: an ordinary text is the zero
    rows = (weights[:, 1:] - weights[:, :1]).tolist()
    counts = [*(known[name] * _LOUDNESS if name in known else 1.0 for name in names), 1.0]
    rounded = [_rounded(row, count) for row, count in zip(rows, counts, strict=True)]
    return rounded[-1], dict(zip(names, rounded[:-1], strict=True))


def _rarity(texts: int, of: int) -> float:
    """What stands in few texts says more than what stands in many."""
    return (log((of + 1) / (texts + 1)) / 4) ** 2


def _fitted(given: Sequence[Case], known: Mapping[str, float], steps: int) -> tuple[list[str], Any, descent.Texts]:
    """Clues in the order of the rows of their weights. What the lists said counts in full, a clue of the text by its
    rarity and as one of many, as in `learned`."""
    rows = []
    for case in given:
        seen = case.clues & known.keys()
        share = _LOUDNESS / sqrt(len(seen) or 1)
        rows.append({name: known[name] * share for name in seen} | dict.fromkeys(case.said, 1.0))
    names = sorted({name for row in rows for name in row})
    texts = descent.texts(rows, names)
    return names, descent.fit(texts, [case.label for case in given], steps=steps), texts


def _rounded(row: list[float], count: float) -> learned.Weights:
    amber, red, discreet, death = (round(weight * count * 100) for weight in row)
    return amber, red, discreet, death


def opinions(given: Sequence[Case], entries: LanguageList) -> list[tuple[Case, Opinion]]:
    """For every text of the writers left out the opinion of weights that were learned without that writer."""
    found = []
    for half in _LEFT_OUT:
        weights = _at_work([case for case in given if case.half != half], entries, Thresholds(1, 0, 1, 0))
        found += [(case, weights.opinion(case.line, case.said)) for case in given if case.half == half]
    return found


def _at_work(given: Sequence[Case], entries: LanguageList, thresholds: Thresholds) -> Learned:
    start, weights = learn(given)
    return Learned(Table("", "", "", "", {}, thresholds, start, weights), entries.groups)


def outcome(case: Case, opinion: Opinion, thresholds: Thresholds) -> str:
    """The class that comes of both signals."""
    match settle(case.by_lists, opinion, thresholds):
        case "listed":
            return case.by_lists.screened.kind
        case "raised":
            return opinion.kind
        case "lowered" | "asked":
            return "amber"
        case "spared":
            return "none"


def choose(found: Sequence[tuple[Case, Opinion]]) -> Thresholds:
    """The most dangers that alarm with few enough false alarms; then the most that are at least asked."""
    # what the lists alarm on needs no more certainty than what they do not know
    alarming = [Thresholds(alarm, veto, 1, 0) for alarm, veto in product(_GRID, (0.0, *_GRID)) if veto <= alarm]
    alarm = _best(found, alarming, DANGERS, _MOST_ALARMS)
    asking = [Thresholds(alarm.alarm, alarm.veto, ask, spare) for ask, spare in product(_GRID, (0.0, *_GRID))]
    return _best(found, [each for each in asking if each.spare <= _HIGHEST_SPARE], ("amber",), _MOST_ASKED)


def _best(
    found: Sequence[tuple[Case, Opinion]],
    among: Iterable[Thresholds],
    kinds: Sequence[str],
    most: tuple[float, float],
) -> Thresholds:
    """Of those that give at most these shares of ordinary texts and of ordinary answers these kinds, or as few as any,
    the one that gives them to most dangers."""
    texts = [each for each in found if each[0].half not in _ANSWERS]
    answers = [each for each in found if each[0].half in _ANSWERS]

    def cost(given: Thresholds) -> float:
        parts = zip((texts, answers), most, strict=True)
        return max(_share(part, given, ("none",), kinds) / bound for part, bound in parts)

    costs = [(each, cost(each)) for each in among]
    bound = max(1.0, min(share for _, share in costs))
    return max((each for each, share in costs if share <= bound), key=lambda each: _share(found, each, DANGERS, kinds))


def _share(
    found: Iterable[tuple[Case, Opinion]], thresholds: Thresholds, labels: Sequence[str], kinds: Sequence[str]
) -> float:
    came = [outcome(case, opinion, thresholds) in kinds for case, opinion in found if CLASSES[case.label] in labels]
    return sum(came) / len(came)


def table(language: str, today: date) -> tuple[Table, list[tuple[Case, Opinion]]]:
    """What to write, and the opinions on the writers left out behind its thresholds."""
    texts = (LOCALES / language / "urgent.toml").read_text("utf-8")
    entries = Phrases.parse({language: texts}).languages[language]
    given = cases(language, entries)
    found = opinions(given, entries)
    start, weights = learn(given)
    return Table(
        state="drafted",
        reviewed_by="nobody yet",
        learned=today.isoformat(),
        digest=digest(language),
        texts=dict(sorted(Counter(CLASSES[case.label] for case in given).items())),
        thresholds=choose(found),
        start=start,
        weights=weights,
    ), found


def written(given: Table) -> str:
    """The file: one clue a line."""
    content = msgspec.to_builtins(given)
    weights = content.pop("weights")
    head = "\n".join(f" {json.dumps(key)}: {json.dumps(value)}," for key, value in content.items())
    rows = ",\n".join(f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in weights.items())
    return f'{{\n{head}\n "weights": {{\n{rows}\n }}\n}}\n'


def row(found: Sequence[tuple[Case, Opinion]], thresholds: Thresholds) -> str:
    """Counts, label by label."""
    came = Counter((CLASSES[case.label], outcome(case, opinion, thresholds)) for case, opinion in found)
    return " | ".join(
        f"{label}: " + ", ".join(f"{came[label, kind]} {kind}" for kind in CLASSES if came[label, kind])
        for label in CLASSES
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or LANGUAGES:
        made, behind = table(name, datetime.now(UTC).date())
        (LOCALES / name / "urgent.learned.json").write_text(written(made), "utf-8")
        print(f"{name}: {len(made.weights)} clues, {made.thresholds}")
        print(f"  each writer left out: {row(behind, made.thresholds)}")
