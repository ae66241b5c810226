"""The golden journeys: every transcript of this folder, played against the real door and the real database.

`JOURNEYS=write pytest tests/journeys` writes what really followed into the files; read every line before it stays.
It also adds to `audit.words` what the audit says for the first time.
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
#: Every word by which the audit says what happened to a row in any journey. Auditors count by them: they stay.
WORDS = FOLDER / "audit.words"


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
    said = _audited(sqlite)
    if runner.IS_WRITING:
        WORDS.write_text("\n".join(sorted(said | _known())) + "\n", "utf-8")
    assert said <= _known()


@pytest.mark.postgres
def test_the_journeys_go_the_same_way_on_postgresql(cluster: Cluster, postgres: Database) -> None:
    """All transcripts once more, one after another on one PostgreSQL database that is emptied in between."""
    database = Database(cluster.url("kinline"), pool=4)
    said: set[str] = set()
    try:
        for path in TRANSCRIPTS:
            try:
                _play(script.read(path), database)
                said |= _audited(database)
            finally:
                with postgres.writing() as connection:
                    for table in metadata.tables.values():
                        connection.execute(delete(table))
    finally:
        database.close()
    assert said == _known(), "a word that no journey says any more must leave audit.words"


def _known() -> set[str]:
    return set(WORDS.read_text("utf-8").split())


def _audited(database: Database) -> set[str]:
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT voice, what FROM audit").all()
    return {f"{voice}:{entry.partition(':')[0]}" for voice, what in rows for entry in what.split()}


def _play(journey: script.Script, database: Database) -> None:
    played = runner.play(journey, database, content())
    if runner.IS_WRITING:
        for block, lines in played:
            block.expected = lines
        journey.path.write_text(journey.text(), "utf-8")
        return
    for block, lines in played:
        assert lines == block.expected, f"{journey.path.name}:{block.line}: {block.played}"
