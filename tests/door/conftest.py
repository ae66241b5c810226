"""A story on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.database import Database
from tests.builders import Story


@pytest.fixture
def story(database: Database) -> Iterator[Story]:
    story = Story(database)
    yield story
    story.close()
