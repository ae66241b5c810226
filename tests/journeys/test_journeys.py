"""The golden journeys: every transcript of this folder, played against the real door and the real database.

`JOURNEYS=write pytest tests/journeys` writes what really followed into the files; read every line before it stays.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, event

from storage.database import Database
from storage.tables.base import metadata
from tests.builders import content
from tests.cluster import Cluster
from tests.journeys import runner, script

FOLDER = Path(__file__).parent
TRANSCRIPTS = sorted(FOLDER.glob("*.txt"))


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A database without rows. What the transcripts test is not durability: they do without its price."""
    path = tmp_path / "kinline.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")

    @event.listens_for(database.engine, "connect")
    def _hurry(driver: object, _record: object) -> None:
        driver.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]

    yield database
    database.close()


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in TRANSCRIPTS])
def test_a_journey_goes_as_its_transcript_says(path: Path, sqlite: Database) -> None:
    """Each line that the family, staff or the clock plays is followed by exactly the lines below it."""
    _play(script.read(path), sqlite)


@pytest.mark.postgres
def test_the_journeys_go_the_same_way_on_postgresql(cluster: Cluster, postgres: Database) -> None:
    """All transcripts once more, one after another on one PostgreSQL database that is emptied in between."""
    database = Database(cluster.url("kinline"), pool=4)
    try:
        for path in TRANSCRIPTS:
            try:
                _play(script.read(path), database)
            finally:
                with postgres.writing() as connection:
                    for table in metadata.tables.values():
                        connection.execute(delete(table))
    finally:
        database.close()


def _play(journey: script.Script, database: Database) -> None:
    played = runner.play(journey, database, content())
    if runner.IS_WRITING:
        for block, lines in played:
            block.expected = lines
        journey.path.write_text(journey.text(), "utf-8")
        return
    for block, lines in played:
        assert lines == block.expected, f"{journey.path.name}:{block.line}: {block.played}"
