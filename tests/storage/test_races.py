"""Two writers on one database, as two processes have: nothing lost, nothing doubled, nobody waits in a circle."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from dialogs.rows.desk import Note
from dialogs.rows.messages import Message, Outgoing
from dialogs.rows.people import Family
from storage.database import Database
from storage.writer import Writer, Written
from tests.builders import Household, Story
from tests.storage.changes import LONGEST, Gathering, change, message, note, outgoing


@pytest.fixture
def pair(story: Story) -> Iterator[tuple[Writer, Writer]]:
    """The story's writer, and another with connections of its own."""
    database = Database(story.database.url.render_as_string(hide_password=False))
    other = Writer(database)
    yield story.writer, other
    other.close()
    database.close()


def _version(story: Story, who: Household) -> int:
    return story.rows(Family, who)[0].version


def _insist(story: Story, writer: Writer, who: Household) -> None:
    """Read, think, write if unchanged; again until it is written."""
    for _ in range(1000):
        written = writer.write(change(story, who, note(story, who), version=_version(story, who))).result(LONGEST)
        if written is Written.DONE:
            return
    raise AssertionError("never got through")


def test_two_writers_never_lose_an_update(
    story: Story, pair: tuple[Writer, Writer], caplog: pytest.LogCaptureFixture
) -> None:
    """Eight callers write the same three families through two writers: every write is counted once."""
    families = [story.family() for _ in range(3)]

    def work(number: int) -> None:
        for turn in range(12):
            _insist(story, pair[number % 2], families[(turn * (number + 1)) % 3])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert sum(_version(story, who) - 1 for who in families) == 8 * 12
    assert [len(story.rows(Note, who)) for who in families] == [_version(story, who) - 1 for who in families]
    # A deadlock or a lock that timed out would have been survived, and would stand here.
    assert caplog.messages == []


def test_the_same_batches_in_opposite_order(
    story: Story, pair: tuple[Writer, Writer], caplog: pytest.LogCaptureFixture
) -> None:
    """Forty strangers' texts reach two processes at once in opposite order: each is taken once, without a deadlock."""
    for round_number in range(5):
        names = [f"SM{round_number}-{number:02}" for number in range(40)]
        with Gathering(story, *pair):
            futures = [
                (name, writer.write(change(story, None, message(story, name), outgoing(story, f"reply-to-{name}"))))
                for writer, order in zip(pair, (names, names[::-1]), strict=True)
                for name in order
            ]
        done = Counter(name for name, future in futures if future.result(LONGEST) is Written.DONE)
        assert done == Counter(names)
    assert len(story.rows(Message)) == len(story.rows(Outgoing)) == 200
    assert caplog.messages == []


def test_one_message_to_two_processes_is_taken_once(story: Story, pair: tuple[Writer, Writer]) -> None:
    """The provider repeats itself to another machine before the first has committed."""
    who = story.family()
    with Gathering(story, *pair):
        futures = [writer.write(change(story, who, message(story, "SM1"))) for writer in pair]
    results = [future.result(LONGEST) for future in futures]
    assert results.count(Written.DONE) == 1
    assert len(story.rows(Message)) == 1
    assert _version(story, who) == 2


def test_every_batch_inserts_in_the_same_order(story: Story) -> None:
    """Table by table, and within a table by the key that two processes may both want: that is why nobody deadlocks."""
    tables: list[str] = []

    def watch(statement: str) -> None:
        if statement.startswith("INSERT") and (table := statement.split()[2]) not in tables:
            tables.append(table)

    who = story.family()
    first, second, third = (message(story, f"SM{number}") for number in (3, 1, 2))
    gathering = Gathering(story)
    if story.database.is_sqlite:  # whose driver tells of every statement; the writer is the same for both
        event.listen(story.database.engine, "checkout", lambda driver, *_: driver.set_trace_callback(watch))
    with gathering:
        futures = [
            story.writer.write(change(story, None, outgoing(story, "b"), first)),
            story.writer.write(change(story, who, note(story, who), second)),
            story.writer.write(change(story, None, third, outgoing(story, "a"))),
        ]
    assert [future.result(LONGEST) for future in futures] == [Written.DONE] * 3
    assert tables == (["note", "audit", "message", "outgoing"] if story.database.is_sqlite else [])
    place = "rowid" if story.database.is_sqlite else "ctid"
    with story.database.reading() as connection:
        heard = connection.execute(text(f"SELECT provider_id FROM message ORDER BY {place}")).scalars().all()
        said = connection.execute(text(f"SELECT once_key FROM outgoing ORDER BY {place}")).scalars().all()
    assert (heard, said) == (["SM1", "SM2", "SM3"], ["a", "b"])


#: (family, what): a fresh change, one from an old snapshot, a text already heard, one to two writers.
_MOVES = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["fresh", "old", "heard", "mixed"])), max_size=25)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(moves=_MOVES)
def test_versions_count_what_was_acknowledged(
    story: Story, pair: tuple[Writer, Writer], moves: list[tuple[int, str]]
) -> None:
    """Whatever is written, in whatever order and by whom: a family's version is one and the writes that were done."""
    families = [story.family(f"F-{story.id().hex}") for _ in range(4)]
    done: Counter[int] = Counter()
    rows: Counter[int] = Counter()
    waiting = []
    for number, what in moves:
        who, version = families[number], 1 + done[number]
        kind = message(story, who.family.id.hex, who.contact) if what == "heard" else note(story, who)
        if what == "old":
            version -= random.Random(number).randint(1, 3)
        futures = [
            writer.write(change(story, who, kind if writer is pair[0] else note(story, who), version=version))
            for writer in (pair if what == "mixed" else pair[:1])
        ]
        waiting += futures
        acknowledged = sum(future.result(LONGEST) is Written.DONE for future in futures)
        assert acknowledged <= 1
        done[number] += acknowledged
        rows[number] += acknowledged
    for number, who in enumerate(families):
        assert _version(story, who) == 1 + done[number]
        assert len(story.rows(Note, who)) + len(_heard(story, who)) == rows[number]


def _heard(story: Story, who: Household) -> list[Message]:
    return story.rows(Message, who)
