"""Changes made by hand, and a way to keep a writer waiting until several of them have gathered."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from typing import Any

from msgspec import Struct
from sqlalchemy import text

from dialogs.rows.desk import Note
from dialogs.rows.messages import Message, Outgoing
from dialogs.rows.people import Contact
from dialogs.snapshot import Happened
from storage.database import Database
from storage.record import Change, Happening, record
from storage.writer import Writer, Written
from tests.builders import Household, Story

#: What no test should wait longer for, in seconds; only a writer that hangs reaches it.
LONGEST = 60


def change(
    story: Story, who: Household | None, *rows: Struct, version: int = 1, altered: tuple[Struct, ...] = ()
) -> Change:
    """What a turn would hand to the writer: new rows, altered ones, one audit row, and the version that was seen."""
    frame = Happening(story.program, who.family if who else None, "staff", None, story.id(), story.clock())
    happened = tuple(
        Happened(row, is_new, ("made",)) for some, is_new in ((rows, True), (altered, False)) for row in some
    )
    return record(happened, frame, story.keys, version=version if who else None)


def note(story: Story, who: Household, words: str = "note") -> Note:
    return Note(story.id(), who.contact.id, story.coordinator.id, words, story.clock())


def message(story: Story, provider_id: str, contact: Contact | None = None) -> Message:
    """A text from a contact, or from somebody whom nobody knows."""
    sender = contact.id if contact else None
    return Message(story.id(), sender, story.line.id, "phone:somebody", provider_id, "hi", story.clock())


def outgoing(story: Story, once_key: str, **more: Any) -> Outgoing:
    """A message to somebody without a family."""
    now = story.clock()
    return Outgoing(
        story.id(), None, None, story.line.id, "stranger", "reply", "unknown-sender", "en", "Hello", once_key, now, now,
        **more,
    )  # fmt: skip


class Gathering:
    """`with gathering: …` changes written inside wait together: until its end the writer is held up with another."""

    def __init__(self, story: Story, *writers: Writer) -> None:
        self._story, self._writers = story, writers or (story.writer,)
        self._busy = [story.family() for _ in self._writers]
        self._stack = ExitStack()
        self._first: list[Future[Written]] = []

    def __enter__(self) -> None:
        self._stack.enter_context(_held(self._story.database))
        self._first = [
            writer.write(change(self._story, busy, note(self._story, busy)))
            for writer, busy in zip(self._writers, self._busy, strict=True)
        ]
        while not all(future.running() for future in self._first):
            os.sched_yield()

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        assert [future.result(LONGEST) for future in self._first] == [Written.DONE] * len(self._first)


@contextmanager
def _held(database: Database) -> Iterator[None]:
    """No transaction that locks a family gets any further until the block ends."""
    with database.writing() as connection:
        if not database.is_sqlite:  # where BEGIN IMMEDIATE has done it
            connection.execute(text("LOCK TABLE family IN EXCLUSIVE MODE"))
        yield
