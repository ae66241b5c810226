"""The second signal: word weights learned from labelled texts, read from locales/<language>/urgent.learned.json.

The lists know what somebody thought of; the weights know what stands together in texts about danger and in ordinary
ones. `python -m tests.safety.learn` makes them. Nothing here decides alone: see screen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

import msgspec
from msgspec import Struct

from dialogs.errors import ContentError
from dialogs.safety import clues
from dialogs.safety.spelling import CLAUSE, SENTENCE

Danger: TypeAlias = Literal["red", "red_discreet", "death"]
DANGERS: tuple[Danger, ...] = get_args(Danger)
#: Hundredths of a logit toward amber, red, red_discreet and death, against an ordinary text.
Weights = tuple[int, int, int, int]
#: A share of the danger that is violence or abuse and enough for the reply that names nothing.
DISCREET_SHARE = 0.25
#: A share that must be a death before a text is answered without the emergency number.
DEATH_SHARE = 0.6
_NAMED = 3
#: Logits beyond these hundredths change nothing that could be seen.
_MOST = 3_000


class Thresholds(Struct, frozen=True):
    """Chances between 0 and 1, chosen on training texts of writers whose texts were left out of the learning."""

    #: An alarm from this chance of danger on, whatever the lists say.
    alarm: float
    #: An alarm of the lists is only asked below this chance, unless the phrase is a sure one.
    veto: float
    #: "Is this happening now?" from this chance on that the text is not ordinary, though no list speaks.
    ask: float
    #: A question of the lists is spared below this chance that the text is not ordinary, unless the phrase is sure.
    spare: float


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """The file. `digest`: of the training texts and lists that it was learned from; `texts`: how many of each class."""

    state: str
    reviewed_by: str
    learned: str
    digest: str
    texts: dict[str, int]
    thresholds: Thresholds
    start: Weights
    weights: dict[str, Weights]


class Opinion(Struct, frozen=True):
    """`danger`: the chance that a text tells of danger or death; `unease`: that it is not ordinary; `kind`: of which
    danger, if of any; `is_present`: danger is likelier than everything else together."""

    danger: float
    unease: float
    kind: Danger
    is_present: bool


def read(language: str, text: str) -> Table:
    """Raises ContentError."""
    try:
        return msgspec.json.decode(text, type=Table)
    except msgspec.DecodeError as error:
        raise ContentError(f"locales/{language}/urgent.learned.json", f"cannot be read: {error}") from None


class Learned:
    """The weights of one language at work."""

    def __init__(self, table: Table, groups: clues.Groups) -> None:
        self.thresholds = table.thresholds
        self._start = table.start
        self._weights = table.weights
        self._groups = groups
        # families use few words again and again
        self._of_word = lru_cache(maxsize=4096)(self._word)

    def knows(self, line: str) -> float:
        """The share of the line's words that the weights have seen."""
        words = line.replace(SENTENCE, " ").replace(CLAUSE, " ").split()
        return sum(word in self._weights or bool(self._groups(word)) for word in words) / len(words) if words else 0.0

    def opinion(self, line: str, said: Iterable[str]) -> Opinion:
        """Of the part of the line that sounds most like danger. `said`: what the lists found, as clues."""
        return max((self._opinion(piece, said) for piece in clues.pieces(line)), key=lambda each: each.danger)

    def why(self, line: str, said: Iterable[str], kind: Danger) -> list[str]:
        """The few clues that speak most for this class, the heaviest first. Only names of the table, never a text."""
        column = DANGERS.index(kind) + 1
        names = {name for piece in clues.pieces(line) for name in clues.of_all(piece, self._groups)}
        known = [name for name in names if name in self._weights]
        share = _share(len(known))
        weights = {name: self._weights[name][column] * share for name in known}
        weights |= {name: self._weights[name][column] for name in said if name in self._weights}
        heaviest = sorted(weights, key=lambda name: (-weights[name], name))[:_NAMED]
        return [name for name in heaviest if weights[name] > 0]

    def _opinion(self, piece: list[list[str]], said: Iterable[str]) -> Opinion:
        words = {word for sentence in piece for word in sentence}
        heard = [weights for word in words for weights in self._of_word(word)]
        heard += self._known(clues.of_piece(piece, self._groups))
        share = _share(len(heard))
        whole = [self._start, *self._known(said)]
        by_text = [sum(column) * share for column in zip(*heard, strict=True)] or [0.0] * len(self._start)
        sums = [sum(column) + more for column, more in zip(zip(*whole, strict=True), by_text, strict=True)]
        amber, red, discreet, death = map(_odds, sums)
        danger, everything = red + discreet + death, 1 + amber + red + discreet + death
        return Opinion(danger / everything, 1 - 1 / everything, _kind(red, discreet, death), danger > 1 + amber)

    def _word(self, word: str) -> list[Weights]:
        """What the word alone weighs: itself, its group and its letters."""
        return self._known(clues.of_word(word, self._groups(word)))

    def _known(self, names: Iterable[str]) -> list[Weights]:
        return list(filter(None, map(self._weights.get, names)))


def _share(clues_known: int) -> float:
    """What one clue of a text counts among so many: much said is not much more meant. Lists count in full."""
    return 1 / math.sqrt(clues_known or 1)


def _odds(hundredths: float) -> float:
    return math.exp(max(-_MOST, min(hundredths, _MOST)) / 100)


def _kind(red: float, discreet: float, death: float) -> Danger:
    danger = red + discreet + death
    if discreet >= DISCREET_SHARE * danger:
        return "red_discreet"
    return "death" if death >= DEATH_SHARE * danger else "red"
