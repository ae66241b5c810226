"""Back, where no question is open: through the door, because the part before stands only in the database."""

from __future__ import annotations

from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Outgoing
from dialogs.turns import acts
from tests.builders import Story


def test_back_after_the_last_question_opens_it_again(story: Story) -> None:
    """The interview that has just ended is read for it."""
    who = story.family()
    story.act(who, acts.StartInterview(who.contact.id, who.child.id, "matters", "she asked for it"))
    for text in ("1", "that she walks", "the stairs", "2"):
        story.deliver()
        story.clock.advance(minutes=2)
        story.hear(who, text)
    story.deliver()
    assert [walk.status for walk in story.rows(Walk)] == ["completed"]
    story.hear(who, "back")
    assert [walk.status for walk in story.rows(Walk)] == ["in-progress"]
    assert [row.purpose for row in story.rows(Outgoing) if row.state == "queued"] == ["question"]
