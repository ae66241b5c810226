"""What a visit owes: which steps, on which days, for whom."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from msgspec.structs import replace

from dialogs.reminders.series import answered, cleared, plan_missed, reconciled, reminded, together
from dialogs.reminders.zones import instant
from dialogs.rows.people import Contact, Link, QuietRange
from tests.dialogs.reminders.people import (
    ANA,
    ANA_LEO,
    BEN,
    BEN_LEO,
    MIA,
    PROGRAM,
    at,
    by_step,
    new_ids,
    plan,
    some_id,
    visit,
)


def never(*weekdays: int) -> Contact:
    """Ana with no-text days."""
    return replace(ANA, quiet=(QuietRange(weekdays, time(0), time(0)),))


@pytest.mark.parametrize(
    ("now", "contact", "expected"),
    [
        pytest.param(
            "2026-05-01 10:00", ANA,
            {"entry": "Fri 01", "t7": "Wed 13", "t3": "Fri 15", "t1": "Tue 19", "happened": "Thu 21"},
            id="T-3 on a Sunday goes to Friday",
        ),
        pytest.param("2026-05-01 22:00", ANA, {"entry": "Mon 04"}, id="entered on Friday night: told on Monday"),
        pytest.param("2026-05-12 10:00", ANA, {"entry": "Tue 12", "t3": "Fri 15"}, id="no T-7 right after the entry"),
        pytest.param("2026-05-15 08:00", ANA, {"t3": "Fri 15", "t1": "Tue 19"}, id="T-3 on the day of entry tells all"),
        pytest.param("2026-05-18 10:00", ANA, {"entry": "Mon 18", "t1": "Tue 19"}, id="entered two days before"),
        pytest.param("2026-05-19 10:00", ANA, {"t1": "Tue 19", "happened": "Thu 21"}, id="entered the day before"),
        pytest.param("2026-05-19 20:00", ANA, {"entry": "Wed 20", "happened": "Thu 21"}, id="the night before"),
        pytest.param("2026-05-20 12:00", ANA, {"entry": "Wed 20"}, id="two and a half hours before"),
        pytest.param("2026-05-20 13:00", ANA, {"happened": "Thu 21"}, id="less than two hours before: a person"),
        pytest.param("2026-05-01 10:00", never(4), {"t3": "Thu 14", "t1": "Tue 19"}, id="no-text Friday: Thursday"),
        pytest.param("2026-05-01 10:00", never(1), {"t3": "Fri 15", "t1": "Mon 18"}, id="no-text Tuesday: T-1 earlier"),
        pytest.param("2026-05-01 10:00", never(3), {"happened": "Fri 22"}, id="no-text Thursday: asked on Friday"),
        pytest.param("2026-05-01 10:00", never(2), {"t7": "Tue 12"}, id="no-text Wednesday: T-7 earlier"),
    ],
)  # fmt: skip
def test_the_steps_of_a_wednesday_visit(now: str, contact: Contact, expected: dict[str, str]) -> None:
    """Each step falls on a day open to the contact, the earlier one where its own is closed."""
    steps = by_step(plan(visit(), at(now), contacts=(contact,)))
    assert {step: steps.get(step) for step in expected} == expected


@pytest.mark.parametrize(
    ("now", "local", "contact", "gone"),
    [
        pytest.param("2026-05-01 10:00", "2026-05-21 14:30", never(1, 2), "t3", id="T-1 pushed to T-3: a day apart"),
        pytest.param("2026-05-19 10:00", "2026-05-20 14:30", ANA, "entry", id="T-1 stands in for the entry"),
        pytest.param("2026-05-15 10:00", "2026-05-20 14:30", ANA, "entry", id="T-3 stands in for the entry"),
        pytest.param("2026-05-18 10:00", "2026-05-20 14:30", ANA, "t3", id="T-3 is over"),
        pytest.param("2026-05-20 13:00", "2026-05-20 14:30", ANA, "entry", id="too late to tell"),
    ],
)
def test_a_step_that_merges_is_not_sent_too(now: str, local: str, contact: Contact, gone: str) -> None:
    """Two texts with one question, a day apart or on one day, become one."""
    assert gone not in by_step(plan(visit(local), at(now), contacts=(contact,)))


def test_no_text_days_merge_t3_into_t1() -> None:
    """A Friday visit: no-text Tuesday and Thursday keep both apart; with Wednesday closed too, both fall on Monday."""
    steps = by_step(plan(visit("2026-05-22 14:30"), at("2026-05-01 10:00"), contacts=(never(1, 3),)))
    assert (steps.get("t3"), steps["t1"]) == ("Mon 18", "Wed 20")
    steps = by_step(plan(visit("2026-05-22 14:30"), at("2026-05-01 10:00"), contacts=(never(1, 2, 3),)))
    assert (steps.get("t3"), steps["t1"]) == (None, "Mon 18")


def test_times_are_kept_in_three_ways() -> None:
    """A reminder holds the contact's wall time, its zone, the instant, and the last instant at which it helps."""
    reminders = plan(visit("2026-05-20 09:00", "America/Los_Angeles"), at("2026-05-01 10:00"))
    for reminder in reminders:
        assert instant(reminder.local_at, reminder.zone) == reminder.due_at
        assert reminder.zone == "America/New_York"
        assert reminder.due_at <= reminder.latest_useful
    t1 = next(each for each in reminders if each.series == "t1")
    assert t1.latest_useful == at("2026-05-20 07:00", "America/Los_Angeles")


def test_days_are_counted_in_the_contact_s_zone() -> None:
    """A visit at 23:30 in Los Angeles is on the next day for a family in New York, whose T-1 is its own day before."""
    steps = by_step(plan(visit("2026-05-19 23:30", "America/Los_Angeles"), at("2026-05-01 10:00")))
    assert steps["t1"] == "Tue 19"


@pytest.mark.parametrize(
    ("contacts", "links", "expected"),
    [
        pytest.param((ANA, BEN), (ANA_LEO, BEN_LEO), [ANA, BEN], id="both with the role"),
        pytest.param((ANA, BEN), (ANA_LEO,), [ANA], id="no link"),
        pytest.param((ANA, BEN), (ANA_LEO, replace(BEN_LEO, gets_reminders=False)), [ANA], id="no role"),
        pytest.param((ANA, replace(BEN, is_conflict=True)), (ANA_LEO, BEN_LEO), [ANA], id="conflict hears nothing"),
        pytest.param((ANA, BEN), (ANA_LEO, replace(BEN_LEO, ends_on=date(2026, 5, 19))), [ANA], id="ended before it"),
        pytest.param((ANA, BEN), (ANA_LEO, replace(BEN_LEO, starts_on=date(2026, 5, 21))), [ANA], id="begins after it"),
        pytest.param((ANA, BEN), (ANA_LEO, replace(BEN_LEO, child_id=MIA.id)), [ANA], id="another child's father"),
    ],
)
def test_who_is_reminded(contacts: tuple[Contact, ...], links: tuple[Link, ...], expected: list[Contact]) -> None:
    """Everyone with the role on the day of the visit, and nobody flagged conflict or order."""
    assert list(reminded(visit(), contacts, links)) == expected
    planned = plan(visit(), at("2026-05-01 10:00"), contacts=contacts, links=links)
    assert {reminder.contact_id for reminder in planned} == {contact.id for contact in expected}


@pytest.mark.parametrize(
    "status",
    [
        pytest.param("cancelled", id="cancelled"),
        pytest.param("fulfilled", id="over"),
        pytest.param("entered-in-error", id="entered in error"),
    ],
)
def test_what_owes_nothing(status: str) -> None:
    assert plan(visit(status=status), at("2026-05-01 10:00")) == ()


def test_once_keys_are_stable_and_change_with_the_version() -> None:
    """Planned twice, the same keys; moved, all others."""
    first, again = plan(visit(), at("2026-05-01 10:00")), plan(visit(), at("2026-05-01 11:00"))
    moved = plan(visit(version=2), at("2026-05-01 10:00"))
    assert [each.once_key for each in first] == [each.once_key for each in again]
    assert first[0].once_key == f"visit:{some_id(20)}:v1:{ANA.id}:entry"
    assert not {each.once_key for each in first} & {each.once_key for each in moved}


def test_moving_clears_exactly_what_still_waits_of_that_visit() -> None:
    """What left stays as it was, another visit's reminders are not touched."""
    ours = plan(visit(), at("2026-05-01 10:00"))
    other = plan(visit(id=some_id(21)), at("2026-05-01 10:00"))
    sent = replace(ours[0], state="sent")
    rows = cleared((sent, *ours[1:], *other), visit(), why="moved")
    assert [row.id for row in rows] == [each.id for each in ours[1:]]
    assert {(row.state, row.reason) for row in rows} == {("cleared", "moved")}


def test_one_reply_closes_the_step_for_all() -> None:
    """Ana's answer to T-3 takes Ben's T-3 away and leaves both T-1."""
    reminders = plan(visit(), at("2026-05-01 10:00"), contacts=(ANA, BEN))
    rows = answered(reminders, visit(), "t3")
    assert {row.series for row in rows} == {"entry", "t7", "t3"}
    assert {row.contact_id for row in rows} == {ANA.id, BEN.id}


def test_a_contact_who_moves_keeps_rows_and_keys() -> None:
    """A new zone changes instant and wall time of what waits; nothing is added twice, what left stays."""
    before = plan(visit(), at("2026-05-01 10:00"))
    existing = (replace(before[0], state="sent"), *before[1:])
    fresh = plan(visit(), at("2026-05-02 10:00"), contacts=(replace(ANA, zone="Pacific/Honolulu"),))
    rows = reconciled(existing, fresh)
    assert {row.id for row in rows} == {each.id for each in before[1:]}
    assert {row.zone for row in rows} == {"Pacific/Honolulu"}
    assert reconciled(fresh, fresh) == ()


def test_what_falls_away_on_recomputing_is_cleared() -> None:
    """Two days before, a T-3 that never left is over: its row is closed, T-1 stays."""
    before = plan(visit(), at("2026-05-01 10:00"))
    fresh = plan(visit(), at("2026-05-18 10:00"))
    rows = {row.series: row.state for row in reconciled(before, fresh)}
    assert rows["t3"] == "cleared"
    assert "t1" not in rows


@pytest.mark.parametrize(
    ("at_once", "expected"),
    [
        pytest.param(False, {"missed1": "Fri 22", "missed2": "Mon 01", "missed3": "Mon 08"}, id="weekends shift on"),
        pytest.param(True, {"missed2": "Mon 01", "missed3": "Mon 08"}, id="the reply asked already"),
    ],
)
def test_a_missed_visit_is_asked_about_three_times(at_once: bool, expected: dict[str, str]) -> None:
    """Once, then 8 and 15 days later, and then no more."""
    rows = plan_missed(
        visit(status="noshow"), contacts=(ANA,), links=(ANA_LEO,), program=PROGRAM,
        now=at("2026-05-22 11:00"), ids=new_ids(), asked_at_once=at_once,
    )  # fmt: skip
    assert by_step(rows) == expected


def test_one_digest_for_all_children() -> None:
    """Two children seen on one day: one message a day and contact; a T-1 leads it. What looks back is another."""
    leo, mia = visit(), visit("2026-05-20 16:00", id=some_id(21), child_id=MIA.id)
    late = visit("2026-05-22 16:00", id=some_id(22), child_id=MIA.id)
    start = at("2026-05-14 10:00")
    groups = together((*plan(leo, start)[1:], *plan(mia, start)[1:], *plan(late, start)[1:]))
    days = {group[0].local_at.date(): [each.series for each in group] for group in groups}
    assert days[date(2026, 5, 15)] == ["t3", "t3"]
    assert days[date(2026, 5, 19)] == ["t1", "t1", "t3"]
    assert [len(group) for group in groups if group[0].series == "happened"] == [2, 1]


def test_reminders_come_sorted_and_apart() -> None:
    """Two steps of one contact are never nearer than an hour, not even at their last useful moment."""
    steps = [each for each in plan(visit(), at("2026-05-01 10:00")) if each.series != "happened"]
    for earlier, later in pairwise(steps):
        assert earlier.latest_useful <= later.due_at - timedelta(hours=1)
