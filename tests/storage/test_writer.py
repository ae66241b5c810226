"""Change -> batch -> commit -> answer: what is answered is on disk, and what is on disk was answered."""

from __future__ import annotations

import threading
from concurrent.futures import Future, wait

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, event

from dialogs.rows.desk import Note
from dialogs.rows.messages import Attempt, Message, Outgoing
from dialogs.rows.people import Child, Contact, Family
from storage.database import Database
from storage.writer import Closed, Writer, Written
from tests.builders import Household, Story
from tests.storage.changes import LONGEST, Gathering, change, message, note, outgoing


def _results(futures: list[Future[Written]]) -> list[Written]:
    return [future.result(LONGEST) for future in futures]


def _version(story: Story, who: Household) -> int:
    return story.rows(Family, who)[0].version


def test_changes_that_wait_share_one_commit(story: Story) -> None:
    """Twelve families, one transaction."""
    families = [story.family() for _ in range(12)]
    with Gathering(story):
        futures = [story.writer.write(change(story, who, note(story, who))) for who in families]
    assert _results(futures) == [Written.DONE] * 12
    assert (story.writer.batches, story.writer.changes) == (2, 13)
    assert [_version(story, who) for who in families] == [2] * 12


def test_a_batch_holds_one_change_per_family(story: Story) -> None:
    """The second of a family waits for the first one's commit, and then fits; another family is not held up."""
    ours, theirs = story.family(), story.family()
    with Gathering(story):
        futures = [
            story.writer.write(change(story, who, note(story, who), version=version))
            for who, version in ((ours, 1), (ours, 2), (theirs, 1), (ours, 3))
        ]
    assert _results(futures) == [Written.DONE] * 4
    assert story.writer.batches == 4  # the one that held it up; ours with theirs; ours; ours
    assert (_version(story, ours), _version(story, theirs)) == (4, 2)


def test_no_batch_is_larger_than_the_largest(story: Story) -> None:
    """A long queue is written in pieces, so that the first do not wait for the last."""
    with Gathering(story):
        futures = [story.writer.write(change(story, None, message(story, f"m{n}"))) for n in range(129)]
    assert _results(futures) == [Written.DONE] * 129
    assert story.writer.batches == 4  # the one that held it up; 64; 64; 1


def test_a_batch_waits_for_work_that_is_announced(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """While anybody is about to write, the others wait for them; with nobody left, they share a commit."""
    monkeypatch.setattr("storage.writer._PATIENCE", 10 * LONGEST)
    families = [story.family() for _ in range(3)]
    with story.writer.announced():
        with pytest.raises(KeyError), story.writer.announced():
            raise KeyError  # what was announced came to nothing
        futures = [story.writer.write(change(story, who, note(story, who))) for who in families]
        assert not any(future.done() for future in futures)
    assert _results(futures) == [Written.DONE] * 3
    assert story.writer.batches == 1


def test_nobody_waits_once_there_are_enough(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen leave together, whoever else is announced."""
    monkeypatch.setattr("storage.writer._PATIENCE", 10 * LONGEST)
    families = [story.family() for _ in range(16)]
    with story.writer.announced():
        futures = [story.writer.write(change(story, who, note(story, who))) for who in families]
        assert _results(futures) == [Written.DONE] * 16
    assert story.writer.batches == 1


def test_who_announces_and_never_writes_holds_nobody_up(story: Story) -> None:
    """For longer than a moment; and a writer that closes waits for nobody."""
    ours, theirs = story.family(), story.family()
    with story.writer.announced():
        assert story.writer.write(change(story, ours, note(story, ours))).result(LONGEST) is Written.DONE
        last = story.writer.write(change(story, theirs, note(story, theirs)))
        story.writer.close()
    assert last.result(0) is Written.DONE


def test_a_change_that_saw_an_old_version_is_stale(story: Story) -> None:
    """Nothing of it is written, and it does not disturb its batch."""
    ours, theirs = story.family(), story.family()
    assert story.writer.write(change(story, ours, note(story, ours))).result(LONGEST) is Written.DONE
    with Gathering(story):
        late = story.writer.write(change(story, ours, note(story, ours, "late")))
        other = story.writer.write(change(story, theirs, note(story, theirs)))
    assert _results([late, other]) == [Written.STALE, Written.DONE]
    assert [row.text for row in story.rows(Note, ours)] == ["note"]
    assert _version(story, ours) == 2


def test_a_family_that_is_not_there_is_stale(story: Story) -> None:
    """A family that was erased between reading and writing is read again, and then missed."""
    who = story.family()
    ghost = Household(Family(story.id(), 1, "GHOST"), who.child, who.contact, who.address, who.link)
    assert story.writer.write(change(story, ghost, note(story, ghost))).result(LONGEST) is Written.STALE


def test_a_message_delivered_twice_at_once_is_taken_once(story: Story) -> None:
    """In one batch: the first is written, the second leaves no trace, not even what it would have said."""
    with Gathering(story):
        futures = [
            story.writer.write(change(story, None, message(story, "SM1"), outgoing(story, f"reply-{n}")))
            for n in range(2)
        ]
    assert sorted(_results(futures), key=lambda written: written.value) == [Written.DONE, Written.DUPLICATE]
    assert len(story.rows(Message)) == len(story.rows(Outgoing)) == 1


def test_a_message_known_for_long_is_a_duplicate(story: Story) -> None:
    """Across batches too, and the family's version stays."""
    who = story.family()
    first, again = message(story, "SM1"), message(story, "SM1")
    assert story.writer.write(change(story, who, first)).result(LONGEST) is Written.DONE
    assert story.writer.write(change(story, who, again, version=2)).result(LONGEST) is Written.DUPLICATE
    assert _version(story, who) == 2


def test_once_keys_make_a_second_insert_harmless(story: Story) -> None:
    """What was promised once is kept once; the rest of the change is written."""
    ours, theirs = story.family(), story.family()
    with Gathering(story):
        futures = [
            story.writer.write(change(story, who, outgoing(story, "once"), note(story, who))) for who in (ours, theirs)
        ]
    assert _results(futures) == [Written.DONE] * 2
    assert (len(story.rows(Outgoing)), len(story.rows(Note, ours) + story.rows(Note, theirs))) == (
        1,
        2,
    )


def test_a_message_without_a_family_is_claimed_once(story: Story) -> None:
    """No family, no lock: then the attempt's number decides who was first, and the other reads again."""
    text = outgoing(story, "hello")
    story.writer.write(change(story, None, text)).result(LONGEST)
    with Gathering(story):
        claims = [
            story.writer.write(change(story, None, Attempt(story.id(), text.id, 1, story.clock()))) for _ in range(2)
        ]
    assert sorted(_results(claims), key=lambda written: written.value) == [Written.DONE, Written.STALE]
    assert len(story.rows(Attempt)) == 1


def test_what_is_altered_is_altered_alone(story: Story, caplog: pytest.LogCaptureFixture) -> None:
    """Two families in one batch, two kinds of row each: every row gets its own values, and none had to run alone."""
    families = [story.family() for _ in range(2)]
    with Gathering(story):
        futures = [
            story.writer.write(
                change(
                    story, who, note(story, who),
                    altered=(replace(who.contact, language=language), replace(who.child, suppressed="loss")),
                )
            )
            for who, language in zip(families, ("es", "en"), strict=True)
        ]  # fmt: skip
    assert _results(futures) == [Written.DONE] * 2
    for who, language in zip(families, ("es", "en"), strict=True):
        assert replace(who.contact, language=language) in story.rows(Contact, who)
        assert replace(who.child, suppressed="loss") in story.rows(Child, who)
        assert [row.text for row in story.rows(Note, who)] == ["note"]
    assert (story.writer.batches, caplog.messages) == (2, [])


def test_a_poison_change_fails_alone(story: Story, caplog: pytest.LogCaptureFixture) -> None:
    """The batch is rolled back and each runs alone: four are committed, the fifth hears why, without the words."""
    families = [story.family() for _ in range(5)]
    taken = note(story, families[0], "CANARY")
    story.writer.write(change(story, families[0], taken)).result(LONGEST)
    with Gathering(story):
        futures = [story.writer.write(change(story, who, note(story, who))) for who in families[1:]]
        poison = story.writer.write(change(story, families[0], taken, version=2))
    error = poison.exception(LONGEST)
    assert "unique" in str(error).lower()
    assert _results(futures) == [Written.DONE] * 4
    assert [_version(story, who) for who in families] == [2] * 5
    assert "CANARY" not in f"{error}{caplog.text}"


def test_nobody_is_answered_before_the_commit(story: Story) -> None:
    """At the moment of COMMIT every caller is still waiting."""
    futures: list[Future[Written]] = []
    answered: list[bool] = []
    event.listen(story.database.engine, "commit", lambda _: answered.extend(future.done() for future in futures))
    families = [story.family() for _ in range(3)]
    with Gathering(story):
        futures += [story.writer.write(change(story, who, note(story, who))) for who in families]
    wait(futures, LONGEST)
    # Three futures each at the commit that held the writer up, its own, and that of their batch.
    assert answered == [False] * 9


def test_a_commit_that_fails_answers_nobody_with_done(story: Story) -> None:
    """The callers hear the error, nothing is on disk, and the writer goes on when the trouble is over."""
    who = story.family()
    trouble = True

    def fail(_: Connection) -> None:
        if trouble:
            raise OSError("disk I/O error")

    event.listen(story.database.engine, "commit", fail)
    failed = story.writer.write(change(story, who, note(story, who)))
    with pytest.raises(OSError, match="disk"):
        failed.result(LONGEST)
    assert (_version(story, who), story.rows(Note, who)) == (1, [])
    trouble = False
    assert story.writer.write(change(story, who, note(story, who))).result(LONGEST) is Written.DONE


def test_closing_writes_what_waits(database: Database) -> None:
    """Nothing that was accepted is dropped; afterwards nothing is accepted."""
    story = Story(database)
    families = [story.family() for _ in range(10)]
    with Gathering(story):
        futures = [story.writer.write(change(story, who, note(story, who))) for who in families]
    story.close()
    assert all(future.done() for future in futures)
    assert _results(futures) == [Written.DONE] * 10
    with pytest.raises(Closed, match="writer is closed"):
        story.writer.write(change(story, families[0], note(story, families[0]), version=2))
    story.close()


def test_a_caller_who_gave_up_in_time_writes_nothing(story: Story) -> None:
    """A cancelled change is left out and the writer lives on; one that is being written cannot be cancelled."""
    ours, theirs = story.family(), story.family()
    with Gathering(story):
        gone = story.writer.write(change(story, ours, note(story, ours)))
        stays = story.writer.write(change(story, theirs, note(story, theirs)))
        assert gone.cancel()
    assert stays.result(LONGEST) is Written.DONE
    assert (_version(story, ours), _version(story, theirs)) == (1, 2)


def test_a_change_is_about_one_message(story: Story) -> None:
    """Two could end half taken; that is a mistake of ours, said at once."""
    with pytest.raises(ValueError, match="one message"):
        story.writer.write(change(story, None, message(story, "a"), message(story, "b")))


def test_a_writer_without_work_closes(database: Database) -> None:
    """No change, no commit, no thread left; while it lives, its thread has a name and keeps no process alive."""
    writer = Writer(database)
    (thread,) = (thread for thread in threading.enumerate() if thread.name == "kinline-writer")
    assert thread.daemon
    writer.close()
    assert not thread.is_alive()
    assert (writer.batches, writer.changes) == (0, 0)
