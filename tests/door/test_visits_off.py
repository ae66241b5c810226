"""A cancelled visit: the family hears only of what it was told before, and nobody goes on working on it."""

from __future__ import annotations

from datetime import datetime

from dialogs.rows.care import Appointment, Item
from dialogs.turns import acts
from tests.builders import ZONE, Household, Story

DAY = datetime(2026, 3, 19, 14)  # noqa: DTZ001


def _visit(story: Story, who: Household) -> Appointment:
    story.act(who, acts.AddVisit(who.child.id, DAY, ZONE, "Room 12"))
    return story.rows(Appointment)[-1]


def _cancel(story: Story, who: Household) -> list[str]:
    """What the family is texted about it, in the following day."""
    visit = next(visit for visit in story.rows(Appointment) if visit.status == "booked")
    story.act(who, acts.CancelVisit(visit.id, visit.version))
    said = story.deliver()
    for _ in range(30):
        story.clock.advance(hours=1)
        said += story.deliver()
    return [message.key for message in said]


def test_a_visit_that_nobody_was_told_of_is_cancelled_in_silence(story: Story) -> None:
    """Entered and taken back in the evening, before the morning's text."""
    story.clock.advance(hours=9)
    who = story.family()
    _visit(story, who)
    assert _cancel(story, who) == []


def test_a_visit_that_was_told_of_is_cancelled_with_its_day(story: Story) -> None:
    who = story.family()
    _visit(story, who)
    story.deliver()
    assert _cancel(story, who) == ["visit-cancelled"]


def test_a_new_day_that_was_not_told_yet_is_not_named(story: Story) -> None:
    """They know the old day only: the visit is off, whichever day it had."""
    who = story.family()
    visit = _visit(story, who)
    story.deliver()
    story.clock.advance(hours=9)
    story.act(who, acts.MoveVisit(visit.id, visit.version, DAY.replace(day=26), "Room 12"))
    assert _cancel(story, who) == ["visit-cancelled-undated"]


def test_what_was_to_do_about_it_is_closed(story: Story) -> None:
    """The change that they wished for and the days that they named; while another visit stands, a person sorts it."""
    who = story.family()
    _visit(story, who)
    story.deliver()
    story.hear(who, "2")
    story.hear(who, "any monday")
    story.add(who.family, Item(story.id(), who.contact.id, who.child.id, "call", "request", "rather_talk",
                                      story.clock(), story.clock()))  # fmt: skip
    first = story.rows(Appointment)[0]
    _visit(story, who)
    story.act(who, acts.CancelVisit(first.id, first.version))
    assert {item.state for item in story.rows(Item)} == {"open"}
    _cancel(story, who)
    closed = {item.kind: (item.state, item.reason) for item in story.rows(Item)}
    assert closed["visit_change"] == closed["visit_which_days"] == ("closed", "visit_cancelled")
    assert closed["call"] == ("open", "")
