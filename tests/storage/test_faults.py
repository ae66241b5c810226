"""The disk fills up, connections are cut: what was acknowledged stays, and work goes on afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from dialogs.rows.desk import Note
from dialogs.rows.people import Family
from storage import migrate
from storage.database import Database
from storage.writer import Written
from tests.builders import Household, Story
from tests.cluster import only_postgres
from tests.storage.changes import LONGEST, Gathering, change, note

_WORDS = "x" * 8000


def _until_full(story: Story, who: list[Household]) -> set[str]:
    """Three families write at once, again and again, until the disk refuses; the words that were acknowledged."""
    acknowledged: set[str] = set()
    for version in range(1, 10_000):
        futures = {}
        for one in who:
            words = f"{version} {one.family.id.hex} {_WORDS}"
            futures[words] = story.writer.write(change(story, one, note(story, one, words), version=version))
        refused = [words for words, future in futures.items() if future.exception(LONGEST) is not None]
        acknowledged |= {words for words, future in futures.items() if words not in refused and _is_done(future)}
        if refused:
            assert "full" in str(futures[refused[0]].exception())
            return acknowledged
    raise AssertionError("the disk never filled up")


def _is_done(future: Future[Written]) -> bool:
    return future.result() is Written.DONE


def _on_disk(story: Story, who: list[Household]) -> set[str]:
    return {row.text for one in who for row in story.rows(Note, one)}


def test_a_full_database_loses_nothing_and_recovers(sqlite_template: Path, tmp_path: Path) -> None:
    """SQLite's own SQLITE_FULL, by a limit on pages: what was answered is there, what was refused is not."""
    path = tmp_path / "kinline.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    pages = 500

    @event.listens_for(database.engine, "checkout")
    def limit(driver: Any, *_: Any) -> None:
        driver.execute(f"PRAGMA max_page_count = {pages}")

    story = Story(database)
    who = [story.family() for _ in range(3)]
    acknowledged = _until_full(story, who)
    assert acknowledged
    assert _on_disk(story, who) == acknowledged
    pages = 5000
    again = story.writer.write(change(story, who[0], note(story, who[0], "after"), version=_versions(story, who)[0]))
    assert again.result(LONGEST) is Written.DONE
    assert _on_disk(story, who) == acknowledged | {"after"}
    story.close()
    database.close()


def _versions(story: Story, who: list[Household]) -> list[int]:
    return [story.rows(Family, one)[0].version for one in who]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 MB; skipped where none may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no file system may be mounted here (needs root)")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_loses_nothing_and_recovers(small_disk: Path) -> None:
    """A real file system without room for the WAL: the same, and it goes on once somebody has made room."""
    database = Database(f"sqlite:///{small_disk / 'kinline.db'}")
    migrate.upgrade(database)
    story = Story(database)
    who = [story.family() for _ in range(3)]
    ballast = small_disk / "ballast"
    with database.reading() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    free = int(subprocess.run(["stat", "-f", "-c", "%a", small_disk], check=True, capture_output=True).stdout) * 4096
    ballast.write_bytes(bytes(free - 2_000_000))
    acknowledged = _until_full(story, who)
    assert acknowledged
    assert _on_disk(story, who) == acknowledged
    ballast.unlink()
    again = story.writer.write(change(story, who[0], note(story, who[0], "after"), version=_versions(story, who)[0]))
    assert again.result(LONGEST) is Written.DONE
    assert _on_disk(story, who) == acknowledged | {"after"}
    story.close()
    database.close()


@only_postgres
def test_cut_connections_are_made_anew(story: Story) -> None:
    """PostgreSQL ends every session, in the middle of a batch and between two: each change is still written once."""
    who = [story.family() for _ in range(5)]
    cut = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE :query"
    )
    with Gathering(story):
        futures = [story.writer.write(change(story, one, note(story, one))) for one in who]
        with story.database.reading() as connection:
            while connection.execute(cut, {"query": "%FOR UPDATE SKIP LOCKED%"}).scalar_one() == 0:
                os.sched_yield()  # the batch has begun, and is on its way to the lock
    assert [future.result(LONGEST) for future in futures] == [Written.DONE] * 5
    assert _versions(story, who) == [2] * 5
    with story.database.reading() as connection:
        connection.execute(cut, {"query": "%"})
    last = story.writer.write(change(story, who[0], note(story, who[0]), version=2))
    assert last.result(LONGEST) is Written.DONE
