"""Multinomial logistic regression on few texts and many clues. Same input, same result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]

#: Punishes the sum of the weights' squares: many small ones are preferred to few big ones.
_RIDGE = 6.0
STEPS = 200


@dataclass(frozen=True)
class Texts:
    """Rows of clues: `clues[starts[n]:starts[n + 1]]` are the columns of text n, `values` how much each counts."""

    starts: NDArray[np.int64]
    clues: NDArray[np.int64]
    values: Numbers
    width: int

    def times(self, weights: Numbers) -> Numbers:
        """One row per text, one column per class."""
        return np.add.reduceat(weights[self.clues] * self.values[:, None], self.starts[:-1], axis=0)

    def back(self, rows: Numbers) -> Numbers:
        """The transposed product: one row per clue."""
        spread = np.repeat(rows, np.diff(self.starts), axis=0) * self.values[:, None]
        columns = [np.bincount(self.clues, column, self.width) for column in spread.T]
        return np.stack(columns, axis=1)


def texts(given: Sequence[Mapping[str, float]], names: Sequence[str]) -> Texts:
    """`given`: clue -> what it counts, text by text; all of them stand in `names`, in whose order the columns are. The
    last column, in every text, is the start."""
    place = {name: number for number, name in enumerate(names)}
    rows = [[*((place[name], value) for name, value in sorted(each.items())), (len(names), 1.0)] for each in given]
    flat = [cell for row in rows for cell in row]
    return Texts(
        starts=np.cumsum([0, *map(len, rows)]),
        clues=np.array([clue for clue, _ in flat], dtype=np.int64),
        values=np.array([value for _, value in flat], dtype=np.float64),
        width=len(names) + 1,
    )


def fit(given: Texts, classes: Sequence[int], *, ridge: float = _RIDGE, steps: int = STEPS) -> Numbers:
    """Weights (clue x class) by accelerated gradient steps, begun anew whenever they overshoot.

    Source: Beck and Teboulle 2009 (FISTA); O'Donoghue and Candès 2015 (restart)."""
    wanted = np.eye(max(classes) + 1)[np.asarray(classes)]
    step = 1 / (_steepness(given) / 2 + ridge)
    punished = np.where(np.arange(given.width) == given.width - 1, 0, ridge)[:, None]  # the start is not
    now = ahead = np.zeros((given.width, wanted.shape[1]))
    momentum = 1.0
    for _ in range(steps):
        slope = given.back(chances(given.times(ahead)) - wanted) + punished * ahead
        new = ahead - step * slope
        if np.sum((ahead - new) * (new - now)) > 0:
            momentum = 1.0
        following = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead, now, momentum = new + (momentum - 1) / following * (new - now), new, following
    return now


def chances(scores: Numbers) -> Numbers:
    """Softmax over the classes of each text."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float64)


def importance(given: Texts, weights: Numbers) -> Numbers:
    """How much each clue moves the texts together: its biggest weight, and how much it counts somewhere."""
    often = np.bincount(given.clues, given.values**2, given.width)
    return np.asarray(np.abs(weights - weights[:, :1]).max(axis=1) * np.sqrt(often), dtype=np.float64)


def _steepness(given: Texts) -> float:
    """The biggest eigenvalue of the squared matrix, by repeated multiplication."""
    direction = np.ones((given.width, 1)) / given.width**0.5
    size = 1.0
    for _ in range(20):
        direction = given.back(given.times(direction))
        size = float(np.linalg.norm(direction))
        direction = direction / size
    return size * 1.05
