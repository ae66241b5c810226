"""Business hours: when people answer, in the program's zone."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from dialogs.policies import BusinessHours, Policies
from dialogs.reminders.business import (
    business_days_before,
    business_due,
    is_business_open,
    next_business_open,
    true_hours,
)
from tests.dialogs.reminders.people import CHICAGO, PROGRAM, at

#: Memorial Day is a Monday.
HOLIDAYS = replace(PROGRAM, policies=Policies(business=BusinessHours(holidays=(date(2026, 5, 25),))))


def chicago(text: str) -> object:
    return at(text, CHICAGO)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        pytest.param("2026-05-13 10:00", "2026-05-13 10:00", id="open"),
        pytest.param("2026-05-13 17:00", "2026-05-14 09:00", id="closing time is closed"),
        pytest.param("2026-05-13 03:00", "2026-05-13 09:00", id="early"),
        pytest.param("2026-05-15 18:00", "2026-05-18 09:00", id="weekend"),
        pytest.param("2026-05-22 18:00", "2026-05-26 09:00", id="weekend and holiday"),
    ],
)
def test_next_business_open(when: str, expected: str) -> None:
    """Now within business hours, else when somebody is next there."""
    assert next_business_open(at(when, CHICAGO), HOLIDAYS) == chicago(expected)
    assert is_business_open(at(when, CHICAGO), HOLIDAYS) is (when == expected)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        pytest.param("2026-05-13 10:00", 4, "2026-05-13 14:00", id="same day"),
        pytest.param("2026-05-13 15:00", 4, "2026-05-14 11:00", id="over night"),
        pytest.param("2026-05-13 13:00", 4, "2026-05-13 17:00", id="exactly at closing"),
        pytest.param("2026-05-22 16:00", 4, "2026-05-26 12:00", id="over weekend and holiday"),
        pytest.param("2026-05-23 12:00", 8, "2026-05-26 17:00", id="starts on a Saturday"),
        pytest.param("2026-03-06 16:00", 2, "2026-03-09 10:00", id="over a clock change"),
        pytest.param("2026-05-13 08:00", 0.5, "2026-05-13 09:30", id="half an hour from opening"),
    ],
)
def test_business_due(start: str, hours: float, expected: str) -> None:
    """Hours count only while somebody is there."""
    assert business_due(at(start, CHICAGO), hours, HOLIDAYS) == chicago(expected)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        pytest.param(date(2026, 5, 20), 0, date(2026, 5, 20), id="itself"),
        pytest.param(date(2026, 5, 24), 0, date(2026, 5, 22), id="Sunday is Friday"),
        pytest.param(date(2026, 5, 20), 5, date(2026, 5, 13), id="a week"),
        pytest.param(date(2026, 5, 27), 2, date(2026, 5, 22), id="over holiday and weekend"),
    ],
)
def test_business_days_before(day: date, count: int, expected: date) -> None:
    assert business_days_before(day, count, HOLIDAYS) == expected


def test_true_hours_are_told_in_the_program_s_wall_time() -> None:
    """Friday night: back on Tuesday at nine, four days away, and the clock is the clinic's."""
    hours = true_hours(at("2026-05-22 20:00", CHICAGO), HOLIDAYS)
    assert not hours.is_open
    assert (hours.back_local.strftime("%A %H:%M"), hours.days_away) == ("Tuesday 09:00", 4)
    assert true_hours(at("2026-05-13 10:00", CHICAGO), HOLIDAYS).is_open


def test_a_calendar_full_of_holidays_still_has_an_answer() -> None:
    """A mistaken list of holidays must not stop receipts."""
    days = tuple(date.fromordinal(date(2026, 5, 1).toordinal() + day) for day in range(90))
    closed = replace(PROGRAM, policies=Policies(business=BusinessHours(holidays=days)))
    assert next_business_open(at("2026-05-13 18:00", CHICAGO), closed) == chicago("2026-05-14 09:00")
    assert business_days_before(date(2026, 7, 20), 1, closed) < date(2026, 7, 20)
