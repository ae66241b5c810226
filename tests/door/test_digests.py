"""A digest between the moment at which it is worded and the moment at which it leaves: nothing false, nothing lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dialogs.rows.care import Appointment, Reminder
from dialogs.rows.messages import Outgoing, Prompt
from dialogs.rows.people import Address, Child, Contact, Link
from dialogs.turns import acts
from storage import outbox
from tests.builders import ZONE, Household, Story


@pytest.fixture
def worded(story: Story) -> Household:
    """Two children's visits on one day, entered in the evening; the next morning their one message is in the outbox."""
    story.clock.advance(hours=9)
    who = story.family()
    other = Child(story.id(), "Mateo", "Mateo Gomez")
    story.add(who.family, other, Link(story.id(), who.contact.id, other.id, "mother"))
    for child, hour in ((who.child, 14), (other, 16)):
        story.act(who, acts.AddVisit(child.id, datetime(2026, 3, 19, hour), ZONE, "Room 12"))  # noqa: DTZ001
    story.clock.advance(hours=14)
    with story.database.reading() as connection:
        for due in outbox.due(connection, "reminder", story.clock()):
            story.door.strike(due, "reminder")
    assert [row.key for row in story.rows(Outgoing)] == ["visits-ask"]
    return who


def _mateos(story: Story) -> Appointment:
    return next(visit for visit in story.rows(Appointment) if visit.local_start.hour == 16)


def test_a_visit_that_is_cancelled_before_the_digest_leaves_is_not_in_it(story: Story, worded: Household) -> None:
    """The message is taken back, and the other visit is told by itself at once."""
    visit = _mateos(story)
    story.act(worded, acts.CancelVisit(visit.id, visit.version))
    left = {message.key: message.text for message in story.deliver()}
    assert "visit-entry" in left
    assert "Sofia" in left["visit-entry"]
    assert set(left) == {"visit-entry"}


def test_a_digest_that_comes_late_is_worded_anew_with_all_its_visits(story: Story, worded: Household) -> None:
    """After an outage of two days the same visits are asked about in one message again."""
    story.clock.advance(days=2)
    keys = [message.key for message in story.deliver()]
    for _ in range(4):
        story.clock.advance(hours=2)
        left = story.deliver()
        keys += [message.key for message in left]
        if left:
            assert {"Sofia", "Mateo"} <= set(left[0].text.replace(";", " ").split())
    assert keys == ["visits-ask"]


def test_one_visit_cancelled_while_the_digest_is_open_leaves_the_question_about_the_other(
    story: Story, worded: Household
) -> None:
    """ "1" is for the visit that still stands."""
    story.deliver()
    visit = _mateos(story)
    story.act(worded, acts.CancelVisit(visit.id, visit.version))
    story.hear(worded, "1")
    assert _mateos(story).reply == "needs-action"
    assert {row.reply for row in story.rows(Appointment)} == {"accepted", "needs-action"}
    story.clock.advance(seconds=30)
    assert "visit-coming" in [message.key for message in story.deliver()]


def _said_within(story: Story, *, days: int) -> list[Outgoing]:
    """What leaves until something is asked after the visit, from one due instant to the next."""
    until, said = story.clock() + timedelta(days=days), story.deliver()
    while not any(message.key.endswith("happened-ask") for message in said):
        with story.database.reading() as connection:
            following = outbox.next_due(connection)
        if following is None or following > until:
            break
        story.clock.now = max(following, story.clock.now + timedelta(seconds=1))
        said += story.deliver()
    return said


@pytest.fixture
def over(story: Story, worded: Household) -> Household:
    """Both visits were confirmed and are over; the next day it is asked whether they happened."""
    story.deliver()
    story.hear(worded, "1")
    left = [message for message in _said_within(story, days=20) if message.key.endswith("happened-ask")]
    assert [message.key for message in left] == ["visits-happened-ask"]
    assert {"Sofia", "Mateo"} <= set(left[0].text.replace(";", " ").split())
    return worded


def _states(story: Story) -> dict[int, str]:
    return {visit.local_start.hour: visit.status for visit in story.rows(Appointment)}


def test_visits_of_one_day_are_asked_about_once_and_one_yes_is_for_all(story: Story, over: Household) -> None:
    """Nothing of either is asked again."""
    story.hear(over, "1")
    assert set(_states(story).values()) == {"fulfilled"}
    assert not [row for row in story.rows(Reminder) if row.state == "planned" and row.appointment_id]


def test_of_visits_of_one_day_the_missed_one_is_named_and_the_other_took_place(story: Story, over: Household) -> None:
    """ "Not all" asks which; they then hear of no blame."""
    story.hear(over, "2")
    story.clock.advance(minutes=1)
    assert [message.key for message in story.deliver()] == ["visits-which-not"]
    story.hear(over, "2")
    story.clock.advance(minutes=1)
    assert [message.key for message in story.deliver()] == ["visit-missed-then"]
    assert _states(story) == {14: "fulfilled", 16: "noshow"}


def test_when_all_visits_of_a_day_were_missed_each_is_followed(story: Story, over: Household) -> None:
    """The first is asked about at once, the other by its own text."""
    story.hear(over, "no")
    story.hear(over, "3")
    assert set(_states(story).values()) == {"noshow"}
    planned = sorted(row.series for row in story.rows(Reminder) if row.state == "planned")
    assert planned == ["missed1", "missed2", "missed2", "missed3", "missed3"]


def test_the_other_parent_hears_once_that_it_is_settled(story: Story, worded: Household) -> None:
    """The father has the same digest; the mother's "1" settles both visits for him."""
    father = Contact(story.id(), "Luis Gomez", "en", ZONE, consent="active")
    phone = Address(story.id(), father.id, story.line.id, story.line.channel, "phone-of-luis")
    children = story.rows(Child)
    links = [Link(story.id(), father.id, child.id, "father") for child in children]
    story.add(worded.family, father, phone, *links)
    first, second = story.rows(Appointment)
    asked = Prompt(
        story.id(), father.id, "visit", "open", appointment_id=first.id, question="entry", others=(second.id,),
        opened_at=story.clock() - timedelta(minutes=1),
    )  # fmt: skip
    story.add(worded.family, asked)
    story.deliver()
    story.hear(worded, "1")
    story.clock.advance(minutes=1)
    story.deliver()
    told = [row.key for row in story.rows(Outgoing) if row.contact_id == father.id]
    assert told == ["visit-settled", "visit-settled"]
    (prompt,) = [row for row in story.rows(Prompt) if row.contact_id == father.id]
    assert prompt.state == "withdrawn"
