"""A family with a whole record, told once; every test has a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from msgspec import Struct

from dialogs.ids import Id
from storage.database import Database
from tests.builders import Clock, Household, Story
from tests.exchange.telling import tell


class Told(Struct, frozen=True):
    """A database file in which a story was told to its end, and whose."""

    path: Path
    program: Id
    home: Household
    now: datetime


@pytest.fixture(scope="session")
def told(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    path = tmp_path_factory.mktemp("told") / "kinline.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    story = Story(database)
    home = story.family("G1", detail_level=2)
    tell(story, home)
    story.close()
    database.close()
    return Told(path, story.program, home, story.clock())


@pytest.fixture
def story(told: Told, tmp_path: Path) -> Iterator[Story]:
    """The told story, to go on with."""
    shutil.copy(told.path, tmp_path / "kinline.db")
    database = Database(f"sqlite:///{tmp_path / 'kinline.db'}")
    story = Story(database, program=told.program, clock=Clock(told.now))
    yield story
    story.close()
    database.close()


@pytest.fixture
def home(told: Told) -> Household:
    """Rosa, whose phone is hers alone and may carry everything."""
    return told.home
