"""What is texted from the phone of somebody on the staff: "1 = I have it", and everything else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.channels.channel import Inbound
from bot.door import Outcome
from dialogs.desk import chain
from dialogs.rows.desk import Alert
from dialogs.rows.messages import Message, Outgoing
from dialogs.rows.people import Address
from storage.tables.base import as_table
from storage.tables.messages import MessageRow, OutgoingRow
from storage.tables.people import StaffRow
from tests.builders import Household, Story
from tests.placing import touch

_MESSAGE = as_table(MessageRow)
_OUTGOING = as_table(OutgoingRow)
PHONE = "+15555550101"


def text(story: Story, words: str, provider_id: str, **more: Any) -> Outcome:
    """Ana, the coordinator, texts from her own phone, a second later."""
    said: dict[str, Any] = {"at": story.clock()} | more
    story.clock.advance(seconds=1)
    return story.door.hear(Inbound("phone", "kinline", PHONE, words, provider_id, **said))


def alarmed(story: Story, code: str = "") -> Household:
    """A family in danger; Ana was told."""
    who = story.family(code)
    story.hear(who, "my son is not breathing")
    story.deliver()
    return who


def states(story: Story) -> list[str]:
    return [alert.state for alert in story.rows(Alert)]


def kept(story: Story) -> list[Message]:
    return [message for message in story.rows(Message) if message.mark == "staff"]


def test_a_repeat_takes_no_other_alert(story: Story) -> None:
    """The provider tells of the same "1" again after a second family alarmed: it was about the first."""
    alarmed(story)
    story.clock.advance(minutes=1)
    assert text(story, "1", "SM1").what == "written"
    assert states(story) == ["acknowledged"]
    story.clock.advance(minutes=1)
    alarmed(story)
    assert text(story, "1", "SM1").what == "duplicate"
    assert states(story) == ["acknowledged", "open"]


def test_a_late_one_takes_the_alert_that_was_told_before_it(story: Story) -> None:
    """Written before the second alert was told, heard after it."""
    alarmed(story)
    story.clock.advance(minutes=1)
    written = story.clock()
    story.clock.advance(minutes=1)
    alarmed(story)
    text(story, "1", "SM1", at=written)
    assert states(story) == ["acknowledged", "open"]
    text(story, "1", "SM2")
    assert states(story) == ["acknowledged", "acknowledged"]


def test_whole_seconds_of_a_provider_are_enough(story: Story) -> None:
    """It cuts off what is below a second."""
    story.clock.advance(milliseconds=700)
    alarmed(story)
    text(story, "1", "SM1", at=story.clock() - timedelta(milliseconds=700))
    assert states(story) == ["acknowledged"]


def stands(story: Story, who: Household, state: str) -> None:
    """What the staff were texted has not left, as far as is known."""
    with story.database.writing() as connection:
        told = _OUTGOING.c.staff_id.is_not(None)
        connection.execute(update(_OUTGOING).where(told).values(state=state, sent_at=None))
        touch(connection, who.family.id)


@pytest.mark.parametrize("state", ["queued", "sending", "failed", "cancelled", "suppressed"])
def test_nobody_takes_what_they_were_not_told(story: Story, state: str) -> None:
    """A text that has not left, or never will, told nobody."""
    stands(story, alarmed(story), state)
    text(story, "1", "SM1")
    assert states(story) == ["open"]
    assert [message.text for message in kept(story)] == ["1"]


def test_a_text_of_unknown_fate_counts_from_its_claim(story: Story) -> None:
    """Nobody knows whether it arrived; the answer says that it did."""
    stands(story, alarmed(story), "unknown")
    text(story, "1", "SM1")
    assert states(story) == ["acknowledged"]


def test_every_text_is_kept_without_a_family(story: Story) -> None:
    """Sealed like any other, once each, with or without an alert to take."""
    alarmed(story)
    for words, provider_id in (("1", "SM1"), ("which family?", "SM2"), ("1", "SM3"), ("1", "SM3")):
        text(story, words, provider_id)
    assert [(message.text, message.contact_id) for message in kept(story)] == [
        ("1", None), ("which family?", None), ("1", None),
    ]  # fmt: skip
    with story.database.reading() as connection:
        mine = select(func.count()).where(_MESSAGE.c.mark == "staff", _MESSAGE.c.family_id.is_not(None))
        assert connection.execute(mine).scalar() == 0


def test_nobody_is_answered_as_a_stranger(story: Story) -> None:
    """What a colleague texts by mistake starts nothing."""
    text(story, "hello?", "SM1")
    assert story.rows(Outgoing) == []


def _also_family(story: Story) -> Household:
    """Ana's phone belongs to a family too."""
    who = story.family()
    address = Address(story.id(), who.contact.id, story.line.id, "phone", PHONE)
    story.add(who.family, address)
    return who


def test_who_is_family_too_is_heard_as_family(story: Story) -> None:
    """All but the "1" that takes an alert: danger above all."""
    who = _also_family(story)
    text(story, "hello", "SM1")
    text(story, "my son is not breathing", "SM2")
    assert [(message.text, message.contact_id) for message in story.rows(Message)] == [
        ("hello", who.contact.id), ("my son is not breathing", who.contact.id),
    ]  # fmt: skip
    assert states(story) == ["open"]
    story.deliver()
    text(story, "1", "SM3")
    assert states(story) == ["acknowledged"]
    text(story, "1", "SM4")
    assert story.rows(Message)[-1].contact_id == who.contact.id


def test_who_has_left_takes_no_alert(story: Story) -> None:
    """Their number is a stranger's, even where it was not forgotten."""
    alarmed(story)
    with story.database.writing() as connection:
        connection.execute(update(as_table(StaffRow)).values(is_active=False))
    text(story, "1", "SM1")
    assert states(story) == ["open"]
    assert story.rows(Message)[-1].mark == "unknown-sender"


def test_a_bare_one_takes_nothing_while_two_families_wait(story: Story) -> None:
    """It is asked which; the letter and digit of the text take exactly that one, however they are written."""
    alarmed(story, "F21")
    story.clock.advance(minutes=1)
    alarmed(story, "F22")
    text(story, "1", "SM1")
    assert states(story) == ["open", "open"]
    (asked,) = [message for message in story.deliver() if message.key == "staff-alert-which"]
    marks = {alert.id: chain.mark_of(alert.id) for alert in story.rows(Alert)}
    assert all(f"1 {mark} = F2" in asked.text for mark in marks.values())
    first = story.rows(Alert)[0]
    told = [row.text for row in story.rows(Outgoing) if row.alert_id == first.id]
    assert all(f"1 {marks[first.id]} = I have it" in words for words in told)
    text(story, f" 1-{marks[first.id].lower()}.", "SM2")
    taken = {alert.id: alert.state for alert in story.rows(Alert)}
    assert taken.pop(first.id) == "acknowledged"
    assert set(taken.values()) == {"open"}
    text(story, "1", "SM3")
    assert states(story) == ["acknowledged", "acknowledged"]


def test_a_mark_of_nothing_takes_nothing(story: Story) -> None:
    """A slip of the finger is kept and takes nobody's alert."""
    alarmed(story)
    mark = chain.mark_of(story.rows(Alert)[0].id)
    text(story, "1 " + ("A2" if mark != "A2" else "C3"), "SM1")
    assert states(story) == ["open"]


def test_nobody_is_texted_without_end(story: Story) -> None:
    """Alone on the team and asleep: told at once, three times more, once more, and then each morning at nine."""
    alarmed(story)
    for _ in range(60):
        story.clock.advance(hours=1)
        story.deliver()
    told = [row.created_at for row in story.rows(Outgoing) if row.key == "staff-alert"]
    assert 5 <= len(told) <= 8
    assert states(story) == ["open"]
