"""`make mutate`: how many small faults the tests notice, room by room. Prints the scores and writes mutants/score.md.

mutmut makes the faults (mutants) and runs those tests that reach each. All of them would take hours; so a sample is
drawn, from every room in proportion to its size, and the score is given with its 95 % interval. What is mutated and
which tests judge it: [tool.mutmut] in pyproject.toml. What it found: docs/mutation.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from math import sqrt
from pathlib import Path
from random import Random

from msgspec import Struct
from mutmut.__main__ import create_mutants
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, walk_mutatable_files

_WORKSHOP = Path("mutants")
#: A module full of mutants, their verdicts, where each stands.
_MADE = {".py", ".meta", ".spans"}
#: Verdicts under which no test noticed the fault; with every other one the tests failed, crashed or never ended.
_UNNOTICED = {"survived", "no tests"}
#: Nothing was found out: it counts neither for the tests nor against them.
_UNJUDGED = {"not checked", "skipped", "check was interrupted by user"}
#: 95 % of a normal distribution lies within so many standard deviations.
_DEVIATIONS = 1.96


class Verdict(Struct, frozen=True):
    """What became of one mutant: mutmut's word for it."""

    room: str
    path: Path
    mutant: str
    status: str


def room_of(path: Path) -> str:
    """`dialogs/turns`; of storage only the writer is mutated, and it is a room by itself."""
    return str(path) if path.parts[0] == "storage" else str(path.parent)


def mutants() -> dict[str, list[str]]:
    """Make all mutants; their names by room. What is unchanged since the last time is not made anew."""
    # mutmut sees that a module has changed, but not that a test, a form, a word has.
    shutil.rmtree(_WORKSHOP / "tests", ignore_errors=True)
    for path in list(_WORKSHOP.rglob("*")):
        if path.is_file() and path.suffix not in _MADE:
            path.unlink()
    _WORKSHOP.mkdir(exist_ok=True)
    with redirect_stdout(StringIO()):
        copy_src_dir()
        copy_also_copy_files()
        create_mutants(os.cpu_count() or 1)
    found: dict[str, list[str]] = {}
    for path, names in known_mutants():
        found.setdefault(room_of(path), []).extend(names)
    return found


def sample(found: dict[str, list[str]], size: int, seed: int) -> list[str]:
    """`size` mutants in all, of each room its share: the same ones for the same code, size and seed."""
    chance, total = Random(seed), sum(map(len, found.values()))
    return [
        name
        for names in found.values()
        for name in chance.sample(names, min(len(names), max(1, round(size * len(names) / total))))
    ]


def interval(noticed: int, judged: int) -> tuple[float, float]:
    """Where the score of all mutants lies with 95 % confidence, in per cent. Source: Wilson 1927."""
    share, square = noticed / judged, _DEVIATIONS**2
    middle = share + square / (2 * judged)
    spread = _DEVIATIONS * sqrt(share * (1 - share) / judged + square / (4 * judged**2))
    return tuple(100 * (middle + side * spread) / (1 + square / judged) for side in (-1, 1))  # type: ignore[return-value]


def known_mutants() -> Iterator[tuple[Path, dict[str, int | None]]]:
    """What mutmut wrote down about each file: the exit code of the tests for each of its mutants, by name."""
    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        if data.exit_code_by_key:
            yield path, data.exit_code_by_key


def verdicts(chosen: Iterable[str]) -> list[Verdict]:
    """What became of the chosen ones, without those that could not be judged."""
    wanted = set(chosen)
    found = [
        Verdict(room_of(path), path, name, status_by_exit_code[code])
        for path, codes in known_mutants()
        for name, code in codes.items()
        if name in wanted
    ]
    return [verdict for verdict in found if verdict.status not in _UNJUDGED]


def table(judged: list[Verdict], sizes: dict[str, int]) -> str:
    """One row per room and one for all, as Markdown."""
    rows = ["| room | mutants | tried | noticed | score | 95 % interval |", "|---|---:|---:|---:|---:|---|"]
    for room in [*sizes, "all"]:
        tried = [verdict for verdict in judged if room in (verdict.room, "all")]
        if tried:
            noticed = sum(verdict.status not in _UNNOTICED for verdict in tried)
            low, high = interval(noticed, len(tried))
            size = sum(sizes.values()) if room == "all" else sizes[room]
            score = 100 * noticed / len(tried)
            rows.append(f"| {room} | {size} | {len(tried)} | {noticed} | {score:.1f} % | {low:.1f}-{high:.1f} % |")
    return "\n".join(rows)


def survivors(judged: list[Verdict]) -> str:
    """The faults that nobody noticed, as differences to the source."""
    return "\n\n".join(
        f"{verdict.mutant}: {verdict.status}\n```diff\n{get_diff_for_mutant(verdict.mutant, path=verdict.path)}\n```"
        for verdict in judged
        if verdict.status in _UNNOTICED
    )


def main() -> None:
    options = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    options.add_argument("--sample", default="300", help="how many mutants, or: all")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--room", default="", help="only rooms whose name begins so, such as dialogs/turns")
    chosen = options.parse_args()
    found = {room: names for room, names in mutants().items() if room.startswith(chosen.room)}
    sizes = {room: len(names) for room, names in found.items()}
    names = sample(found, sum(sizes.values()) if chosen.sample == "all" else int(chosen.sample), chosen.seed)
    ran = subprocess.run([Path(sys.executable).parent / "mutmut", "run", *names], check=False)
    judged = verdicts(names)
    if ran.returncode or not judged:
        sys.exit("mutmut did not get through: see above.")
    report = f"Sample {chosen.sample}, seed {chosen.seed}.\n\n{table(judged, sizes)}\n"
    (_WORKSHOP / "score.md").write_text(f"{report}\n{survivors(judged)}\n", "utf-8")
    print(f"\n{report}\nWhat survived: {_WORKSHOP / 'score.md'}")


if __name__ == "__main__":
    main()
