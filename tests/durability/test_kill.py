"""The kill test: SIGKILL at every named point, on both databases, and the ledgers compared afterwards.

KILLS=20 (make soak) kills twenty times at each point instead of three.
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database
from tests.builders import START
from tests.conftest import Tell
from tests.durability import judge
from tests.durability.child import POINTS, Kill
from tests.durability.rig import rig
from tests.durability.story import Telling

KILLS = int(os.environ.get("KILLS", "3"))
#: One company is enough for three kills a point.
SCALE = -(-KILLS // 3)


def plan(kills: int, seed: int) -> list[Kill]:
    """`kills` of every point, mixed. Staff act in the first rounds only, so their points come first."""
    chance = random.Random(seed)
    early = [Kill(point, 1) for point in POINTS if point.startswith("staff") for _ in range(kills)]
    late = [
        Kill(point, chance.randint(1, 3)) for point in POINTS if not point.startswith("staff") for _ in range(kills)
    ]
    chance.shuffle(early)
    chance.shuffle(late)
    return early + late


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> dict[str, Any]:
    """What comes of the story when nobody is killed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    path = folder / "kinline.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    with rig(database, folder, START) as around:
        telling = Telling(around, SCALE)
        telling.tell(0)
        assert telling.broken == judge.lost_or_doubled(telling) == judge.too_many_copies(telling) == []
        effects = judge.effects(telling)
    database.close()
    return effects


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_wherever_it_is_killed(
    database: Database, undisturbed: dict[str, Any], tmp_path: Path, tell: Tell
) -> None:
    """However often and wherever the program is killed, the story ends as if it had not been."""
    kills = plan(KILLS, seed=7)
    with rig(database, tmp_path, START, kills) as around:
        telling = Telling(around, SCALE)
        telling.tell(len(kills))
        hits = around.hits()
        name = database.url.get_backend_name()
        tell(f"killed, {name}: " + ", ".join(f"{point} {hits[point]}" for point in POINTS))
        tell(f"copies on the wire (SMS), {name}: {dict(sorted(judge.copies(telling).items()))}")
        assert {point: hits[point] for point in POINTS} == dict.fromkeys(POINTS, KILLS)
        assert telling.broken == []
        assert judge.lost_or_doubled(telling) == []
        assert judge.too_many_copies(telling) == []
        assert judge.stuck(telling) == []
        assert judge.differences(judge.effects(telling), undisturbed) == []
