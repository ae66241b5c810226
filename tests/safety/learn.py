"""Learns the second signal anew from the labelled texts. `python -m tests.safety.learn` writes the two files.

The texts of `train` and `held` were written by people who had not seen the lists: with them is measured, by
cross-validation in blocks, what the two signals do together, and the thresholds are chosen. `open` and `made` only
teach, and without what the lists say of them, because the lists were written on them. `judge` is not read here.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import chain, product
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from dialogs.safety import clues, learned, listed
from dialogs.safety.learned import DANGERS, Learned, Opinion, Table, Thresholds
from dialogs.safety.phrases import LanguageList, Phrases
from dialogs.safety.screen import Listed, said_by_lists, settle
from tests.safety import descent

HERE = Path(__file__).parent
LOCALES = HERE.parents[1] / "locales"
LANGUAGES = ("en", "es")
CLASSES = ("none", "amber", *DANGERS)
_HONEST = ("train", "held")
_TAUGHT_ONLY = ("open", "made")

#: A clue that stands in fewer texts is not learned; a word that stands in more is kept whatever it weighs, so that
#: the file knows the language.
_FEWEST_TEXTS = 2
_COMMON_WORD = 4
#: So many clues are kept.
_MOST_CLUES = 4_000
_FOLDS = 5
#: Texts that follow each other were written together and go into the same fold.
_BLOCK = 8
_GRID = [number / 50 for number in range(1, 50)]
#: Of ordinary texts, which are harder to tell here than what families answer all day; see docs/decisions/0010.
_MOST_ALARMS = 0.015
_MOST_ASKED = 0.03
#: An alarm of the lists is lowered only where danger is less likely than not, and a question of the lists is spared
#: only where an ordinary text is likelier than anything else.
_HIGHEST_VETO = _HIGHEST_SPARE = 0.5


class Case(Struct, frozen=True):
    """One labelled text as the weights see it."""

    label: int
    is_honest: bool
    line: str
    said: frozenset[str]
    by_lists: Listed
    clues: Counter[str]


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
            found.setdefault(row["input"], _case(row, half in _HONEST, entries))
    return list(found.values())


def _case(row: dict[str, Any], is_honest: bool, entries: LanguageList) -> Case:
    line = entries.spelling.line(row["input"])
    found = listed.find(line, entries, invited=False)
    said = frozenset(listed.clues(found))
    seen = Counter(seen_in(line, entries.groups))
    if is_honest:
        seen.update(said)
    return Case(CLASSES.index(row["class"]), is_honest, line, said, said_by_lists([found]), seen)


def seen_in(line: str, groups: clues.Groups) -> Iterator[str]:
    """Every clue of the line, as often as it counts."""
    sentences = list(chain.from_iterable(clues.pieces(line)))
    for word in {word for sentence in sentences for word in sentence}:
        yield from clues.of_word(word, groups(word))
    yield from clues.of_piece(sentences, groups)


def learn(given: Sequence[Case]) -> tuple[learned.Weights, dict[str, learned.Weights]]:
    """The start and the weight of each clue that is worth its place."""
    texts_with = Counter(name for case in given for name in case.clues)
    names = sorted(name for name, count in texts_with.items() if count >= _FEWEST_TEXTS)
    labels = [case.label for case in given]
    texts = descent.texts([case.clues for case in given], names)
    weighs = descent.importance(texts, descent.fit(texts, labels))[:-1]
    kept = {names[place] for place in (-weighs).argsort(kind="stable")[:_MOST_CLUES]}
    kept |= {name for name in names if name.isalnum() and texts_with[name] >= _COMMON_WORD}
    final = sorted(kept)
    fitted = descent.fit(descent.texts([case.clues for case in given], final), labels, lasso=0.0)
    # only differences count: an ordinary text is the zero
    rows = [_rounded(row) for row in (fitted[:, 1:] - fitted[:, :1]).tolist()]
    return rows[-1], dict(zip(final, rows[:-1], strict=True))


def _rounded(row: list[float]) -> learned.Weights:
    amber, red, discreet, death = (round(weight * 100) for weight in row)
    return amber, red, discreet, death


def opinions(given: Sequence[Case], entries: LanguageList) -> list[tuple[Case, Opinion]]:
    """For every honest text the opinion of weights that were learned without it and its neighbours."""
    place = {case.line: number // _BLOCK % _FOLDS for number, case in enumerate(given) if case.is_honest}
    found = []
    for fold in range(_FOLDS):
        others = [case for case in given if place.get(case.line) != fold]
        weights = _at_work(others, entries, Thresholds(1, 0, 1, 0))
        found += [(case, weights.opinion(case.line, case.said)) for case in given if place.get(case.line) == fold]
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
    alarming = [Thresholds(alarm, veto, 1, 0) for alarm, veto in product(_GRID, (0.0, *_GRID)) if veto <= _HIGHEST_VETO]
    alarm = _best(found, alarming, DANGERS, _MOST_ALARMS)
    asking = [Thresholds(alarm.alarm, alarm.veto, ask, spare) for ask, spare in product(_GRID, (0.0, *_GRID))]
    return _best(found, [each for each in asking if each.spare <= _HIGHEST_SPARE], ("amber",), _MOST_ASKED)


def _best(
    found: Sequence[tuple[Case, Opinion]], among: Iterable[Thresholds], kinds: Sequence[str], most: float
) -> Thresholds:
    """Of those that give at most this share of ordinary texts these kinds, or as few as any, the one that gives them to
    most dangers."""
    shares = [(each, _share(found, each, ("none",), kinds)) for each in among]
    bound = max(most, min(share for _, share in shares))
    return max((each for each, share in shares if share <= bound), key=lambda each: _share(found, each, DANGERS, kinds))


def _share(
    found: Iterable[tuple[Case, Opinion]], thresholds: Thresholds, labels: Sequence[str], kinds: Sequence[str]
) -> float:
    came = [outcome(case, opinion, thresholds) in kinds for case, opinion in found if CLASSES[case.label] in labels]
    return sum(came) / len(came)


def table(language: str, today: date) -> tuple[Table, list[tuple[Case, Opinion]]]:
    """What to write, and the cross-validated opinions behind its thresholds."""
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
    """Cross-validated counts, label by label."""
    came = Counter((CLASSES[case.label], outcome(case, opinion, thresholds)) for case, opinion in found)
    return " | ".join(
        f"{label}: " + ", ".join(f"{came[label, kind]} {kind}" for kind in CLASSES if came[label, kind])
        for label in CLASSES
    )


if __name__ == "__main__":
    for name in LANGUAGES:
        made, behind = table(name, datetime.now(UTC).date())
        (LOCALES / name / "urgent.learned.json").write_text(written(made), "utf-8")
        print(
            f"{name}: {len(made.weights)} clues, {made.thresholds}\n  cross-validated: {row(behind, made.thresholds)}"
        )
