"""Who is told that a person reads it, and when the bot has the talk again: told through the real door."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs.reminders.zones import wall
from dialogs.rows.care import Appointment, Item
from dialogs.rows.desk import Thread
from dialogs.rows.interviews import Answer
from dialogs.turns import acts
from tests.builders import Household, Story


@pytest.fixture
def home(story: Story) -> Household:
    return story.family()


def keys(story: Story) -> list[str]:
    return [message.key for message in story.deliver() if message.contact_id]


def hears(story: Story, home: Household, text: str) -> list[str]:
    """What the family is sent upon a text, some minutes after what was before."""
    story.clock.advance(minutes=5)
    story.hear(home, text)
    return keys(story)


def thread(story: Story, home: Household) -> Thread:
    return next(row for row in story.rows(Thread, home) if row.contact_id == home.contact.id)


def replies(story: Story, home: Household, text: str) -> None:
    story.clock.advance(minutes=5)
    act = acts.Reply(home.contact.id, text, None, text, is_anyway=True)
    assert isinstance(story.act(home, act).result, acts.Done)
    story.deliver()


def test_while_people_write_to_each_other_nobody_needs_a_receipt(story: Story, home: Household) -> None:
    """Then an hour passes without a word of staff: the next text is told once when somebody reads it."""
    assert hears(story, home, "the pump is broken, who do I call")[0].startswith("receipt")
    replies(story, home, "We call them for you.")
    assert hears(story, home, "it is the blue pump from the clinic") == []
    story.clock.advance(minutes=70)
    (key,) = hears(story, home, "the pump still makes that noise")
    assert key.startswith("receipt")
    assert hears(story, home, "and the bag leaks a bit as well") == []


@pytest.mark.parametrize("question", ["is she in on friday?", "when does she come back"])
def test_a_question_that_stays_open_in_a_talk_has_its_receipt(story: Story, home: Household, question: str) -> None:
    """Staff are just writing with them: after some minutes without an answer the family hears that it came, once."""
    replies(story, home, "She is in today.")
    assert hears(story, home, question) == []
    story.clock.advance(minutes=5)
    assert keys(story) == ["receipt-open"]
    assert hears(story, home, "and who is there at night?") == []
    story.clock.advance(minutes=10)
    assert keys(story) == []


def test_a_question_that_is_answered_in_a_talk_needs_none(story: Story, home: Household) -> None:
    """The answer takes the receipt back; the next question is another spell."""
    replies(story, home, "She is in today.")
    assert hears(story, home, "and tomorrow?") == []
    story.act(home, acts.Reply(home.contact.id, "Tomorrow too.", None, "2", is_anyway=True))
    story.clock.advance(minutes=10)
    assert keys(story) == [""]
    assert hears(story, home, "and on friday?") == []
    story.act(home, acts.Resolve(home.contact.id))
    story.clock.advance(minutes=10)
    assert keys(story) == []


def test_a_question_in_spanish_has_its_receipt_too(story: Story) -> None:
    home = story.family(language="es")
    replies(story, home, "Hoy si.")
    assert hears(story, home, "y el viernes ¿esta la doctora") == []
    story.clock.advance(minutes=5)
    assert keys(story) == ["receipt-open"]


def test_after_a_call_that_was_answered_the_next_question_has_its_receipt(story: Story, home: Household) -> None:
    """The thread waits as before: whether the text is dealt with, staff say."""
    hears(story, home, "person")
    (item,) = [row for row in story.rows(Item, home) if row.kind == "call"]
    assert thread(story, home).receipt_sent
    assert isinstance(story.act(home, acts.CloseItem(item.id, "reached_agreed")).result, acts.Done)
    assert (thread(story, home).receipt_sent, thread(story, home).status) == (False, "needs_reply")


def asked_for_a_person(story: Story, home: Household) -> None:
    start = acts.StartInterview(home.contact.id, home.child.id, "matters", send_now="asked")
    assert isinstance(story.act(home, start).result, acts.Done)
    story.deliver()
    assert hears(story, home, "1") == ["form-matters-wm1"]
    assert "person-coming" in hears(story, home, "person")
    assert thread(story, home).owner_kind == "human"


def test_go_on_after_asking_for_a_person_goes_on(story: Story, home: Household) -> None:
    """The question is asked again; the call that was asked for stays on the list."""
    asked_for_a_person(story, home)
    assert hears(story, home, "GO ON") == ["form-matters-wm1"]
    assert (thread(story, home).owner_kind, thread(story, home).status) == ("bot", "needs_reply")
    assert [row.state for row in story.rows(Item, home) if row.kind == "call"] == ["open"]
    hears(story, home, "That she walks")
    assert [row.raw for row in story.rows(Answer, home)] == ["That she walks"]


def test_go_on_to_a_person_who_wrote_is_for_that_person(story: Story, home: Household) -> None:
    """ "Shall I send the form?" "Go ahead": no interview begins in between."""
    asked_for_a_person(story, home)
    replies(story, home, "Shall I send the letter?")
    assert hears(story, home, "go ahead") == []
    assert thread(story, home).owner_kind == "human"


@pytest.mark.parametrize(
    ("text", "reply", "waits"),
    [
        pytest.param("yes, but the ride is not sure", "accepted", True, id="a yes and a remark"),
        pytest.param("1 or 2, which is it now", "needs-action", True, id="no answer before it"),
    ],
)
def test_a_remark_behind_a_yes_to_a_visit(story: Story, home: Household, text: str, reply: str, waits: bool) -> None:
    """The yes counts, and a person reads all of it."""
    start = wall(story.clock() + timedelta(days=20), "America/Chicago").replace(hour=10, minute=0)
    act = acts.AddVisit(home.child.id, start, "America/Chicago", "5 Main St")
    assert isinstance(story.act(home, act).result, acts.Done)
    story.clock.advance(minutes=30)
    assert keys(story) == ["visit-entry"]
    hears(story, home, text)
    (visit,) = story.rows(Appointment, home)
    assert visit.reply == reply
    assert (thread(story, home).status == "needs_reply") is waits
