"""The words as the program ships them: reading is only as good as they are."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dialogs.reading.words import Words, parse

LOCALES = Path(__file__).parents[3] / "locales"


@pytest.fixture(scope="session")
def words() -> Words:
    """All words files of the project."""
    return parse({path.parent.name: path.read_text("utf-8") for path in LOCALES.glob("*/words.toml")})


@pytest.fixture(scope="session")
def now() -> datetime:
    """Wednesday, 11 March 2026, ten in the morning in Chicago."""
    return datetime(2026, 3, 11, 10, tzinfo=ZoneInfo("America/Chicago"))
