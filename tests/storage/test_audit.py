"""Every write leaves an audit row; sealing chains them all, and a chain that was tampered with says where."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from storage import audit, leases
from storage.database import Database
from tests.builders import Story
from tests.cluster import only_postgres


def _talk(story: Story, families: int = 3, texts: int = 4) -> int:
    """Some families write; how many audit rows that made."""
    for _ in range(families):
        household = story.family()
        for number in range(texts):
            story.clock.advance(minutes=1)
            story.hear(household, f"hello {number}")
    return families * texts


def test_sealing_leaves_no_tail(story: Story, database: Database) -> None:
    """All rows get numbers from 1 and a chain; a second look finds nothing to do."""
    rows = _talk(story)
    assert audit.verify(database, story.program) == audit.Report(0, rows, None, "")
    assert audit.seal(database, "a") == rows
    assert audit.seal(database, "a") == 0
    report = audit.verify(database, story.program)
    assert (report.sealed, report.unsealed, report.is_whole, len(report.head)) == (rows, 0, True, 64)


def test_the_chain_goes_on_where_it_ended(story: Story, database: Database) -> None:
    """What is sealed in small steps is one chain, and what comes later is its tail until sealed."""
    rows = _talk(story)
    while audit.seal_tail(database, story.program, limit=5):
        pass
    more = _talk(story, families=1)
    report = audit.verify(database, story.program)
    assert (report.sealed, report.unsealed, report.is_whole) == (rows, more, True)
    audit.seal(database, "a")
    assert audit.verify(database, story.program).is_whole


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        pytest.param("UPDATE audit SET what = 'nothing' WHERE number = 3", 3, id="a row changed"),
        pytest.param("UPDATE audit SET actor_id = program_id WHERE number = 3", 3, id="another did it"),
        pytest.param("DELETE FROM audit WHERE number = 3", 3, id="a row taken out"),
        pytest.param("UPDATE audit SET number = 99 WHERE number = 3", 3, id="a row moved to the end"),
        pytest.param("UPDATE audit SET chain = '' WHERE number = 3", 3, id="a link cut"),
    ],
)
def test_tampering_is_found_where_it_happened(story: Story, database: Database, tampering: str, broken_at: int) -> None:
    """The first number that does not fit is named."""
    _talk(story)
    audit.seal(database, "a")
    with database.writing() as connection:
        connection.execute(text(tampering))
    report = audit.verify(database, story.program)
    assert (report.is_whole, report.broken_at) == (False, broken_at)


def test_who_does_not_lead_seals_nothing(story: Story, database: Database) -> None:
    """One process is elected; the others leave it alone."""
    _talk(story, families=1)
    assert leases.take(database, "audit-sealer", "b", 60)
    assert audit.seal(database, "a") == 0
    assert audit.seal(database, "b") > 0


def test_sealing_while_families_write_and_others_seal(story: Story, database: Database) -> None:
    """Rows that commit between and behind the sealers are sealed once each, in one unbroken chain."""
    households = [story.family() for _ in range(4)]

    def write(number: int) -> None:
        for count in range(10):
            story.hear(households[number], f"hello {count}")

    def seal(_: int) -> None:
        for _ in range(25):
            audit.seal_tail(database, story.program, limit=3)

    with ThreadPoolExecutor(6) as pool:
        working = [pool.submit(write, number) for number in range(4)] + [pool.submit(seal, n) for n in range(2)]
        for work in working:
            work.result()
    audit.seal(database, "a")
    report = audit.verify(database, story.program)
    assert (report.sealed, report.unsealed, report.is_whole) == (40, 0, True)


@only_postgres  # SQLite has one writer: nothing commits late
def test_a_row_that_commits_late_gets_a_later_number(story: Story, database: Database) -> None:
    """An older id that was not yet visible when its neighbours were sealed is not lost."""
    household = story.family()
    with database.writing() as late:
        late.execute(
            text(
                "INSERT INTO audit (id, program_id, family_id, at, voice, what, chain) "
                "VALUES ('00000000-0000-7000-8000-000000000001', :program, :family, now(), 'staff', 'late', '')"
            ),
            {"program": story.program, "family": household.family.id},
        )
        story.hear(household, "hello")
        assert audit.seal(database, "a") == 1
    assert audit.seal(database, "a") == 1
    assert audit.verify(database, story.program).is_whole
