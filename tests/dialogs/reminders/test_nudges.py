"""Asking again: interviews and invitations."""

from __future__ import annotations

from datetime import time

import pytest
from msgspec.structs import replace

from dialogs.reminders.nudges import interview_nudges, pauses_at
from dialogs.rows.care import Reminder
from dialogs.rows.messages import Prompt
from dialogs.rows.people import QuietRange
from tests.dialogs.reminders.people import ANA, LEO, PROGRAM, at, new_ids, some_id

QUESTION = Prompt(id=some_id(40), contact_id=ANA.id, kind="question", interview_id=some_id(41))


def nudges(asked: str, wrote: str | None, contact: object = ANA) -> tuple[Reminder, ...]:
    return interview_nudges(
        QUESTION, contact, PROGRAM, child_id=LEO.id, asked_at=at(asked),  # type: ignore[arg-type]
        last_wrote_at=at(wrote) if wrote else None, ids=new_ids(), hours=PROGRAM.policies.nudge_hours,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "wrote", "expected"),
    [
        pytest.param("2026-05-11 14:00:05", "2026-05-11 14:00", ["Tue 14:00", "Thu 14:00"], id="a minute ago"),
        pytest.param("2026-05-11 09:10", "2026-05-07 18:20", ["Tue 18:20", "Thu 18:20"], id="their evening hour"),
        pytest.param("2026-05-11 14:00", None, ["Tue 14:00", "Thu 14:00"], id="never wrote: hour of the question"),
        pytest.param("2026-05-11 23:00", "2026-05-11 22:50", ["Wed 09:", "Fri 09:"], id="night owl: the next morning"),
        pytest.param("2026-05-07 14:00", "2026-05-07 13:55", ["Fri 13:55", "Mon 09:"], id="not on a Sunday"),
        pytest.param("2026-03-07 14:00", "2026-03-07 13:55", ["Mon 09:", "Tue 13:55"], id="over a clock change"),
    ],
)
def test_a_question_is_asked_again_at_their_hour(asked: str, wrote: str | None, expected: list[str]) -> None:
    """About a day and three days later, at the hour of their last text, inside the window."""
    found = [each.local_at.strftime("%a %H:%M") for each in nudges(asked, wrote)]
    assert len(found) == len(expected)
    assert all(got.startswith(wanted) for got, wanted in zip(found, expected, strict=True))


def test_nudges_repeat_the_prompt_and_end_with_the_pause() -> None:
    """The same question, never after the interview paused."""
    rows = nudges("2026-05-11 14:00", None)
    assert {row.latest_useful for row in rows} == {pauses_at(at("2026-05-11 14:00"), PROGRAM)}
    assert {row.interview_id for row in rows} == {QUESTION.interview_id}
    assert all(str(QUESTION.id) in row.once_key for row in rows)
    assert len({row.once_key for row in rows}) == 2


def test_a_week_of_no_text_days_has_no_nudges() -> None:
    closed = replace(ANA, quiet=(QuietRange(tuple(range(7)), time(0), time(0)),))
    assert nudges("2026-05-11 14:00", None, closed) == ()


def test_two_nudges_never_fall_on_one_morning() -> None:
    """Closed from Tuesday to Friday, both would move to Monday: one goes."""
    closed = replace(ANA, quiet=(QuietRange((1, 2, 3, 4), time(0), time(0)),))
    assert len(nudges("2026-05-11 18:00", "2026-05-11 18:00", closed)) == 1
