"""What `kinline preview` shows."""

from __future__ import annotations

from datetime import time
from typing import Any

from msgspec.structs import replace

from dialogs.reminders.forecast import Foreseen, Household, forecast
from dialogs.rows.people import Address, Link, QuietRange
from tests.dialogs.reminders.people import (
    ANA,
    ANA_LEO,
    ANA_MIA,
    ANA_SMS,
    BEN,
    BEN_LEO,
    BEN_SMS,
    LEO,
    MIA,
    PROGRAM,
    SMS,
    THREAD,
    at,
    new_ids,
    plan,
    some_id,
    visit,
)

START = at("2026-05-14 10:00")


def household(**changes: Any) -> Household:
    made = Household(
        program=PROGRAM,
        contacts=(ANA, BEN),
        addresses=(ANA_SMS, BEN_SMS),
        lines=(SMS,),
        children=(LEO, MIA),
        links=(ANA_LEO, ANA_MIA, BEN_LEO),
        appointments=(visit(),),
        threads=(THREAD,),
    )
    return replace(made, **changes)


def told(home: Household, days: int = 30) -> list[tuple[str, str, str]]:
    """Per line: who and step, local time or refusal, what delayed it."""
    names = {ANA.id: "Ana", BEN.id: "Ben"}
    return [_row(names[line.contact_id], line) for line in forecast(home, days=days, now=START, ids=new_ids())]


def _row(name: str, line: Foreseen) -> tuple[str, str, str]:
    when = line.local_at.strftime("%a %d") if line.is_sent else line.reason
    return (f"{name} {line.series}", when, line.delayed_by)


def test_both_parents_of_a_child() -> None:
    """Everyone's whole series in order, the same visit counted once for the household."""
    assert sorted(told(household())) == [
        ("Ana entry", "Thu 14", ""),
        ("Ana happened", "Thu 21", ""),
        ("Ana t1", "Tue 19", ""),
        ("Ana t3", "Fri 15", ""),
        ("Ben entry", "Thu 14", ""),
        ("Ben happened", "Thu 21", ""),
        ("Ben t1", "Tue 19", ""),
        ("Ben t3", "Fri 15", ""),
    ]


def test_a_stopped_parent_is_listed_with_the_reason() -> None:
    """Suppressed lines are shown, not left out."""
    lines = told(household(contacts=(ANA, replace(BEN, silence="stop"))))
    assert {row[1] for row in lines if row[0].startswith("Ben")} == {"opted_out"}
    assert {row[1] for row in lines if row[0].startswith("Ana")} == {"Thu 14", "Fri 15", "Tue 19", "Thu 21"}


def test_without_an_address_there_is_no_channel() -> None:
    none: tuple[Address, ...] = ()
    assert {row[1] for row in told(household(addresses=none))} == {"no_channel"}


def test_a_pause_delays_what_is_still_useful_and_drops_the_rest() -> None:
    """Paused until Tuesday: T-3 is lost to the pause, T-1 goes."""
    paused = replace(ANA, silence="pause", silence_until=at("2026-05-19 06:00"))
    lines = told(household(contacts=(paused,)))
    assert ("Ana t3", "paused", "") in lines
    assert ("Ana t1", "Tue 19", "") in lines


def test_two_children_on_one_day_are_one_message() -> None:
    """A digest is counted once, so the second child's reminder is not pushed to the next day."""
    mia = visit("2026-05-20 16:00", id=some_id(21), child_id=MIA.id)
    lines = told(household(appointments=(visit(), mia), contacts=(ANA,)))
    assert lines.count(("Ana t3", "Fri 15", "")) == 2
    assert lines.count(("Ana t1", "Tue 19", "")) == 2


def test_caps_delay_the_second_visit() -> None:
    """Two visits whose steps fall on one day for different adults: the later one moves, none is lost."""
    links: tuple[Link, ...] = (ANA_LEO, replace(BEN_LEO, child_id=MIA.id))
    mia = visit("2026-05-20 16:00", id=some_id(21), child_id=MIA.id)
    lines = told(household(appointments=(visit(), mia), links=links))
    delayed = [row for row in lines if row[2] == "cap_reached"]
    assert delayed
    assert all(row[1] not in ("cap_reached", "") for row in lines)


def test_planned_rows_are_used_and_past_ones_not_repeated() -> None:
    """What was sent is not foreseen again, and nothing is planned twice."""
    rows = plan(visit(), START)
    rows = (replace(rows[0], state="sent"), *rows[1:])
    lines = told(household(reminders=rows, contacts=(ANA,)))
    assert [row[0] for row in lines] == ["Ana t3", "Ana t1", "Ana happened"]


def test_the_horizon_ends_the_list() -> None:
    assert [row[0] for row in told(household(contacts=(ANA,)), days=2)] == ["Ana entry", "Ana t3"]


def test_nobody_to_be_reached_is_seen_to_the_end() -> None:
    """Held after a restore, the preview says so instead of waiting for ever."""
    held = household(program=replace(PROGRAM, hold=True), contacts=(ANA,))
    reasons = {row[1] for row in told(held)}
    assert reasons == {"restore_hold"}


def test_a_weekday_that_closed_after_planning_delays() -> None:
    """Rows planned before the family chose a no-text Friday wait for Monday at the gates."""
    closed = replace(ANA, quiet=(QuietRange((4,), time(0), time(0)),))
    lines = told(household(reminders=plan(visit(), START), contacts=(closed,)))
    assert ("Ana t3", "Mon 18", "quiet_hours") in lines
