"""A running line on each database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.providers.line import Line, line


@pytest.fixture
async def running(database: Database) -> AsyncIterator[Line]:
    async with line(database) as made:
        yield made
