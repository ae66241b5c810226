"""One quick test for each promise of the line that one wrong edit could break; sabotage/ holds those edits.

On SQLite: what is promised does not depend on the database, and a twin must be found out within seconds.
"""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.channel import Inbound
from bot.door import Door
from dialogs.rows.interviews import Answer
from dialogs.rows.messages import Message, Outgoing, Prompt
from dialogs.rows.people import Address, Contact, Family, Link
from dialogs.turns import acts
from dialogs.turns.provider import Reported
from storage import outbox
from storage.database import Database
from tests.builders import ZONE, Household, Story, content
from tests.providers.line import Line, line

#: A promise is broken within a fraction of this, in seconds; one that is kept costs it once.
SILENCE = 0.5
VISIT = datetime(2026, 3, 20, 14, 30)  # noqa: DTZ001  (wall time of the visit's own zone)


@pytest.fixture
def one_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "kinline.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
async def running(one_database: Database) -> AsyncIterator[Line]:
    async with line(one_database) as made:
        yield made


@pytest.fixture
def story(one_database: Database) -> Iterator[Story]:
    made = Story(one_database)
    yield made
    made.close()


async def test_a_text_is_acknowledged_only_after_its_commit(running: Line) -> None:
    """While the commit is held up there is no 200; when it is through, there is."""
    rosa = running.world.sms_family(1, consent="active")
    reached, may_go_on = threading.Event(), threading.Event()

    def hold(point: str) -> None:
        if point == "family-before-commit":
            reached.set()
            may_go_on.wait(10)

    running.house.door._crossing = hold
    with ThreadPoolExecutor(1) as own:
        answer = own.submit(running.twilio.say, rosa.address.value, "INFO")
        assert await asyncio.to_thread(reached.wait, 10)
        await asyncio.wait([asyncio.wrap_future(answer)], timeout=SILENCE)
        was_early = answer.done()
        may_go_on.set()
        assert await asyncio.wrap_future(answer) == 200
    assert not was_early
    assert len(running.rows(Message, rosa)) == 1


async def test_no_transaction_is_open_while_a_provider_answers(running: Line) -> None:
    """While one send hangs at the provider, another family's text is committed and acknowledged."""
    rosa, ana = running.world.sms_family(1, consent="active"), running.world.sms_family(2, consent="active")
    running.twilio.fault("slow", path="Messages.json", seconds=8)
    with ThreadPoolExecutor(2) as own:
        first = own.submit(running.twilio.say, rosa.address.value, "INFO")
        await running.until(lambda: len(running.texts(rosa)) == 1, "the slow send did not begin")
        second = own.submit(running.twilio.say, ana.address.value, "INFO")
        done, _ = await asyncio.wait([asyncio.wrap_future(second)], timeout=4)
        running.twilio.release()
        assert done, "another family had to wait for a provider"
        assert (await asyncio.wrap_future(first), second.result()) == (200, 200)


async def test_the_same_text_delivered_twice_has_one_effect(running: Line) -> None:
    """The same MessageSid in parallel and again: 200 each time, one message, one reply."""
    rosa = running.world.sms_family(1, consent="active")
    record = running.twilio.text(rosa.address.value, "INFO")
    with ThreadPoolExecutor(4) as own:
        loop = asyncio.get_running_loop()
        answers = await asyncio.gather(*(loop.run_in_executor(own, running.twilio.deliver, record) for _ in range(4)))
        answers.append(await loop.run_in_executor(own, running.twilio.deliver, record))
    await running.quiet()
    assert [status for status, _ in answers] == [200] * 5
    assert len(running.rows(Message, rosa)) == 1
    assert len(running.texts(rosa)) == 1


def test_what_was_said_under_another_owner_is_not_said(story: Story) -> None:
    """A throttled notice waits, a person takes the thread over, and the notice stays unsaid."""
    rosa = story.family()
    other = _second_contact(story, rosa)
    story.act(rosa, acts.AddVisit(rosa.child.id, VISIT, ZONE, "Room 4"))
    for _ in range(60):
        if story.deliver() and all(row.state == "open" for row in story.rows(Prompt)):
            break
        story.clock.advance(hours=1)
    story.hear(rosa, "coming")
    notice = next(row for row in story.rows(Outgoing) if row.purpose == "notice")
    due = outbox.Due(notice.id, story.program, rosa.family.id)
    assert story.door.strike(due, "outgoing").message is not None
    story.act(rosa, acts.TakeOver(other.id))
    story.door.report(due, Reported(notice.id, "later", after=timedelta(seconds=5)))
    story.clock.advance(seconds=10)
    assert notice.id not in {message.id for message in story.deliver()}
    after = next(row for row in story.rows(Outgoing) if row.id == notice.id)
    assert (after.state, after.reason) == ("suppressed", "owner_changed")


def test_two_texts_at_once_are_thought_one_after_the_other(story: Story) -> None:
    """Both saw the same family; the second thinks again and answers the next question, not the same once more."""
    rosa = _asked(story)
    both_thought = threading.Barrier(2)
    waited: set[int] = set()

    def meet(point: str) -> None:
        if point == "family-before-commit" and threading.get_ident() not in waited:
            waited.add(threading.get_ident())
            both_thought.wait(10)

    door = Door(story.database, story.writer, story.directory, story.keys, content(), story.clock, crossing=meet)
    with ThreadPoolExecutor(2) as pool:
        outcomes = pool.map(lambda number: door.hear(_inbound(story, rosa, "2", f"both-{number}")), range(2))
        assert [outcome.what for outcome in outcomes] == ["written", "written"]
    links = [row.link_id for row in story.rows(Answer, rosa)]
    assert len(links) == len(set(links)), "one question was answered twice"
    assert story.rows(Family, rosa)[0].version > 1


def test_a_button_answers_its_own_question_only(story: Story) -> None:
    """A button under an older question is called old; the open question stays open."""
    rosa = _asked(story)
    old = next(row for row in story.rows(Prompt, rosa) if row.state == "open")
    story.hear(rosa, "2")
    story.clock.advance(seconds=30)
    story.deliver()
    before = len(story.rows(Answer, rosa))
    story.hear(rosa, "", prompt_id=old.id, button=old.options[0].code)
    story.clock.advance(seconds=30)
    assert any("older question" in message.text for message in story.deliver())
    assert len(story.rows(Answer, rosa)) == before


def _asked(story: Story) -> Household:
    """A family that is being asked a question of the form `first8` with options, and has its text."""
    rosa = story.family(detail_level=2)
    story.act(rosa, acts.StartInterview(rosa.contact.id, rosa.child.id, "first8"))
    for said in ("1", "that she walks to school", ""):
        story.clock.advance(seconds=30)
        story.deliver()
        if said:
            story.hear(rosa, said)
    open_prompts = [row for row in story.rows(Prompt, rosa) if row.state == "open"]
    assert open_prompts
    assert open_prompts[0].options
    return rosa


def _second_contact(story: Story, who: Household) -> Contact:
    contact = Contact(story.id(), "Luis Gomez", "en", zone=ZONE, consent="active")
    address = Address(story.id(), contact.id, story.line.id, story.line.channel, "luis")
    link = Link(story.id(), contact.id, who.child.id, "father")
    story.add(who.family, contact, address, link)
    return contact


def _inbound(story: Story, who: Household, text: str, provider_id: str) -> Inbound:
    return Inbound(story.line.channel, story.line.sender, who.address.value, text, provider_id, story.clock())
