"""Multinomial logistic regression on few texts and many clues: most weights end at zero. Same input, same result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]

#: Punishes the sum of the weights' sizes: zero is preferred.
_LASSO = 0.2
#: Punishes the sum of their squares: many small ones are preferred to few big ones.
_RIDGE = 3.0
_STEPS = 100


@dataclass(frozen=True)
class Texts:
    """Rows of clues: `clues[starts[n]:starts[n + 1]]` are the columns of text n, `counts` how often each is there."""

    starts: NDArray[np.int64]
    clues: NDArray[np.int64]
    counts: Numbers
    width: int

    def times(self, weights: Numbers) -> Numbers:
        """One row per text, one column per class."""
        return np.add.reduceat(weights[self.clues] * self.counts[:, None], self.starts[:-1], axis=0)

    def back(self, rows: Numbers) -> Numbers:
        """The transposed product: one row per clue."""
        spread = np.repeat(rows, np.diff(self.starts), axis=0) * self.counts[:, None]
        columns = [np.bincount(self.clues, column, self.width) for column in spread.T]
        return np.stack(columns, axis=1)


def texts(clues: Sequence[Counter[str]], names: Sequence[str]) -> Texts:
    """The clues of each text as columns, in the order of `names`; the last column, in every text, is the start."""
    place = {name: number for number, name in enumerate(names)}
    rows = [[(place[name], count) for name, count in sorted(each.items()) if name in place] for each in clues]
    for row in rows:
        row.append((len(names), 1))
    flat = [cell for row in rows for cell in row]
    return Texts(
        starts=np.cumsum([0, *map(len, rows)]),
        clues=np.array([clue for clue, _ in flat], dtype=np.int64),
        counts=np.array([count for _, count in flat], dtype=np.float64),
        width=len(names) + 1,
    )


def fit(given: Texts, classes: Sequence[int], *, lasso: float = _LASSO, ridge: float = _RIDGE) -> Numbers:
    """Weights (clue x class) by accelerated proximal gradient steps, begun anew whenever they overshoot.

    Source: Beck and Teboulle 2009 (FISTA); O'Donoghue and Candès 2015 (restart)."""
    wanted = np.eye(max(classes) + 1)[np.asarray(classes)]
    step = 1 / (_steepness(given) / 2 + ridge)
    is_free = np.arange(given.width) == given.width - 1  # the start is not punished
    now = ahead = np.zeros((given.width, wanted.shape[1]))
    momentum = 1.0
    for _ in range(_STEPS):
        slope = given.back(chances(given.times(ahead)) - wanted) + np.where(is_free[:, None], 0, ridge * ahead)
        moved = ahead - step * slope
        shrunk = np.sign(moved) * np.maximum(np.abs(moved) - step * lasso, 0)
        new = np.where(is_free[:, None], moved, shrunk)
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
    """How much each clue moves the texts together: its biggest weight, and how often it stands somewhere."""
    often = np.bincount(given.clues, given.counts**2, given.width)
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
