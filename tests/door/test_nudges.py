"""A question that was asked once more and still waits for its hour: it is neither doubled nor greeted twice."""

from __future__ import annotations

import pytest

from dialogs.rows.care import Reminder
from dialogs.rows.messages import Outgoing
from dialogs.turns import acts
from storage import outbox
from tests.builders import Household, Story


@pytest.fixture
def waiting(story: Story) -> Household:
    """The offer of `matters` went unanswered for a day; its first nudge is in the outbox and has not left."""
    who = story.family()
    story.act(who, acts.StartInterview(who.contact.id, who.child.id, "matters", "she asked for it"))
    story.deliver()
    story.clock.advance(hours=25)
    _keep_promises(story)
    assert [row.purpose for row in _queued(story)] == ["nudge"]
    return who


def _keep_promises(story: Story) -> None:
    with story.database.reading() as connection:
        for due in outbox.due(connection, "reminder", story.clock()):
            story.door.strike(due, "reminder")


def _queued(story: Story) -> list[Outgoing]:
    return [row for row in story.rows(Outgoing) if row.state == "queued"]


def test_a_second_nudge_does_not_join_one_that_has_not_left(story: Story, waiting: Household) -> None:
    """The household's caps may hold the first back until the second is due: one is sent, with one greeting."""
    story.clock.advance(hours=48)
    _keep_promises(story)
    (message,) = _queued(story)
    assert message.text.count("Rosa") == 1
    fates = {row.series: (row.state, row.reason) for row in story.rows(Reminder)}
    assert fates["nudge2"] == ("suppressed", "duplicate")


def test_who_writes_before_the_nudge_leaves_is_not_greeted_with_it(story: Story, waiting: Household) -> None:
    """The question is asked again with the answer to what they wrote; the greeting was for their silence."""
    story.hear(waiting, "hola, is this the clinic on Main street?")
    (message,) = [row for row in _queued(story) if row.key.startswith("form-")]
    assert "whenever" not in message.text.lower()
    assert not message.text.startswith("Hi")
