"""Texts from numbers that nobody has linked to a family: whoever says STOP is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.channel import Inbound
from dialogs.rows.care import Item
from dialogs.rows.messages import Message
from tests.builders import Story

PHONE = "+15555550777"


def text(story: Story, words: str, phone: str = PHONE, **more: Any) -> None:
    story.clock.advance(minutes=1)
    provider_id = f"in-{story.id().hex}"
    story.door.hear(Inbound("phone", "kinline", phone, words, provider_id, story.clock(), **more))


def answers(story: Story) -> list[str]:
    return [message.key for message in story.deliver()]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("hello, is this the clinic?", id="anything"),
        pytest.param("HELP", id="help"),
    ],
)
def test_nothing_is_sent_after_stop(story: Story, words: str) -> None:
    """Not the next day either; every text is kept, and a second STOP changes nothing."""
    text(story, "STOP")
    text(story, words)
    story.clock.advance(days=1)
    text(story, "stop")
    text(story, words)
    assert answers(story) == []
    assert [message.text for message in story.rows(Message)] == ["STOP", words, "stop", words]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        pytest.param("EMERGENCY", "emergency", id="emergency"),
        pytest.param("my son is not breathing", "danger", id="danger"),
    ],
)
def test_safety_replies_go_out_stopped_or_not(story: Story, words: str, key: str) -> None:
    """Policies §2: safety and EMERGENCY answer wherever the channel still delivers."""
    text(story, "STOP")
    text(story, words)
    assert answers(story) == [key]


def test_danger_after_stop_is_still_seen_by_a_person(story: Story) -> None:
    """Somebody on the team has it before them."""
    text(story, "STOP")
    text(story, "my son is not breathing")
    assert [(item.kind, item.note) for item in story.rows(Item)] == [("stranger_danger", "red")]


@pytest.mark.parametrize("words", ["START", "unstop"])
def test_start_ends_it(story: Story, words: str) -> None:
    """From then on they are answered as any stranger."""
    text(story, "STOP")
    text(story, words)
    assert answers(story) == ["stranger"]
    story.clock.advance(days=1)
    text(story, "hello")
    assert answers(story) == ["stranger"]
    text(story, "STOP")
    text(story, "HELP")
    assert answers(story) == []


def test_yes_does_not_end_it(story: Story) -> None:
    text(story, "STOP")
    text(story, "yes")
    assert answers(story) == []


def test_a_stop_that_the_provider_dealt_with_counts(story: Story) -> None:
    """And so does its START; neither is answered by us."""
    text(story, "STOP", handled="STOP")
    text(story, "hello")
    text(story, "START", handled="START")
    assert answers(story) == []
    text(story, "hello")
    assert answers(story) == ["stranger"]


def test_it_is_about_one_number(story: Story) -> None:
    """Others are answered."""
    text(story, "STOP")
    text(story, "hello", "+15555550778")
    assert answers(story) == ["stranger"]
